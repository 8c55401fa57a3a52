"""Who takes part in a pilot: teams of its sites, or people by name, each in a shift where that is known."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child
from pim.lifecycle.work import Work
from pim.people.tables import Person, Team
from pim.pilots.tables import Pilot, PilotPerson, PilotSite, PilotTeam

SHIFTS = ("early", "day", "late", "night")
Shifts = Mapping[int, str | None]
"""Teams or people by number, each with a shift, or None where it is not known or makes no difference."""


def set_participants(work: Work, pilot_id: int, *, teams: Shifts, people: Shifts) -> dict[str, Any]:
    """Say which teams and which people take part in a planned pilot; replaces what was said before.

    Raises BadInput once it runs, for an unknown shift, and for a team or person that is at none of its
    sites (or, of a site whose teams are named, in none of those); NotAllowed, NotFound.
    """
    subject = child(work, pilot_id, "pilot")
    require_role(work, subject, "lead", "sponsor")
    if subject.means != "planned":
        raise BadInput(f"{subject.title!r} is {subject.state.stage}; who takes part is said before it runs")
    write_participants(work.session, pilot_id, teams, people)
    said = {"teams": _plain(teams), "people": _plain(people)}
    record(work, pilot_id, "participants", said)
    return {"id": pilot_id, **said}


def _plain(chosen: Shifts) -> list[dict[str, Any]]:
    return [{"id": id_, "shift": shift} for id_, shift in chosen.items()]


def write_participants(session: Session, pilot_id: int, teams: Shifts, people: Shifts) -> None:
    """Check and keep who takes part; ``set_participants`` says what is raised."""
    for shift in (*teams.values(), *people.values()):
        if shift is not None and shift not in SHIFTS:
            raise BadInput(f"shift: expected one of {', '.join(SHIFTS)}, got {shift!r}")
    sites = set(
        session.scalars(
            select(col(PilotSite.site_id)).where(
                col(PilotSite.pilot_id) == pilot_id, col(PilotSite.comparison).is_(False)
            )
        )
    )
    placed = session.execute(select(col(Team.id), col(Team.site_id)).where(col(Team.id).in_(teams)))
    at_team = {id_ or 0: site_id for id_, site_id in placed}
    for team_id in teams:
        if at_team.get(team_id) not in sites:
            raise NotFound(f"team {team_id} is at no site that takes part in this pilot")
    named_sites = set(at_team.values())
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Team.id), col(Team.site_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .where(col(Person.id).in_(people), col(Person.active))
    ).all()
    at_person = {id_: (name, team_id, site_id) for id_, name, team_id, site_id in rows}
    for person_id in people:
        name, team_id, site_id = at_person.get(person_id, ("", 0, 0))
        if site_id not in sites:
            raise NotFound(f"person {person_id} works at no site that takes part in this pilot")
        if site_id in named_sites and team_id not in teams:
            raise BadInput(f"{name} is in a team that does not take part; name that team as well")
    for table in (PilotTeam, PilotPerson):
        session.execute(delete(table).where(col(table.pilot_id) == pilot_id))
    session.add_all(
        PilotTeam(pilot_id=pilot_id, team_id=id_, site_id=at_team[id_], shift=shift)
        for id_, shift in teams.items()
    )
    session.add_all(
        PilotPerson(pilot_id=pilot_id, person_id=id_, site_id=at_person[id_][2], shift=shift)
        for id_, shift in people.items()
    )
    session.flush()


def takes_part(pilot_id: Any) -> Any:
    """Return the condition that a Person, joined with Team and PilotSite, takes part in this pilot.

    Somebody who is named; at a site where nobody is named, a member of a named team; and at a site of
    which no team is named either, everybody.
    """

    def here(table: type[PilotTeam] | type[PilotPerson]) -> Any:
        return _in(col(table.pilot_id) == pilot_id, col(table.site_id) == col(PilotSite.site_id))

    named = _in(col(PilotPerson.pilot_id) == pilot_id, col(PilotPerson.person_id) == col(Person.id))
    in_team = _in(col(PilotTeam.pilot_id) == pilot_id, col(PilotTeam.team_id) == col(Team.id))
    return or_(named, and_(~here(PilotPerson), or_(in_team, ~here(PilotTeam))))


def _in(*conditions: Any) -> Any:
    return exists().where(*conditions).correlate(Pilot, PilotSite, Team, Person)
