"""Who could take part in a pilot, and how many people do when these are chosen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from pim.people.tables import Person, Site, Team
from pim.pilots.tables import PilotPerson, PilotSite, PilotTeam

MOST_NAMES = 400  # on one page; where more people work, whole teams are named


@dataclass(frozen=True, slots=True)
class TeamThere:
    """A team at a site that takes part, and (number, name) of who works in it."""

    id: int
    site_id: int
    site: str
    name: str
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Teams and people that take part, each with a shift or None."""

    teams: Mapping[int, str | None]
    people: Mapping[int, str | None]


def teams_there(session: Session, pilot_id: int) -> tuple[TeamThere, ...]:
    """Return the teams of the sites that take part, with their people. One statement."""
    rows = session.execute(
        select(
            col(Team.id), col(Team.site_id), col(Site.name), col(Team.name), col(Person.id), col(Person.name)
        )
        .join(Site, col(Site.id) == col(Team.site_id))
        .join(PilotSite, col(PilotSite.site_id) == col(Site.id))
        .join(Person, col(Person.team_id) == col(Team.id))
        .where(col(PilotSite.pilot_id) == pilot_id, col(PilotSite.comparison).is_(False), col(Person.active))
        .order_by(col(Site.name), col(Site.id), col(Team.name), col(Team.id), col(Person.name))
    )
    found: dict[int, tuple[int, str, str, list[tuple[int, str]]]] = {}
    for team_id, site_id, site, team, person_id, person in rows:
        found.setdefault(team_id, (site_id, site, team, []))[3].append((person_id, person))
    return tuple(
        TeamThere(id_, site_id, site, team, tuple(people))
        for id_, (site_id, site, team, people) in found.items()
    )


def places_of(session: Session, pilot_id: int) -> dict[bool, list[int]]:
    """Return the sites that take part (False) and those they are compared with (True). One statement."""
    found: dict[bool, list[int]] = {False: [], True: []}
    rows = session.execute(
        select(col(PilotSite.comparison), col(PilotSite.site_id)).where(col(PilotSite.pilot_id) == pilot_id)
    )
    for comparison, site_id in rows:
        found[comparison].append(site_id)
    return found


def chosen(session: Session, pilot_id: int) -> Chosen:
    """Return which teams and people are named now. Two statements."""
    teams = session.execute(
        select(col(PilotTeam.team_id), col(PilotTeam.shift)).where(col(PilotTeam.pilot_id) == pilot_id)
    )
    people = session.execute(
        select(col(PilotPerson.person_id), col(PilotPerson.shift)).where(
            col(PilotPerson.pilot_id) == pilot_id
        )
    )
    return Chosen(dict(tuple(row) for row in teams), dict(tuple(row) for row in people))


def head_count(there: Collection[TeamThere], who: Chosen) -> int:
    """Return how many people take part: by name where anybody of a site is named, else by team, else all.

    The same rule as ``participants.takes_part``, on what somebody is about to choose.
    """
    count = 0
    for site_id in {team.site_id for team in there}:
        teams = [team for team in there if team.site_id == site_id]
        named = sum(person in who.people for team in teams for person, _ in team.people)
        some = [team for team in teams if team.id in who.teams] or teams
        count += named or sum(len(team.people) for team in some)
    return count
