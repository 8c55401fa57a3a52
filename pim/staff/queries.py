"""Reading people and sites for the screen."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.lifecycle.tables import Instance
from pim.people.queries import team_list
from pim.people.tables import Person, Role, Site


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds: in an innovation, at a site, or with neither in the whole organisation."""

    role: str
    cycle_id: int | None
    cycle: str | None
    site_id: int | None
    site: str | None


def roles_held(session: Session, person_ids: Collection[int]) -> dict[int, list[Held]]:
    """Return the roles of people, by their number. One statement."""
    rows = session.execute(
        select(
            col(Role.person_id), col(Role.role), col(Role.cycle_id), col(Instance.title), col(Role.site_id),
            col(Site.name),
        )
        .outerjoin(Instance, col(Instance.id) == col(Role.cycle_id))
        .outerjoin(Site, col(Site.id) == col(Role.site_id))
        .where(col(Role.person_id).in_(person_ids))
        .order_by(col(Role.role), col(Role.id))
    )  # fmt: skip
    found: dict[int, list[Held]] = {}
    for person_id, *held in rows:
        found.setdefault(person_id, []).append(Held(*held))
    return found


def person_of(session: Session, organisation_id: int, person_id: int) -> Person:
    """Return somebody of one's own organisation, also who has left. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound(f"there is nobody with number {person_id}")
    return person


def sites(session: Session, organisation_id: int) -> list[Any]:
    """Return (number, name) of every site, by name. One statement."""
    wanted = select(col(Site.id), col(Site.name)).where(col(Site.organisation_id) == organisation_id)
    return list(session.execute(wanted.order_by(col(Site.name))))


def teams_by_site(session: Session, organisation_id: int) -> dict[int, list[dict[str, Any]]]:
    """Return the teams of every site, each with the number of people in it. One statement."""
    found: dict[int, list[dict[str, Any]]] = {}
    for team in team_list(session, organisation_id):
        found.setdefault(team["siteId"], []).append(team)
    return found
