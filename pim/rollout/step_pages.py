"""The steps of a wave on the screen: announce, start, halt, go on, finish; what each would do first."""

from pim.errors import BadInput
from pim.lifecycle.advance import Outcome, advance, preview
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.rollout.blocked import report_blocked
from pim.rollout.course import told_why
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
    return advance(work, order)


router = step_routes(Kind("wave", _take, _asks_day))
