"""The steps of a variant on the screen: ask about it, choose, park, stop; first what each would do."""

from dataclasses import replace

from pim.lifecycle.advance import Outcome, advance, preview
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.variants.choose import deciding
from pim.web.step_pages import Given, Kind, step_routes
from workflows.machine import StepView


def _take(work: Work, subject: Subject, view: StepView | None, name: str, given: Given) -> Outcome:
    order = given.order(subject, name)
    if view is None or given.only_look:
        return preview(work, order, subject)
    machine = machine_of(work.session, subject.digest)
    meaning = machine.stage("variant", view.to).means if view.to != "back" else None
    order = deciding(work, subject, name, meaning or "", given.reason or None)
    return advance(work, replace(order, overrides=given.overrides))


VARIANT = Kind("variant", _take)
router = step_routes(VARIANT)
