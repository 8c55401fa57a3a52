"""People come and go: adding somebody, and marking that somebody left."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.people import cells
from pim.people.lookup import LastAdministrator, is_last_administrator
from pim.people.roll import hold
from pim.people.tables import Person, Role, Team
from pim.sessions.sessions import end_all


def add_person(
    session: Session,
    organisation_id: int,
    name: str,
    *,
    email: str | None = None,
    number: str | None = None,
    team_id: int | None = None,
    language: str | None = None,
) -> Person:
    """Add somebody. Without a number or an address nobody can know them again, so one is needed.

    Raises BadInput, NotFound.
    """
    address, staff_number = cells.email(email or ""), cells.number(number or "")
    if address is None and staff_number is None:
        raise BadInput("expected an e-mail address or a personnel number: one of the two is needed")
    organisation = hold(session, organisation_id)
    if team_id is not None:
        team = session.get(Team, team_id)
        if team is None or team.organisation_id != organisation_id:
            raise NotFound(f"there is no team with number {team_id}")
    _must_be_free(session, organisation_id, address, staff_number)
    made = Person(
        organisation_id=organisation_id,
        number=staff_number,
        email=address,
        name=cells.name(name),
        language=cells.language(language or "") or organisation.language,
        team_id=team_id,
    )
    session.add(made)
    session.flush()
    return made


def change_person(
    session: Session,
    organisation_id: int,
    person_id: int,
    *,
    name: str,
    email: str,
    number: str,
    language: str,
    team_id: int | None,
) -> dict[str, Any]:
    """Change what is known of somebody who works here; what is empty is taken away.

    Raises BadInput, NotFound.
    """
    address, staff_number = cells.email(email), cells.number(number)
    if address is None and staff_number is None:
        raise BadInput("expected an e-mail address or a personnel number: one of the two is needed")
    hold(session, organisation_id)
    person = session.get(Person, person_id, populate_existing=True)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound(f"there is nobody with number {person_id}")
    if team_id is not None:
        team = session.get(Team, team_id)
        if team is None or team.organisation_id != organisation_id:
            raise NotFound(f"there is no team with number {team_id}")
    _must_be_free(session, organisation_id, address, staff_number, but=person_id)
    person.name, person.email, person.number = cells.name(name), address, staff_number
    person.language, person.team_id = cells.language(language) or person.language, team_id
    session.add(person)
    session.flush()
    return {"id": person_id, "name": person.name}


def come_back(session: Session, organisation_id: int, person_id: int) -> dict[str, Any]:
    """Mark that somebody who left works here again, as it was before. Raises NotFound."""
    person = session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound(f"there is nobody with number {person_id}")
    person.active = True
    session.add(person)
    session.flush()
    return {"id": person_id, "name": person.name}


def _must_be_free(
    session: Session,
    organisation_id: int,
    address: str | None,
    staff_number: str | None,
    but: int | None = None,
) -> None:
    """Raise BadInput when somebody has the number or the address; who left lets go of the address."""
    for column, value, called in (
        (col(Person.number), staff_number, "number"),
        (col(Person.email), address, "e-mail"),
    ):
        if value is None:
            continue
        holder = session.scalar(
            select(Person).where(col(Person.organisation_id) == organisation_id, column == value)
        )
        if holder is None or holder.id == but:
            continue
        if holder.active or called == "number":
            raise BadInput(f"{called}: {value} is {holder.name} already")
        holder.email = None
        session.add(holder)
        session.flush()


def deactivate(session: Session, organisation_id: int, person_id: int) -> dict[str, Any]:
    """Mark that somebody left. Nothing about them is removed, and no letter goes to them any more. They
    are signed out everywhere.

    Returns the roles they still hold, each with its cycle or site, because somebody else must take
    those over. Raises NotFound, and BadInput for the last administrator.
    """
    person = session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound(f"there is nobody with number {person_id}")
    if is_last_administrator(session, organisation_id, person_id):
        raise LastAdministrator(person.name)
    person.active = False
    session.add(person)
    session.flush()
    end_all(session, person_id)
    rows = session.execute(
        select(col(Role.role), col(Role.cycle_id), col(Role.site_id))
        .where(col(Role.person_id) == person_id)
        .order_by(col(Role.id))
    )
    held = [{"role": role, "cycle": cycle_id, "site": site_id} for role, cycle_id, site_id in rows]
    return {"id": person_id, "name": person.name, "roles": held}
