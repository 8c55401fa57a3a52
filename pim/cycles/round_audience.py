"""Whom a round asks when nobody says, and whom it could ask: the sites, their teams, how many people."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from pim.cycles.tables import CycleTeam
from pim.lifecycle.tables import Instance
from pim.people.tables import Person, Site, Team
from pim.pilots import queries as pilots
from pim.rollout import queries as rollout


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team that could be asked: its number, name and how many people work in it now."""

    id: int
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A site with its teams; a site where nobody works in a team is not among them."""

    id: int
    name: str
    teams: tuple[TeamChoice, ...]

    @property
    def people(self) -> int:
        """Return how many people work here."""
        return sum(team.people for team in self.teams)


def sites_to_ask(session: Session, organisation_id: int) -> list[SiteChoice]:
    """Return every site of an organisation with its teams, by name. One statement."""
    rows = session.execute(
        select(col(Site.id), col(Site.name), col(Team.id), col(Team.name), func.count(col(Person.id)))
        .join(Team, col(Team.site_id) == col(Site.id))
        .outerjoin(Person, and_(col(Person.team_id) == col(Team.id), col(Person.active)))
        .where(col(Site.organisation_id) == organisation_id)
        .group_by(col(Site.id), col(Site.name), col(Team.id), col(Team.name))
        .order_by(col(Site.name), col(Site.id), col(Team.name))
    )
    found: dict[int, tuple[str, list[TeamChoice]]] = {}
    for site_id, site, team_id, team, people in rows:
        found.setdefault(site_id, (site, []))[1].append(TeamChoice(team_id, team, people))
    return [SiteChoice(id_, name, tuple(teams)) for id_, (name, teams) in found.items()]


def usual_teams(session: Session, cycle_id: int, about_id: int | None) -> list[int]:
    """Return whom a round asks when nobody says: where its pilot or wave is, else every team it touches.

    For a pilot also the sites it is compared with: without them nobody knows what came of the pilot.
    """
    kind = session.scalar(select(col(Instance.kind)).where(col(Instance.id) == about_id))
    if about_id is not None and kind in ("pilot", "wave"):
        sites = [(pilots if kind == "pilot" else rollout).sites_of(about_id)]
        if kind == "pilot":
            sites.append(pilots.comparison_sites_of(about_id))
        there = or_(*(col(Team.site_id).in_(each) for each in sites))
        teams = select(col(Team.id)).where(there).order_by(col(Team.id))
    else:
        teams = select(col(CycleTeam.team_id)).where(col(CycleTeam.cycle_id) == cycle_id)
    return list(session.scalars(teams))


def compared_teams(session: Session, about_id: int | None) -> set[int]:
    """Return the teams at the sites that a pilot is compared with."""
    sites = pilots.comparison_sites_of(about_id or 0)
    return set(session.scalars(select(col(Team.id)).where(col(Team.site_id).in_(sites))))
