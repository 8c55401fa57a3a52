"""Starting a cycle: an innovation gets a lead, a workflow and its first stage."""

from pim.cycles.tables import Cycle
from pim.errors import BadInput
from pim.lifecycle.advance import begin
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of, newest
from pim.lifecycle.subject import Subject, home_of
from pim.lifecycle.work import Work
from pim.people.tables import Organisation, Person, Role

LONGEST_TITLE = 120


def start_cycle(work: Work, workflow: str, title: str, lead_id: int, code: str | None = None) -> Subject:
    """Start a cycle on the newest published workflow of this name and give it its lead.

    Raises BadInput for an empty title, NotFound for an unknown workflow or lead.
    """
    assert work.actor is not None
    session = work.session
    title = title.strip()
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise BadInput(f"title: expected 1 to {LONGEST_TITLE} characters, got {len(title)}")
    lead = session.get(Person, lead_id)
    organisation = session.get(Organisation, work.actor.organisation_id)
    assert organisation is not None
    if lead is None or lead.organisation_id != organisation.id:
        raise BadInput("the lead must be somebody of your own organisation")
    home = home_of(organisation)
    digest = newest(session, workflow)
    today = calendar_of(session, home).local_date(work.now)

    def born(cycle_id: int) -> None:
        session.add(Cycle(instance_id=cycle_id, profile=machine_of(session, digest).definition.profile))
        session.add(Role(organisation_id=home.id, person_id=lead_id, role="lead", cycle_id=cycle_id))

    return begin(
        work,
        home,
        "cycle",
        digest,
        code or "",
        title,
        dates={"started_on": today},
        said={"lead": lead_id},
        born=born,
    )
