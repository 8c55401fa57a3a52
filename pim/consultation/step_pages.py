"""The steps of a request on the screen: what each would do. They are taken on the dossier, with its words."""

from pim.lifecycle.advance import Outcome, preview
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.web.step_pages import Given, Kind, step_routes
from workflows.machine import StepView


def _look(work: Work, subject: Subject, _: StepView | None, name: str, given: Given) -> Outcome:
    return preview(work, given.order(subject, name), subject)


router = step_routes(Kind("consultation", _look, elsewhere=True))
