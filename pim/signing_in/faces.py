"""In a demo: the people one can sign in as with one click, those with a role first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from pim.people.tables import Organisation, Person, Role, Site, Team
from workflows.vocabulary import KNOWN_ROLES

OF_A_ROLE = 4  # people shown of each role; the others are found by name
WITHOUT_A_ROLE = 12
FOUND = 40
FIRST = {role: number for number, role in enumerate(KNOWN_ROLES)}  # in this order


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody to sign in as."""

    id: int
    name: str
    organisation: str
    place: str  # team and site
    role: str | None = None


_FACES = (
    select(col(Person.id), col(Person.name), col(Organisation.name), col(Team.name), col(Site.name))
    .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
    .outerjoin(Team, col(Team.id) == col(Person.team_id))
    .outerjoin(Site, col(Site.id) == col(Team.site_id))
    .where(col(Person.active))
)


def _faces(rows: Iterable[Any]) -> list[Face]:
    return [
        Face(id_, name, organisation, ", ".join(part for part in (team, site) if part), *role)
        for id_, name, organisation, team, site, *role in rows
    ]


def with_roles(session: Session) -> list[Face]:
    """Return a few people of each role of each organisation, everybody once. One statement."""
    held = (
        select(
            col(Role.person_id).label("person_id"),
            func.min(col(Role.role)).label("role"),
        )
        .group_by(col(Role.person_id))
        .subquery()
    )
    place = func.row_number().over(
        partition_by=(col(Person.organisation_id), held.c.role), order_by=col(Person.id)
    )
    rows = (
        _FACES.add_columns(held.c.role, place.label("place"))
        .join(held, held.c.person_id == col(Person.id))
        .subquery()
    )
    few: Select[Any] = select(*list(rows.c)[:-1]).where(rows.c.place <= OF_A_ROLE).order_by(rows.c.id)
    return sorted(_faces(session.execute(few)), key=lambda face: FIRST.get(face.role or "", len(FIRST)))


def without_role(session: Session, name: str) -> list[Face]:
    """Return some people without a role, or everybody who is called so. One statement."""
    if name:
        like = "%" + "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in name.lower()) + "%"
        found = _FACES.where(func.lower(col(Person.name)).like(like, escape="\\")).limit(FOUND)
    else:
        roles = select(col(Role.person_id))
        found = _FACES.where(col(Person.id).not_in(roles)).limit(WITHOUT_A_ROLE)
    return _faces(session.execute(found.order_by(col(Organisation.name), col(Person.id))))


def by_organisation(faces: Sequence[Face]) -> dict[str, list[Face]]:
    """Return people by the name of their organisation."""
    found: dict[str, list[Face]] = {}
    for face in faces:
        found.setdefault(face.organisation, []).append(face)
    return found
