"""The desk on the screen: giving every text a place, and answering several clusters at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.answers.answer import answer_clusters
from pim.answers.clusters import add_cluster
from pim.answers.desk import desk_of_round
from pim.answers.placing import LONGEST_ASIDE, put, put_in_new, put_together, set_aside, take_out
from pim.answers.standard import standard_answers
from pim.answers.words import LONGEST_REASON, LONGEST_SAID, LONGEST_TITLE, OUTCOMES
from pim.errors import BadInput, NotFound
from pim.feedback.publication import FEWEST_TEXTS
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.edge import desk_of, do, page, scripted, somebody, to
from pim.web.fields import BIGGEST, Key, Mark, Number, Rows, Text
from pim.web.policy import Pages

router = Pages()
LIMITS = {
    "title": LONGEST_TITLE,
    "said": LONGEST_SAID,
    "aside": LONGEST_ASIDE,
    "because": LONGEST_REASON,
}
Chosen = Annotated[list[Mark] | None, Form(max_length=500)]
Row = Annotated[int | None, Form(ge=1, le=BIGGEST)]


@router.get("/rounds/{id_}/desk", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show the desk to whoever groups or answers."""
    return desk_page(request, id_)


def desk_page(
    request: Request,
    id_: int,
    *,
    fault: str | None = None,
    typed: Mapping[str, Any] | None = None,
    chosen: Sequence[object] = (),
) -> Response:
    """Return the desk; with a ``fault`` as 400, with what was ``typed`` and ``chosen`` still there."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        desk = desk_of_round(session, viewer.me, id_)
        standards = standard_answers(session, viewer.me.organisation_id)
        machine = machine_of(session, desk.subject.digest)
    steps = [
        step
        for step in machine.possible("round", desk.subject.state.stage)
        if desk.roles & set(step.by) and step.to != "back"
        and machine.stage("round", step.to).means == "answered"
    ]  # fmt: skip
    answer = page(
        viewer,
        "desk.html",
        400 if fault else 200,
        desk=desk,
        steps=steps,
        standards=standards,
        outcomes=OUTCOMES,
        limits=LIMITS,
        fewest_texts=FEWEST_TEXTS,
        fault=fault,
        typed=typed or {},
        chosen=frozenset(chosen),
    )
    return scripted(answer)


@router.post("/rounds/{id_}/desk", policy=policy.somebody)
def place(
    request: Request,
    id_: Number,
    key: Key,
    do_: Annotated[str, Form(alias="do", max_length=10)],
    said: Chosen = None,
    into: Row = None,
    title: Text = "",
    because: Text = "",
) -> Response:
    """Give the chosen texts a place, or take them out of where they are."""
    ids = said or []

    def verb(work: Work) -> dict[str, Any]:
        if do_ == "new":
            return put_in_new(work, id_, ids, title=title)
        if do_ == "aside":
            return set_aside(work, id_, ids, because)
        if do_ == "out":
            return take_out(work, id_, ids)
        if into is None:
            raise BadInput("into: choose the cluster")
        return put(work, into, ids)

    typed = {"title": title, "because": because, "into": into}
    return kept(request, id_, verb, key, fault=f"place-{do_}", typed=typed, chosen=ids)


@router.post("/rounds/{id_}/desk/together", policy=policy.somebody)
def together(
    request: Request, id_: Number, key: Key, said: Chosen = None, into: Row = None, title: Text = ""
) -> Response:
    """Take a suggestion over: these texts in a cluster of their own, or in the one they look like."""
    ids = said or []

    def verb(work: Work) -> dict[str, Any]:
        return put(work, into, ids) if into else put_together(work, id_, ids, title)

    return kept(request, id_, verb, key, fault="place-together", typed={}, chosen=ids)


@router.post("/rounds/{id_}/clusters", policy=policy.somebody)
def add(request: Request, id_: Number, key: Key, title: Text = "", said: Text = "") -> Response:
    """Bring together what several people said, without choosing texts."""
    typed = {"cluster-title": title, "cluster-said": said}
    return kept(
        request, id_, lambda work: add_cluster(work, id_, title=title, said=said), key,
        fault="cluster", typed=typed,
    )  # fmt: skip


@router.post("/rounds/{id_}/desk/answers", policy=policy.somebody)
def answer_several(
    request: Request,
    id_: Number,
    key: Key,
    cluster: Rows = None,
    outcome: Text = "",
    because: Text = "",
    standard: Row = None,
) -> Response:
    """Give several clusters the same answer."""
    ids = cluster or []
    typed = {"outcome": outcome, "because": because, "standard": standard}

    def verb(work: Work) -> dict[str, Any]:
        given = answer_clusters(work, ids, outcome=outcome, because=because, standard_id=standard)
        return {"clusters": [one["id"] for one in given]}

    return kept(request, id_, verb, key, fault="answers", typed=typed, chosen=ids)


def kept(
    request: Request,
    id_: int,
    verb: Callable[[Work], dict[str, Any]],
    key: str,
    *,
    fault: str,
    typed: Mapping[str, Any],
    chosen: Sequence[object] = (),
) -> Response:
    """Do a verb and show the desk; when its form was not right, show it again with what was typed."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput:
        return desk_page(request, id_, fault=fault, typed=typed, chosen=chosen)
    except NotFound:
        # A text that is not there any more: somebody else was here, or the page is an old one.
        if fault.startswith("place-") and chosen:
            return desk_page(request, id_, fault=fault, typed=typed, chosen=chosen)
        raise
    return to(f"/rounds/{id_}/desk")
