"""Reading people: by audience for the letters, and as lists for commands and pages.

Audiences are numbers of people who work here now, each once, smallest first.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session, col

from pim.people.cells import ADMINISTRATOR, MANAGER
from pim.people.finding import called
from pim.people.tables import FreeDay, Person, Role, Site, Team


def members_of_teams(session: Session, team_ids: Collection[int]) -> list[int]:
    """Return who works in these teams."""
    wanted = select(col(Person.id)).where(col(Person.team_id).in_(team_ids), col(Person.active))
    return list(session.scalars(wanted.order_by(col(Person.id))))


def staff_of_sites(session: Session, site_ids: Collection[int]) -> dict[int, str]:
    """Return who works at these sites, each with the name of the site."""
    rows = session.execute(
        select(col(Person.id), col(Site.name))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Team.site_id).in_(site_ids), col(Person.active))
        .order_by(col(Person.id))
    )
    return {id_: site for id_, site in rows}  # noqa: C416 - rows are not pairs to mypy


def managers_of_sites(session: Session, site_ids: Collection[int]) -> dict[int, str]:
    """Return who manages these sites, each with the names of the sites they manage among them."""
    rows = session.execute(
        select(col(Person.id), col(Site.name))
        .join(Role, and_(col(Role.person_id) == col(Person.id), col(Role.role) == MANAGER))
        .join(Site, col(Site.id) == col(Role.site_id))
        .where(col(Role.site_id).in_(site_ids), col(Person.active))
        .order_by(col(Person.id), col(Site.name))
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for id_, site in rows:
        found.setdefault(id_, []).append(site)
    return {id_: ", ".join(sites) for id_, sites in found.items()}


def _holding(role: str) -> Select[Any]:
    return (
        select(col(Person.id))
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(col(Role.role) == role, col(Person.active))
        .order_by(col(Person.id))
        .distinct()
    )


def holders(session: Session, organisation_id: int, role: str, cycle_id: int | None = None) -> list[int]:
    """Return who holds a role in this cycle; where nobody does, who holds it in the whole organisation."""
    mine = _holding(role).where(col(Role.organisation_id) == organisation_id)
    if cycle_id is not None and (found := list(session.scalars(mine.where(col(Role.cycle_id) == cycle_id)))):
        return found
    return list(session.scalars(mine.where(col(Role.cycle_id).is_(None), col(Role.site_id).is_(None))))


def administrators(session: Session, organisation_id: int) -> list[int]:
    """Return who keeps the installation for this organisation."""
    return holders(session, organisation_id, ADMINISTRATOR)


def headcount(session: Session, organisation_id: int, site_ids: Collection[int] | None = None) -> int:
    """Return how many people work in the organisation, or at some of its sites."""
    counted = select(func.count(col(Person.id))).where(
        col(Person.organisation_id) == organisation_id, col(Person.active)
    )
    if site_ids is not None:
        counted = counted.join(Team, col(Team.id) == col(Person.team_id)).where(
            col(Team.site_id).in_(site_ids)
        )
    return session.scalar(counted) or 0


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in a list."""

    id: int
    number: str | None
    name: str
    email: str | None
    language: str
    site: str | None
    team: str | None
    active: bool
    roles: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def people_list(
    session: Session,
    organisation_id: int,
    *,
    site_id: int | None = None,
    role: str | None = None,
    text: str = "",
    left: bool = False,
    limit: int = 200,
    after: int = 0,
) -> list[Line]:
    """Return people by name with where they work and their roles. Two statements.

    ``role`` leaves who holds it anywhere, ``text`` who is called so or has that number or address;
    ``left`` adds who has left; ``after`` skips that many.
    """
    wanted = (
        select(
            col(Person.id), col(Person.number), col(Person.name), col(Person.email), col(Person.language),
            col(Site.name), col(Team.name), col(Person.active),
        )
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .outerjoin(Site, col(Site.id) == col(Team.site_id))
        .where(col(Person.organisation_id) == organisation_id)
        .order_by(col(Person.name), col(Person.id))
        .limit(limit)
        .offset(after)
    )  # fmt: skip
    if not left:
        wanted = wanted.where(col(Person.active))
    if site_id is not None:
        wanted = wanted.where(col(Team.site_id) == site_id)
    if text:
        wanted = wanted.where(called(text))
    if role is not None:
        wanted = wanted.where(col(Person.id).in_(select(col(Role.person_id)).where(col(Role.role) == role)))
    rows: Sequence[Any] = session.execute(wanted).all()
    held = _roles_of(session, [row[0] for row in rows])
    return [replace(Line(*row), roles=held.get(row[0], ())) for row in rows]


def _roles_of(session: Session, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the roles of people in words: "manager (Assen)", "lead (cycle 3)", "works_council"."""
    rows = session.execute(
        select(col(Role.person_id), col(Role.role), col(Role.cycle_id), col(Site.code))
        .outerjoin(Site, col(Site.id) == col(Role.site_id))
        .where(col(Role.person_id).in_(ids))
        .order_by(col(Role.role), col(Role.id))
    )
    found: dict[int, tuple[str, ...]] = {}
    for person_id, role, cycle_id, site in rows:
        where = f" ({site})" if site else f" (cycle {cycle_id})" if cycle_id else ""
        found[person_id] = (*found.get(person_id, ()), f"{role}{where}")
    return found


def team_list(session: Session, organisation_id: int) -> list[dict[str, Any]]:
    """Return every team with its site and the number of people in it. One statement."""
    columns = (col(Team.id), col(Site.id), col(Site.code), col(Site.name), col(Team.name))
    rows = session.execute(
        select(*columns, func.count(col(Person.id)))
        .join(Site, col(Site.id) == col(Team.site_id))
        .outerjoin(Person, and_(col(Person.team_id) == col(Team.id), col(Person.active)))
        .where(col(Team.organisation_id) == organisation_id)
        .group_by(*columns)
        .order_by(col(Site.code), col(Team.name))
    )
    heads = ("id", "siteId", "code", "site", "team", "people")
    return [dict(zip(heads, row, strict=True)) for row in rows]


def site_list(session: Session, organisation_id: int) -> list[dict[str, Any]]:
    """Return every site with the number of people who work there. One statement."""
    rows = session.execute(
        select(col(Site.id), col(Site.code), col(Site.name), func.count(col(Person.id)))
        .outerjoin(Team, col(Team.site_id) == col(Site.id))
        .outerjoin(Person, and_(col(Person.team_id) == col(Team.id), col(Person.active)))
        .where(col(Site.organisation_id) == organisation_id)
        .group_by(col(Site.id), col(Site.code), col(Site.name))
        .order_by(col(Site.code))
    )
    return [dict(zip(("id", "code", "name", "people"), row, strict=True)) for row in rows]


def free_days(session: Session, organisation_id: int, since: date | None = None) -> list[dict[str, Any]]:
    """Return the organisation's own free and worked days, oldest first."""
    wanted = select(col(FreeDay.day), col(FreeDay.free), col(FreeDay.name)).where(
        col(FreeDay.organisation_id) == organisation_id
    )
    if since is not None:
        wanted = wanted.where(col(FreeDay.day) >= since)
    rows = session.execute(wanted.order_by(col(FreeDay.day)))
    return [{"day": day.isoformat(), "free": free, "name": name} for day, free, name in rows]
