"""One cluster on the screen: its texts, its owner, its answer, and what was put with it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.answer import answer_cluster
from pim.answers.clusters import rename_cluster
from pim.answers.desk import desk_of_round
from pim.answers.desk_pages import LIMITS, Row
from pim.answers.merging import merge_clusters, unmerge_cluster
from pim.answers.owner import give_owner
from pim.answers.standard import standard_answers
from pim.answers.words import OUTCOMES
from pim.errors import BadInput, NotFound
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.lookup import person_id_by_email
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Number, Text
from pim.web.policy import Pages

router = Pages()


@router.get("/rounds/{id_}/clusters/{cluster_id}", policy=policy.somebody)
def show(request: Request, id_: Number, cluster_id: Number) -> Response:
    """Show a cluster to whoever groups or answers."""
    return _page(request, id_, cluster_id)


def _page(
    request: Request,
    id_: int,
    cluster_id: int,
    *,
    fault: str | None = None,
    typed: Mapping[str, Any] | None = None,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        desk = desk_of_round(session, viewer.me, id_)
        view = next((one for one in desk.clusters if one.id == cluster_id), None)
        if view is None:
            raise NotFound(f"there is no cluster with number {cluster_id}")
        standards = standard_answers(session, viewer.me.organisation_id)
        variants = _variants(session, desk.subject.cycle_id)
    return page(
        viewer,
        "cluster.html",
        400 if fault else 200,
        desk=desk,
        view=view,
        mine=view.cluster.owner_id == viewer.me.person_id,
        standards=standards,
        variants=variants,
        outcomes=OUTCOMES,
        limits=LIMITS,
        fault=fault,
        typed=typed or {},
    )


def _variants(session: Session, cycle_id: int) -> list[Any]:
    """Return the variants that can still follow from feedback, by code."""
    return list(
        session.execute(
            select(col(Instance.id), col(Instance.code), col(Instance.title))
            .where(
                col(Instance.cycle_id) == cycle_id,
                col(Instance.kind) == "variant",
                col(Instance.means) != "stopped",
            )
            .order_by(col(Instance.code))
        )
    )


@router.post("/rounds/{id_}/clusters/{cluster_id}", policy=policy.somebody)
def answer(
    request: Request,
    id_: Number,
    cluster_id: Number,
    key: Key,
    outcome: Text = "",
    because: Text = "",
    standard: Row = None,
    variant: Row = None,
) -> Response:
    """Answer a cluster: done, changed or not done, because …"""
    typed = {"outcome": outcome, "because": because, "standard": standard, "variant": variant}

    def verb(work: Work) -> dict[str, Any]:
        given: dict[str, Any] = {"outcome": outcome, "because": because}
        return answer_cluster(work, cluster_id, **given, variant_id=variant, standard_id=standard)

    return _kept(request, id_, cluster_id, verb, key, fault="answer", typed=typed)


@router.post("/rounds/{id_}/clusters/{cluster_id}/name", policy=policy.somebody)
def name(
    request: Request, id_: Number, cluster_id: Number, key: Key, title: Text = "", said: Text = ""
) -> Response:
    """Give a cluster another title, or put what people said in better words."""
    typed = {"title": title, "said": said}
    return _kept(
        request, id_, cluster_id, lambda work: rename_cluster(work, cluster_id, title=title, said=said), key,
        fault="name", typed=typed,
    )  # fmt: skip


@router.post("/rounds/{id_}/clusters/{cluster_id}/owner", policy=policy.somebody)
def owner(
    request: Request,
    id_: Number,
    cluster_id: Number,
    key: Key,
    who: Text = "",
    due_on: Annotated[date | None, Form()] = None,
) -> Response:
    """Say who answers a cluster, and by when."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        try:
            person = person_id_by_email(work.session, work.actor.organisation_id, who)
        except NotFound as missing:
            raise BadInput(str(missing)) from None
        return give_owner(work, cluster_id, person, due_on=due_on)

    typed = {"who": who, "due_on": due_on.isoformat() if due_on else ""}
    return _kept(request, id_, cluster_id, verb, key, fault="owner", typed=typed)


@router.post("/rounds/{id_}/clusters/{cluster_id}/merge", policy=policy.somebody)
def merge(
    request: Request,
    id_: Number,
    cluster_id: Number,
    key: Key,
    into: Annotated[int, Form(ge=1, le=BIGGEST)],
) -> Response:
    """Let another cluster answer for this one, and go on there."""
    return _kept(
        request, id_, into, lambda work: merge_clusters(work, cluster_id, into), key, fault="merge", typed={}
    )


@router.post("/rounds/{id_}/clusters/{cluster_id}/unmerge", policy=policy.somebody)
def unmerge(request: Request, id_: Number, cluster_id: Number, key: Key) -> Response:
    """Let a cluster stand by itself again."""
    return _kept(
        request, id_, cluster_id, lambda work: unmerge_cluster(work, cluster_id), key, fault="merge", typed={}
    )


def _kept(
    request: Request,
    id_: int,
    cluster_id: int,
    verb: Callable[[Work], dict[str, Any]],
    key: str,
    *,
    fault: str,
    typed: Mapping[str, Any],
) -> Response:
    """Do a verb and show the cluster; when its form was not right, show it again with what was typed."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput:
        return _page(request, id_, cluster_id, fault=fault, typed=typed)
    return to(f"/rounds/{id_}/clusters/{cluster_id}")
