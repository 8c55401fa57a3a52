"""The steps of an idea on the screen: what each would do. They are taken where the idea itself stands."""

from pim.ideas.queries import author
from pim.lifecycle.advance import Outcome, preview
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.web.step_pages import Given, Kind, step_routes
from workflows.machine import StepView
from workflows.vocabulary import AUTHOR


def _look(work: Work, subject: Subject, _: StepView | None, name: str, given: Given) -> Outcome:
    assert work.actor is not None, "a person looks"
    mine = work.actor.person_id in author(work.session, subject.id)
    order = given.order(subject, name, also=frozenset({AUTHOR}) if mine else frozenset())
    return preview(work, order, subject)


router = step_routes(Kind("idea", _look, elsewhere=True))
