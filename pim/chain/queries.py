"""Reading the chain of a cycle: its links in order, their teams, who of them is in the work group."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlmodel import Session, col

from pim.chain.tables import CycleLink
from pim.people.tables import Person, Role, Site, Team
from workflows.definition import Definition
from workflows.facts import LinkFact


@dataclass(frozen=True, slots=True)
class LinkTeam:
    """A team that works in a link; ``in_work_group`` when somebody of it sits there."""

    link: str
    team_id: int
    team: str
    site_id: int
    site: str
    in_work_group: bool

    @property
    def name(self) -> str:
        """Return the team as people tell it from others: "Handhaving dag", or with the site it is at."""
        return self.team if self.team == self.site else f"{self.team} ({self.site})"


def teams(session: Session, cycle_id: int) -> list[LinkTeam]:
    """Return every team that works in a link, by site and name. One statement."""
    members = (
        select(col(Person.team_id))
        .join(Role, and_(col(Role.person_id) == col(Person.id), col(Person.active)))
        .where(col(Role.cycle_id) == cycle_id, col(Role.role) == "work_group")
    )
    rows = session.execute(
        select(
            col(CycleLink.link),
            col(Team.id),
            col(Team.name),
            col(Site.id),
            col(Site.name),
            col(Team.id).in_(members),
        )
        .join(Team, col(Team.id) == col(CycleLink.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(CycleLink.cycle_id) == cycle_id)
        .order_by(col(Site.name), col(Team.name), col(Team.id))
    )
    return [
        LinkTeam(link, team_id, team, site_id, site, bool(present))
        for link, team_id, team, site_id, site, present in rows
    ]


def facts(session: Session, definition: Definition, cycle_id: int) -> tuple[LinkFact, ...]:
    """Return the links of a cycle's workflow in order. One statement, or none where there are no links."""
    return facts_of(definition, teams(session, cycle_id)) if definition.links else ()


def facts_of(definition: Definition, known: Sequence[LinkTeam]) -> tuple[LinkFact, ...]:
    """Return the links of a workflow in order, with these teams."""
    return tuple(
        LinkFact(
            id=link.id,
            teams=tuple(team.name for team in known if team.link == link.id),
            in_work_group=any(team.in_work_group for team in known if team.link == link.id),
        )
        for link in definition.links
    )
