"""The steps of a round on the screen of who leads it: open, extend, close, answer, withdraw."""

from pim.feedback.steps import extend_round, open_round
from pim.lifecycle.advance import Outcome, advance, preview
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.web.step_pages import Given, Kind, step_routes
from workflows.machine import Machine, StepView


def _asks_day(machine: Machine, _: Subject, view: StepView) -> str:
    """Say that the lead may choose until when people can answer, where the term counts from a date."""
    term = None if view.to == "back" else machine.place("round", view.to).term
    return "closes_on" if term is not None and term.reads_dates else ""


def _take(work: Work, subject: Subject, view: StepView | None, name: str, given: Given) -> Outcome:
    """Take a step of a round by the verb it is for: opening and extending fix the last day as well."""
    machine = machine_of(work.session, subject.digest)
    reached = machine.stage("round", view.to).means if view and view.to != "back" else None
    if reached == "open" and subject.means == "draft":
        return open_round(work, subject.id, closes_on=given.day, only_look=given.only_look)
    if reached == "open":
        return extend_round(
            work, subject.id, reason=given.reason, closes_on=given.day, only_look=given.only_look
        )
    order = given.order(subject, name)
    return preview(work, order) if given.only_look else advance(work, order)


router = step_routes(Kind("round", _take, _asks_day))
