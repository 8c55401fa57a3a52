"""A round on the screen: the form for whoever is asked, and the desk for the lead who answers."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.feedback.answering import submit
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.clusters import add_cluster, answer_cluster
from pim.feedback.publication import results
from pim.feedback.queries import asked
from pim.feedback.questions import minutes_for
from pim.feedback.steps import close_round, extend_round, finish_round, open_round, withdraw_round
from pim.feedback.tables import Asked
from pim.feedback.views import round_view
from pim.lifecycle.advance import roles_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.web.edge import Viewer, cookie_of, desk_of, do, page, to, viewer_of

router = APIRouter()
RATE, SAY = "rate-", "say-"
STEPS = {
    "open": open_round,
    "extend": extend_round,
    "close": close_round,
    "answer": finish_round,
    "withdraw": withdraw_round,
}


async def _form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form whose questions differ per round."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(_form)]


@router.get("/asked")
def asked_of_me(request: Request) -> Response:
    """List the rounds that are open and ask this person."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        rounds = session.execute(
            select(col(Instance.id), col(Instance.title), col(Instance.dates))
            .join(Asked, col(Asked.round_id) == col(Instance.id))
            .where(col(Asked.person_id) == viewer.actor.person_id, col(Instance.means) == "open")
            .order_by(col(Instance.id))
        ).all()
    return page(viewer, "asked.html", rounds=rounds)


@router.get("/rounds/{id_}")
def show(request: Request, id_: int) -> Response:
    """Show a round: the form to whoever is asked, and where it stands to everybody in the organisation."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        return _round_page(session, viewer, id_)


def _round_page(
    session: Session,
    viewer: Viewer,
    id_: int,
    typed: Mapping[str, str] | None = None,
    fault: str | None = None,
) -> Response:
    assert viewer.actor is not None
    view = round_view(session, id_, viewer.actor.organisation_id)
    subject = look(session, id_)
    roles = roles_of(session, viewer.actor, subject)
    machine = machine_of(session, subject.digest)
    steps = [
        step
        for step in machine.possible("round", subject.state.stage)
        if not step.by_clock and roles & set(step.by) and step.name in STEPS
    ]
    return page(
        viewer,
        "round.html",
        400 if fault else 200,
        view=view,
        machine=machine,
        steps=steps,
        is_lead="lead" in roles,
        mine=asked(session, id_).get(viewer.actor.person_id),
        minutes=minutes_for(view.questions),
        smallest_group=SMALLEST_GROUP,
        typed=typed or {},
        fault=fault,
    )


@router.post("/rounds/{id_}/answer")
def answer(request: Request, id_: int, fields: Fields) -> Response:
    """Keep an answer. Two statements and a commit; nothing of who it was from is written anywhere."""
    desk = desk_of(request)
    person = cookie_of(request).get("person")
    if person is None:
        return to("/sign-in")
    try:
        with desk.database.write() as session:
            submit(session, desk.settings, id_, person, _body(fields))
    except BadInput as fault:
        with desk.database.read() as session:
            return _round_page(session, viewer_of(request, session), id_, fields, str(fault))
    return to(f"/rounds/{id_}/thanks")


def _body(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return a form as an answer. What was left open is not in it."""
    ratings: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    for name, value in fields.items():
        if name.startswith(RATE) and value:
            ratings[name.removeprefix(RATE)] = int(value) if value.isdecimal() and len(value) < 3 else value
        elif name.startswith(SAY) and value.strip():
            texts[name.removeprefix(SAY)] = value
    return {"ratings": ratings, "texts": texts}


@router.get("/rounds/{id_}/thanks")
def thanks(request: Request, id_: int) -> Response:
    """Say what happens with an answer. The same page for everybody: it is no receipt."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        view = round_view(session, id_, viewer.actor.organisation_id)
    return page(viewer, "thanks.html", view=view)


@router.get("/rounds/{id_}/results")
def show_results(request: Request, id_: int) -> Response:
    """Show what may be published of a closed round."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        found = results(session, id_, viewer.actor.organisation_id)
    return page(viewer, "results.html", found=found, smallest_group=SMALLEST_GROUP)


@router.post("/rounds/{id_}/steps/{step}")
def take(
    request: Request,
    id_: int,
    step: str,
    key: Annotated[str, Form()],
    visit: Annotated[int, Form()],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Open, extend, close, answer or withdraw a round."""
    if step not in STEPS:
        raise BadInput(f"a round has no step {step!r}; expected one of {', '.join(STEPS)}")

    def verb(work: Work) -> dict[str, Any]:
        told: dict[str, Any] = {"visit": visit}
        if step != "open":
            told["reason"] = reason.strip() or None
        outcome: Any = STEPS[step](work, id_, **told)  # type: ignore[operator]
        return dict(outcome.as_json())

    return _done(request, verb, key, f"/rounds/{id_}")


@router.post("/rounds/{id_}/clusters")
def cluster(
    request: Request,
    id_: int,
    key: Annotated[str, Form()],
    title: Annotated[str, Form()],
    said: Annotated[str, Form()],
) -> Response:
    """Bring together what several people said."""
    return _done(request, lambda work: add_cluster(work, id_, title=title, said=said), key, f"/rounds/{id_}")


@router.post("/rounds/{id_}/clusters/{cluster_id}")
def answer_back(
    request: Request,
    id_: int,
    cluster_id: int,
    key: Annotated[str, Form()],
    outcome: Annotated[str, Form()],
    because: Annotated[str, Form()],
) -> Response:
    """Answer a cluster: done, changed or not done, because …"""
    return _done(
        request,
        lambda work: answer_cluster(work, cluster_id, outcome=outcome, because=because),
        key,
        f"/rounds/{id_}",
    )


def _done(request: Request, verb: Any, key: str, path: str) -> Response:
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
    if viewer.actor is None:
        return to("/sign-in")
    do(request, viewer, verb, key)
    return to(path)
