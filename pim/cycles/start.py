"""Starting a cycle: an innovation gets a lead, a workflow and its first stage."""

from typing import Any

from sqlmodel import Session

from pim.cycles.tables import Cycle
from pim.errors import BadInput
from pim.lifecycle.advance import begin, record
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of, newest, versions
from pim.lifecycle.subject import Subject, home_of
from pim.lifecycle.work import Actor, Work
from pim.people.cells import ADMINISTRATOR
from pim.people.finding import meant
from pim.people.lookup import holds_anywhere
from pim.people.tables import Organisation, Person, Role
from workflows.machine import Machine

LONGEST_TITLE = 120
STARTERS = ("lead", "sponsor", "manager", ADMINISTRATOR)  # held anywhere: in a cycle, at a site, everywhere


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


def may_start(session: Session, actor: Actor) -> bool:
    """Tell whether somebody may start an innovation: they lead, pay for or manage something already.

    An administrator may too: the first innovation of an organisation has nobody before it. One statement.
    """
    return holds_anywhere(session, actor.person_id, *STARTERS)


def start_for(
    work: Work, workflow: str, title: str, lead: str, chosen: int | None = None, goal: str = ""
) -> dict[str, Any]:
    """Start a cycle with the ``lead`` as people say who they mean, or the one ``chosen`` among several.

    Raises NotAllowed, BadInput, NotFound, and SeveralAreCalledSo.
    """
    assert work.actor is not None
    if not may_start(work.session, work.actor):
        raise NotAllowed(f"starting an innovation needs the role {' or '.join(STARTERS)}")
    lead_id = meant(work.session, work.actor.organisation_id, lead, chosen)
    subject = start_cycle(work, workflow, title, lead_id)
    if goal.strip():
        row = work.session.get_one(Cycle, subject.id)
        row.goal = goal.strip()
        work.session.add(row)
        record(work, subject.id, "charter", {"goal": row.goal})
    return {"id": subject.id, "title": subject.title}


def workflows_to_start(session: Session) -> list[Machine]:
    """Return the newest version of every published workflow, by name.

    One statement, and one for each workflow that this process did not read before.
    """
    newest_of = {name: digest for name, digest, _ in versions(session)}  # oldest first: the last one stays
    return [machine_of(session, newest_of[name]) for name in sorted(newest_of)]
