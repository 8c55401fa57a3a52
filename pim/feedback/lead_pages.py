"""A round on the screen of who leads it: looking ahead and taking its steps."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from pim.errors import BadInput
from pim.feedback.steps import extend_round, open_round
from pim.lifecycle.advance import Order, Outcome, Refusal, advance, preview
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.web.edge import desk_of, do, somebody, to
from pim.web.fields import Key, Number, Text, Visit
from pim.web.look_ahead import LookAhead, step_page, told
from workflows.machine import Machine, StepView

router = APIRouter()
TO_COME = "…"  # stands for a reason that comes with the form


@router.get("/rounds/{id_}/steps/{step}")
def foresee(request: Request, id_: Number, step: str) -> Response:
    """Show what a step of a round would do, or everything that is missing."""
    return _step_page(request, id_, step)


def _step_page(request: Request, id_: int, name: str, **after: Any) -> Response:
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        subject = seen(session, viewer.me, id_, "round")
        ahead = _look_ahead(Work(session, desk.house, viewer.me, viewer.now), subject, name)
        machine = machine_of(session, subject.digest)
    asks_day = _asks_day(machine, ahead.step)
    return step_page(viewer, subject, machine, ahead, path=f"/rounds/{id_}", asks_day=asks_day, **after)


def _look_ahead(work: Work, subject: Subject, name: str) -> LookAhead:
    """Return what a step would do, or what is missing. Raises Refusal when it is not possible from here."""
    machine = machine_of(work.session, subject.digest)
    view = _way(machine, subject, name)
    stage = machine.stage("round", subject.state.stage)
    try:
        outcome = _take(work, subject, name, reason=TO_COME, only_look=True)
    except Refusal as refusal:
        if view is None:
            raise
        unmet = refusal.refused.unmet
        return LookAhead(view, stage, all(one.code != "role_missing" for one in unmet), unmet)
    assert view is not None, "what is not among the possible steps is refused"
    reached = machine.stage("round", outcome.decision.to_stage).label
    return LookAhead(
        view, stage, True, decision=outcome.decision, reached=reached, told=told(outcome.letters)
    )


def _way(machine: Machine, subject: Subject, name: str) -> StepView | None:
    views = machine.possible("round", subject.state.stage)
    return next((view for view in views if view.name == name and view.by), None)


def _asks_day(machine: Machine, view: StepView) -> bool:
    """Tell whether the lead may say until when people can answer: the term then counts from a date."""
    term = None if view.to == "back" else machine.place("round", view.to).term
    return term is not None and term.reads_dates


def _take(
    work: Work,
    subject: Subject,
    name: str,
    *,
    reason: str,
    closes_on: date | None = None,
    visit: int | None = None,
    only_look: bool = False,
) -> Outcome:
    """Take a step of a round by the verb it is for: opening and extending fix the last day as well."""
    machine = machine_of(work.session, subject.digest)
    view = _way(machine, subject, name)
    reached = machine.stage("round", view.to).means if view and view.to != "back" else None
    if reached == "open" and subject.means == "draft":
        return open_round(work, subject.id, closes_on=closes_on, only_look=only_look, visit=visit)
    if reached == "open":
        return extend_round(
            work, subject.id, reason=reason, closes_on=closes_on, only_look=only_look, visit=visit
        )
    order = Order(subject.id, name, reason or None, expected_visit=visit)
    return preview(work, order) if only_look else advance(work, order)


@router.post("/rounds/{id_}/steps/{step}")
def take(
    request: Request,
    id_: Number,
    step: str,
    key: Key,
    visit: Visit,
    reason: Text = "",
    closes_on: Annotated[date | None, Form()] = None,
) -> Response:
    """Open, extend, close, answer or withdraw a round."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None, "a person takes it"
        subject = seen(work.session, work.actor, id_, "round")
        return _take(work, subject, step, reason=reason, closes_on=closes_on, visit=visit).as_json()

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    typed = {"reason": reason, "closes_on": closes_on}
    try:
        do(request, viewer, verb, key)
    except Refusal as refusal:
        refused = refusal.refused.unmet
        return _step_page(request, id_, step, status=refusal.status, refused=refused, typed=typed)
    except BadInput:
        if closes_on is None:
            raise
        return _step_page(request, id_, step, status=400, fault=True, typed=typed)
    return to(f"/rounds/{id_}")
