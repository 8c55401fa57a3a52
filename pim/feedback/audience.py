"""Who a round asks: the people of its teams, before it opens and at the moment it does."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.feedback.cells import Group, lay_cells
from pim.feedback.tables import RoundTeam
from pim.people.tables import Person, Site, Team

Member = tuple[int, int, int]
"""A person, their site and their team, by number."""

_MEMBERS = (
    select(col(Person.id), col(Team.site_id), col(Team.id))
    .join(Team, col(Team.id) == col(Person.team_id))
    .join(RoundTeam, col(RoundTeam.team_id) == col(Team.id))
    .where(col(RoundTeam.round_id) == bindparam("round"), col(Person.active))
    .order_by(col(Person.id))
)


def members(session: Session, round_id: int) -> list[Member]:
    """Return everybody who works in the teams of a round now."""
    rows: Iterable[Any] = session.connection().execute(_MEMBERS, {"round": round_id})
    return [(person_id, site_id, team_id) for person_id, site_id, team_id in rows]


def compared(session: Session, round_id: int) -> frozenset[int]:
    """Return the teams of a round that work without what it is about."""
    rows = session.scalars(
        select(col(RoundTeam.team_id)).where(col(RoundTeam.round_id) == round_id, col(RoundTeam.compares))
    )
    return frozenset(rows)


def groups_of(people: Sequence[Member]) -> tuple[Group, ...]:
    """Return the cells that these people make up."""
    counts: dict[tuple[int, int], int] = {}
    for _, site_id, team_id in people:
        counts[site_id, team_id] = counts.get((site_id, team_id), 0) + 1
    return lay_cells(counts)


def chosen_teams(
    session: Session, organisation_id: int, team_ids: Sequence[int], site_ids: Sequence[int]
) -> list[int]:
    """Return the teams meant: those named and all of the sites named. Raises NotFound, BadInput for none."""
    rows = session.execute(
        select(col(Team.id), col(Team.site_id)).where(
            col(Team.organisation_id) == organisation_id,
            col(Team.id).in_(team_ids) | col(Team.site_id).in_(site_ids),
        )
    ).all()
    if missing := sorted(set(team_ids) - {row[0] for row in rows}):
        raise NotFound(f"there is no team with number {missing[0]}")
    if missing := sorted(set(site_ids) - {row[1] for row in rows}):
        raise NotFound(f"there is no site with number {missing[0]}, or nobody works there")
    if not rows:
        raise BadInput("teams: expected at least one team or site to ask")
    return sorted({row[0] for row in rows})


def teams_named(
    session: Session, organisation_id: int, sites: Sequence[str], teams: Sequence[str]
) -> list[int]:
    """Return the teams with these names: a site's code means all its teams, "site/team" one of them.

    Raises NotFound naming what there is not, and what there is.
    """
    rows = session.execute(
        select(col(Site.code), col(Team.name), col(Team.id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Team.organisation_id) == organisation_id)
        .order_by(col(Site.code), col(Team.name))
    ).all()
    found: set[int] = set()
    for code in sites:
        mine = {row[2] for row in rows if row[0].casefold() == code.strip().casefold()}
        if not mine:
            known = ", ".join(dict.fromkeys(row[0] for row in rows)) or "none yet"
            raise NotFound(f"no site with code {code!r} has a team; there are: {known}")
        found |= mine
    for name in teams:
        site, _, team = (part.strip() for part in name.casefold().partition("/"))
        mine = {row[2] for row in rows if (row[0].casefold(), row[1].casefold()) == (site, team)}
        if not mine:
            known = ", ".join(f"{row[0]}/{row[1]}" for row in rows) or "none yet"
            raise NotFound(f"there is no team {name!r}; expected site/team, such as: {known}")
        found |= mine
    return sorted(found)
