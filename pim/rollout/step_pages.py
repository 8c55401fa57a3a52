"""The steps of a wave by their own names: announce, start, halt, go on, finish; what each would do first."""

from pim.errors import BadInput
from pim.lifecycle.advance import Outcome, advance, preview
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.rollout.blocked import report_blocked
from pim.rollout.course import keep_first_day, told_why
from pim.rollout.plan import replanned
from pim.web.step_pages import Given, Kind, step_routes
from workflows.machine import Machine, StepView

BLOCKED, RESCHEDULE = "report_blocked", "reschedule"  # steps that a verb of the room looks for by name


def _asks_day(_: Machine, __: Subject, view: StepView) -> str:
    return "starts_on" if view.name == RESCHEDULE else ""


def _take(work: Work, subject: Subject, view: StepView | None, name: str, given: Given) -> Outcome:
    order = told_why(given.order(subject, name))
    if given.only_look:
        return preview(work, order, subject)
    if view is not None and name == BLOCKED:
        return report_blocked(work, subject.id, given.reason)
    if view is not None and name == RESCHEDULE:
        if given.day is None:
            raise BadInput("starts on: expected the new first day")
        order = replanned(work, subject, given.day, given.reason)
    outcome = advance(work, order)
    if view is not None and _begins(work, subject, view):
        keep_first_day(work, subject.id)
    return outcome


def _begins(work: Work, subject: Subject, view: StepView) -> bool:
    """Tell whether a step lets the wave begin. One that goes on after a halt began before."""
    if view.to == "back" or subject.means not in ("planned", "announced"):
        return False
    return machine_of(work.session, subject.digest).stage("wave", view.to).means == "running"


WAVE = Kind("wave", _take, _asks_day)
router = step_routes(WAVE)
