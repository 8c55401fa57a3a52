"""Writing a plan: a fixed number of statements, each for many rows at a time."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col

from pim.people.cells import ADMINISTRATOR
from pim.people.planning import Arrival, Place
from pim.people.tables import Person, Role, Team
from pim.sessions.sessions import end_for

AT_ONCE = 500  # rows in one statement, and between two signs of progress

_CHANGE = (
    update(Person)
    .where(col(Person.id) == bindparam("b_id"))
    .values(
        {
            name: bindparam(f"v_{name}")
            for name in ("number", "email", "name", "language", "team_id", "active")
        }
    )
)
_FREE = update(Person).where(col(Person.id) == bindparam("b_id")).values(email=None)
_LEAVE = update(Person).where(col(Person.id) == bindparam("b_id")).values(active=False)
_TAKE = delete(Role).where(
    col(Role.person_id) == bindparam("b_person"),
    col(Role.role) == bindparam("b_role"),
    col(Role.site_id) == bindparam("b_site"),
    col(Role.cycle_id).is_(None),
)


def write_teams(
    session: Session, organisation_id: int, wanted: Iterable[Place], known: Collection[tuple[int, str]]
) -> list[Place]:
    """Make the teams that are not there yet, and return them."""
    new = {place.key: place for place in reversed(list(wanted)) if place.key not in known}
    made = sorted(new.values())
    if made:
        rows = [
            {"organisation_id": organisation_id, "site_id": place.site_id, "name": place.team}
            for place in made
        ]
        session.connection().execute(insert(Team), rows)
    return made


def values_of(arrival: Arrival, teams: Mapping[tuple[int, str], int], language: str) -> dict[str, Any]:
    """Return the columns of somebody as they will be. ``language`` is for who is new and has none given."""
    known = arrival.known
    team_id = teams[arrival.place.key] if arrival.place else (known.team_id if known else None)
    return {
        "number": arrival.number,
        "email": arrival.email,
        "name": arrival.entry.name,
        "language": arrival.entry.language or (known.language if known else language),
        "team_id": team_id,
        "active": True,
    }


def write_people(
    session: Session,
    organisation_id: int,
    new: Sequence[dict[str, Any]],
    changed: Sequence[tuple[int, dict[str, Any]]],
    freed: Iterable[int],
    step: Callable[[int], None],
) -> None:
    """Write who is new and who changed.

    ``freed`` give up their address first, so that another can take it. ``step`` hears how many rows
    were written.
    """
    connection = session.connection()
    if rows := [{"b_id": id_} for id_ in sorted(freed)]:
        connection.execute(_FREE, rows)
    for part in _parts(changed):
        rows = [{"b_id": id_, **{f"v_{name}": value for name, value in row.items()}} for id_, row in part]
        connection.execute(_CHANGE, rows)
        step(len(part))
    for part in _parts(new):
        connection.execute(insert(Person), [{"organisation_id": organisation_id, **row} for row in part])
        step(len(part))


def write_roles(
    session: Session,
    organisation_id: int,
    give: Sequence[tuple[int, str, int | None]],
    take: Sequence[tuple[int, str, int]],
) -> None:
    """Give and take roles: (person, role, site or None for the whole organisation)."""
    connection = session.connection()
    if take:
        connection.execute(_TAKE, [{"b_person": p, "b_role": r, "b_site": s} for p, r, s in take])
    if give:
        rows = [
            {"organisation_id": organisation_id, "person_id": p, "role": r, "site_id": s, "cycle_id": None}
            for p, r, s in give
        ]
        connection.execute(insert(Role), rows)
        end_for(session, [person for person, role, _ in give if role == ADMINISTRATOR])


def write_leavers(session: Session, ids: Sequence[int]) -> None:
    """Mark people as no longer working here, and sign them out."""
    if ids:
        session.connection().execute(_LEAVE, [{"b_id": id_} for id_ in ids])
        end_for(session, ids)


def _parts(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
