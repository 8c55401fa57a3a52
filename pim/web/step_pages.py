"""One page for the steps of every kind of thing inside a cycle: what a step would do, and taking it.

A room says of its kind which verb a step is (``Kind``); looking ahead, refusing and keeping what was typed
are the same for all. A cycle's own steps come with a lesson: see ``pim.cycles.pages``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.errors import BadInput, Conflict
from pim.lifecycle.advance import Order, Outcome, Refusal, roles_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, lock
from pim.lifecycle.work import Actor, Work
from pim.web import policy
from pim.web.edge import desk_of, do, somebody, to
from pim.web.fields import Key, Mark, Number, Text, Visit
from pim.web.look_ahead import LookAhead, step_page, told
from pim.web.overtaken import overtaken_page
from pim.web.policy import Pages
from workflows.machine import Machine, StepView

TO_COME = "…"  # stands for a reason that comes with the form


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with the form of a step; ``only_look``: before there is a form, to see what it would do."""

    reason: str = ""
    day: date | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    only_look: bool = False

    def order(self, subject: Subject, name: str, **more: Any) -> Order:
        """Return the plain order for a step with this name."""
        return Order(subject.id, name, reason=self.reason or None, overrides=self.overrides, **more)


Take = Callable[[Work, Subject, StepView | None, str, Given], Outcome]
"""Takes a step, or looks ahead: the thing, the step if it is possible from here, its name, what was given."""
Ask = Callable[[Machine, Subject, StepView], str]


def _asks_nothing(_: Machine, __: Subject, ___: StepView) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a room takes the steps of its kind.

    ``asks_day`` names the day that comes with a step ("ends_on"), or nothing. ``elsewhere``: the words of
    these steps have forms of their own on the page of the thing, so here they are only looked at.
    """

    name: str
    take: Take
    asks_day: Ask = _asks_nothing
    elsewhere: bool = False


def ways_of(session: Session, actor: Actor, subject: Subject) -> list[StepView]:
    """Return the steps that somebody may take from where a thing is, in the order of the file."""
    return ways_for(machine_of(session, subject.digest), subject, roles_of(session, actor, subject))


def ways_for(machine: Machine, subject: Subject, roles: frozenset[str]) -> list[StepView]:
    """Return the steps that one of these roles may take from where a thing is, in the order of the file."""
    return [view for view in machine.possible(subject.kind, subject.state.stage) if roles & set(view.by)]


def step_routes(kind: Kind) -> Pages:
    """Return the routes of every step of a kind: to look at it, and (unless elsewhere) to take it."""
    router = Pages()
    path = f"/{kind.name}s/{{id_}}/steps/{{step}}"

    @router.get(path, policy=policy.somebody)
    def foresee(request: Request, id_: Number, step: str) -> Response:
        """Show what a step would do, or everything that is missing."""
        return _page(request, kind, id_, step)

    if kind.elsewhere:
        return router

    @router.post(path, policy=policy.somebody)
    def take(
        request: Request,
        id_: Number,
        step: str,
        key: Key,
        visit: Visit,
        reason: Text = "",
        day: Text = "",
        override: Annotated[list[Mark] | None, Form(max_length=20)] = None,
        override_reason: Text = "",
    ) -> Response:
        """Take a step, and go back to the page of what it is a step of."""
        typed = {
            "reason": reason,
            "day": day,
            "override": override or [],
            "override_reason": override_reason,
        }
        return _taken(request, kind, id_, step, key, visit, typed)

    return router


def _taken(
    request: Request, kind: Kind, id_: int, name: str, key: str, visit: int, typed: Mapping[str, Any]
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        given = Given(
            typed["reason"],
            _day(typed["day"]),
            dict.fromkeys(typed["override"], typed["override_reason"]),
        )
        do(request, viewer, lambda work: _verb(work, kind, id_, name, visit, given), key)
    except Refusal as refusal:
        unmet = refusal.refused.unmet
        return _page(request, kind, id_, name, status=refusal.status, refused=unmet, typed=typed)
    except Conflict as conflict:
        if type(conflict) is not Conflict or conflict.args:
            raise  # not that somebody was before: it says itself what it is
        with desk_of(request).database.read() as session:
            subject = seen(session, viewer.me, id_, kind.name)
            return overtaken_page(session, viewer, subject, name, visit, typed)
    except BadInput as fault:
        if type(fault) is not BadInput:
            raise  # it has a page of its own
        return _page(request, kind, id_, name, status=fault.status, fault=str(fault), typed=typed)
    return to(f"/{kind.name}s/{id_}")


def _verb(work: Work, kind: Kind, id_: int, name: str, visit: int, given: Given) -> dict[str, Any]:
    assert work.actor is not None, "a person takes it"
    seen(work.session, work.actor, id_, kind.name)
    subject = lock(work.session, id_)
    if subject.state.visit != visit:
        raise Conflict
    return kind.take(work, subject, way(work.session, subject, name), name, given).as_json()


def _page(request: Request, kind: Kind, id_: int, name: str, **after: Any) -> Response:
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        subject = seen(session, viewer.me, id_, kind.name)
        ahead = look_ahead(Work(session, desk.house, viewer.me, viewer.now), kind, subject, name)
        machine = machine_of(session, subject.digest)
    return step_page(
        viewer,
        subject,
        machine,
        ahead,
        path=f"/{kind.name}s/{id_}",
        asks_day=kind.asks_day(machine, subject, ahead.step),
        elsewhere=kind.elsewhere,
        **after,
    )


def look_ahead(work: Work, kind: Kind, subject: Subject, name: str) -> LookAhead:
    """Return what a step would do, or what is missing. Raises Refusal when it is not possible from here."""
    machine = machine_of(work.session, subject.digest)
    view = way(work.session, subject, name)

    def ask(overrides: Mapping[str, str]) -> Outcome | Refusal:
        given = Given(TO_COME, overrides=overrides, only_look=True)
        try:
            return kind.take(work, subject, view, name, given)
        except Refusal as refusal:
            return refusal

    answer = ask({})
    if view is None:
        assert isinstance(answer, Refusal), "what is not among the possible steps is refused"
        raise answer
    ahead = LookAhead(view, machine.stage(kind.name, subject.state.stage), mine=True)
    if isinstance(answer, Refusal):
        assert work.actor is not None, "a person looks ahead"
        unmet = answer.refused.unmet
        roles = roles_of(work.session, work.actor, subject)
        passed_by = {need: TO_COME for need, role in view.overridable.items() if role in roles}
        aside = tuple(one for one in unmet if one.code in passed_by)
        mine = all(one.code != "role_missing" for one in unmet)
        ahead = replace(ahead, mine=mine, missing=unmet, aside=aside)
        # What only somebody's reason stands in the way of can be looked at as if it were given.
        answer = ask(passed_by) if aside and len(aside) == len(unmet) else answer
    if isinstance(answer, Refusal):
        return ahead
    reached = machine.stage(kind.name, answer.decision.to_stage).label
    return replace(ahead, decision=answer.decision, reached=reached, told=told(answer.letters))


def way(session: Session, subject: Subject, name: str) -> StepView | None:
    """Return the step of this name that people have from where a thing is, if there is one."""
    views = machine_of(session, subject.digest).possible(subject.kind, subject.state.stage)
    return next((view for view in views if view.name == name and view.by), None)


def _day(typed: str) -> date | None:
    """Return the day that was typed. Raises BadInput."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput(f"day: expected a day such as 2026-03-02, got {typed[:40]!r}") from None
