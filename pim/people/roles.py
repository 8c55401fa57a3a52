"""Giving and taking roles: in one cycle, at one site, or in the whole organisation.

The lock on the person's row makes sure that a role is held once: the unique key of the table does
not count where a cycle or a site is empty.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, delete, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.people import cells
from pim.people.lookup import LastAdministrator, is_last_administrator
from pim.people.tables import Person, Role, Site
from pim.sessions.sessions import end_all


def give_role(
    session: Session,
    organisation_id: int,
    person_id: int,
    role: str,
    *,
    cycle_id: int | None = None,
    site_id: int | None = None,
    own_roles: Collection[str] = (),
) -> bool:
    """Give somebody a role; returns False when they hold it already.

    ``own_roles`` are an organisation's own roles besides the known ones. The caller has checked that
    the cycle is this organisation's. Raises BadInput, NotFound.
    """
    role = cells.role(role, own_roles)
    if role == cells.EMPLOYEE:
        raise BadInput("role: everybody is an employee; expected another role")
    if cycle_id is not None and site_id is not None:
        raise BadInput("a role is held in a cycle or at a site; expected one of the two")
    if cycle_id is None and role in cells.IN_ONE_CYCLE:
        raise BadInput(f"role: {role} is held in one cycle; expected a cycle with it")
    if cycle_id is None and site_id is None and role == cells.MANAGER:
        raise BadInput("role: a manager manages a site; expected a site or a cycle with it")
    person = _somebody(session, organisation_id, person_id)
    if not person.active:
        raise BadInput(f"{person.name} has left; expected somebody who works here")
    _site_of(session, organisation_id, site_id)
    if session.scalar(_held(person_id, role, cycle_id, site_id)) is not None:
        return False
    row = Role(
        organisation_id=organisation_id, person_id=person_id, role=role, cycle_id=cycle_id, site_id=site_id
    )
    session.add(row)
    session.flush()
    if role == cells.ADMINISTRATOR:
        end_all(session, person_id)  # whoever may do everything signs in anew for it
    return True


def take_role(
    session: Session,
    organisation_id: int,
    person_id: int,
    role: str,
    *,
    cycle_id: int | None = None,
    site_id: int | None = None,
) -> bool:
    """Take a role from somebody; returns False when they did not hold it. Raises BadInput, NotFound.

    The last administrator keeps theirs, or nobody could give it back.
    """
    person = _somebody(session, organisation_id, person_id)
    if role == cells.ADMINISTRATOR and is_last_administrator(session, organisation_id, person_id):
        raise LastAdministrator(person.name)
    found = session.scalars(_held(person_id, role, cycle_id, site_id)).all()
    if found:
        session.execute(delete(Role).where(col(Role.id).in_(found)))
    return bool(found)


def _somebody(session: Session, organisation_id: int, person_id: int) -> Person:
    person = session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound(f"there is nobody with number {person_id}")
    return person


def _site_of(session: Session, organisation_id: int, site_id: int | None) -> None:
    if site_id is None:
        return
    site = session.get(Site, site_id)
    if site is None or site.organisation_id != organisation_id:
        raise NotFound(f"there is no site with number {site_id}")


def _held(person_id: int, role: str, cycle_id: int | None, site_id: int | None) -> Select[Any]:
    return select(col(Role.id)).where(
        col(Role.person_id) == person_id,
        col(Role.role) == role,
        col(Role.cycle_id).is_not_distinct_from(cycle_id),
        col(Role.site_id).is_not_distinct_from(site_id),
    )
