"""The steps of a pilot on the screen: say yes, start, extend, end, call off; what each would do first."""

from dataclasses import replace
from datetime import timedelta

from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, advance, preview
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.pilots.course import agree_to_pilot, ending, extending
from pim.web.step_pages import Given, Kind, step_routes
from workflows.machine import Machine, StepView

AGREE = "agree"  # the step by which a manager says yes for their site
EXTEND = "extend"  # the verb's own name for more time, also where that is a stage of its own
SUPPOSED = timedelta(weeks=2)  # that a pilot is extended, until somebody says how long


def _asks_day(machine: Machine, subject: Subject, view: StepView) -> str:
    """Say that a running pilot that is extended needs another last day."""
    return "ends_on" if _extends(machine, subject, view) else ""


def _extends(machine: Machine, subject: Subject, view: StepView) -> bool:
    """Tell whether a step gives a running pilot more time; from warnings to fines it only runs on."""
    runs_on = subject.means == "running" == _reached(machine, view)
    return runs_on and (view.to == subject.state.stage or view.name == EXTEND)


def _reached(machine: Machine, view: StepView | None) -> str:
    return (machine.stage("pilot", view.to).means or "") if view and view.to != "back" else ""


def _order(work: Work, subject: Subject, view: StepView | None, name: str, given: Given) -> Order:
    machine = machine_of(work.session, subject.digest)
    order = given.order(subject, name)
    if view is not None and _extends(machine, subject, view):
        day = given.day
        if given.only_look:
            day = max(subject.dates["ends_on"], work.now.date()) + SUPPOSED
        if day is None:
            raise BadInput("ends on: expected the new last day")
        order = extending(work, subject, name, day, given.reason)
    elif _reached(machine, view) == "ended":
        order = ending(work, subject, name, given.reason or None)
    return replace(order, overrides=given.overrides)


def _take(work: Work, subject: Subject, view: StepView | None, name: str, given: Given) -> Outcome:
    if name == AGREE and not given.only_look:
        return agree_to_pilot(work, subject.id, given.reason or None)
    order = _order(work, subject, view, name, given)
    return preview(work, order, subject) if given.only_look else advance(work, order)


PILOT = Kind("pilot", _take, _asks_day)
router = step_routes(PILOT)
