"""Everything that hangs on one person: found by what points to them, so that no table is forgotten."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, or_, select
from sqlmodel import Session, col

from notifications.outbox import LetterRow
from pim.people.tables import Organisation, Person, Site, Team
from pim.tables import metadata

Rows = list[dict[str, Any]]
# What would let whoever has the file in, or guess at it; and what only the program needs.
SECRET = frozenset({"hash", "token_hash", "salt", "browser"})
NOT_ABOUT_THEM = frozenset({"ticket"})  # ways in that were asked for: gone within the hour


def own_data(session: Session, person_id: int, now: datetime) -> dict[str, Any]:
    """Return what is kept about a person as plain data. As many statements as there are tables.

    Answers to rounds are not in it: nothing ties those to a person.
    """
    return {
        "madeAt": _plain(now),
        "person": _person(session, person_id),
        **{name: rows for name, rows in _rows(session, person_id) if rows},
        "letters": _letters(session, person_id),
    }


def _person(session: Session, person_id: int) -> dict[str, Any]:
    row = session.execute(
        select(Person, col(Organisation.name), col(Team.name), col(Site.name))
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .outerjoin(Site, col(Site.id) == col(Team.site_id))
        .where(col(Person.id) == person_id)
    ).one()
    me, organisation, team, site = row
    return {
        "organisation": organisation, "name": me.name, "email": me.email, "number": me.number,
        "language": me.language, "team": team, "site": site, "worksHere": me.active,
    }  # fmt: skip


def pointing(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that name a person."""
    return [
        column
        for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    ]


def _rows(session: Session, person_id: int) -> Iterator[tuple[str, Rows]]:
    for table in metadata.sorted_tables:
        mine = pointing(table)
        if not mine or table.name in NOT_ABOUT_THEM:
            continue
        told = [column for column in table.columns if column.name not in SECRET]
        found = session.execute(
            select(*told)
            .where(or_(*(column == person_id for column in mine)))
            .order_by(*table.primary_key.columns)
        )
        yield table.name, [{name: _plain(value) for name, value in row._mapping.items()} for row in found]


def _letters(session: Session, person_id: int) -> Rows:
    rows = session.execute(
        select(
            col(LetterRow.queued_at), col(LetterRow.notice), col(LetterRow.address), col(LetterRow.status),
            col(LetterRow.subject), col(LetterRow.text),
        )
        .where(col(LetterRow.person_id) == person_id)
        .order_by(col(LetterRow.id))
    )  # fmt: skip
    heads = ("at", "notice", "address", "status", "subject", "text")
    return [dict(zip(heads, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
