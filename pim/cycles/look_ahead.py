"""Looking ahead: what a step of a cycle would do, in few statements and without changing anything."""

from collections.abc import Mapping
from dataclasses import replace

from pim.cycles.lessons import NEED
from pim.cycles.view import cycle_of, roles_in
from pim.lifecycle.advance import Order, Refusal, changed, facts_for
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.web.look_ahead import LookAhead, told
from workflows.machine import Decision, Machine, Refused, Request, StepView, step

TO_COME = "…"  # stands for a reason that comes with the form


def look_ahead(work: Work, cycle_id: int, name: str) -> tuple[Subject, LookAhead]:
    """Return a cycle, and what a step of it would do or everything that is missing.

    Raises NotFound, and Refusal for a step that is not possible from the stage the cycle is in.
    """
    subject, held = cycle_of(work.session, cycle_id, work.actor)
    machine = machine_of(work.session, subject.digest)
    roles = roles_in(held, work.actor)
    facts = facts_for(work, subject, machine.reads("cycle", subject.state.stage, name))
    calendar = calendar_of(work.session, subject.home)

    def ask(overrides: Mapping[str, str]) -> Decision | Refused:
        request = Request(name, roles, TO_COME, overrides)
        return step(machine, "cycle", subject.state, request, facts, calendar, work.now)

    answer = ask({})
    asks_lesson = isinstance(answer, Refused) and any(unmet.code == NEED for unmet in answer.unmet)
    if asks_lesson:  # it comes with the form: what the step would do is shown as if it were written
        facts = replace(facts, lessons=1, lesson_at=work.now)
        answer = ask({})
    view = _view(machine, subject, name)
    if view is None:
        assert isinstance(answer, Refused), "what is not among the possible steps is refused"
        raise Refusal(answer)
    mine = bool(roles & set(view.by))
    ahead = LookAhead(view, machine.stage("cycle", subject.state.stage), mine, asks_lesson=asks_lesson)
    if isinstance(answer, Refused):
        passed_by = {need: TO_COME for need, role in view.overridable.items() if role in roles}
        aside = tuple(unmet for unmet in answer.unmet if unmet.code in passed_by)
        ahead = replace(ahead, missing=answer.unmet, aside=aside)
        # What only somebody's reason stands in the way of can be looked at as if it were given.
        answer = ask(passed_by) if len(aside) == len(answer.unmet) else answer
    if isinstance(answer, Refused):
        return subject, ahead
    return subject, _with_consequences(work, subject, machine, ahead, answer)


def _view(machine: Machine, subject: Subject, name: str) -> StepView | None:
    views = machine.possible("cycle", subject.state.stage)
    return next((view for view in views if view.name == name and view.by), None)


def _with_consequences(
    work: Work, subject: Subject, machine: Machine, ahead: LookAhead, decision: Decision
) -> LookAhead:
    events = changed(subject, decision, Order(subject.id, decision.step), work).events
    letters = work.house.letters(work.session, events, names_only=True)
    reached = machine.stage("cycle", decision.to_stage).label
    return replace(ahead, decision=decision, reached=reached, told=told(letters))
