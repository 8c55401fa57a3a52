"""What an administrator does about letters that did not arrive: the bounce list, retry and skip.

All functions work in the caller's transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from notifications.outbox import BOUNCE, LETTER, MOST_COPIES, Status

RETRIED = frozenset({Status.INCIDENT, Status.BOUNCED, Status.UNCERTAIN, Status.KEPT})
SKIPPED = frozenset({Status.INCIDENT, Status.QUEUED})


def _upsert(insert: Any) -> Any:
    statement = insert(BOUNCE)
    return statement.on_conflict_do_update(
        index_elements=["address"], set_={"at": statement.excluded.at, "reason": statement.excluded.reason}
    )


_NOTE = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


class LetterNotFound(LookupError):
    """There is no such letter."""


class NotPossible(ValueError):
    """The letter is not in a state in which that can be done."""


def bounced(session: Session, addresses: Iterable[str]) -> dict[str, str]:
    """Return those of the addresses (in lower case) that are on the bounce list, with the reason."""
    wanted = {address.lower() for address in addresses}
    rows = session.connection().execute(
        select(BOUNCE.c.address, BOUNCE.c.reason).where(BOUNCE.c.address.in_(wanted))
    )
    return {row.address: row.reason for row in rows}


def note_bounce(session: Session, address: str, reason: str, now: datetime) -> None:
    """Put an address on the bounce list, or renew its reason."""
    connection = session.connection()
    connection.execute(
        _NOTE[connection.dialect.name], {"address": address.lower(), "at": now, "reason": reason}
    )


def clear_bounce(session: Session, address: str) -> bool:
    """Take an address off the bounce list. Returns False when it was not on it."""
    gone = session.connection().execute(delete(BOUNCE).where(BOUNCE.c.address == address.lower()))
    return cast("CursorResult[Any]", gone).rowcount == 1


def retry(session: Session, letter_id: int, now: datetime) -> None:
    """Queue a letter once more; it is made anew unless a copy may have arrived.

    Raises LetterNotFound, or NotPossible: it is still under way, has arrived, or two copies may have.
    """
    status, copies = _state(session, letter_id)
    if status not in RETRIED:
        raise NotPossible(f"letter {letter_id} is {status}; only {_listed(RETRIED)} can be tried again")
    if copies >= MOST_COPIES:
        raise NotPossible(f"{copies} copies of letter {letter_id} may have arrived; there will be no third")
    values: dict[str, Any] = {
        "status": Status.QUEUED.value,
        "attempts": 0,
        "next_try_at": now,
        "ended_at": None,
    }
    if not copies:
        values |= {"subject": None, "text": None, "html": None, "ics": None}
    session.connection().execute(update(LETTER).where(LETTER.c.id == letter_id).values(values))


def skip(session: Session, letter_id: int, why: str, now: datetime) -> None:
    """End a letter that waits or failed, without sending it. Raises LetterNotFound or NotPossible."""
    status, copies = _state(session, letter_id)
    if status not in SKIPPED:
        raise NotPossible(f"letter {letter_id} is {status}; only {_listed(SKIPPED)} can be skipped")
    end = Status.UNCERTAIN if copies else Status.CANCELLED
    session.connection().execute(
        update(LETTER).where(LETTER.c.id == letter_id).values(status=end.value, error=why, ended_at=now)
    )


def _state(session: Session, letter_id: int) -> tuple[Status, int]:
    found = session.connection().execute(
        select(LETTER.c.status, LETTER.c.copies).where(LETTER.c.id == letter_id).with_for_update()
    )
    row = found.one_or_none()
    if row is None:
        raise LetterNotFound(f"there is no letter {letter_id}")
    return Status(row.status), row.copies


def _listed(statuses: Iterable[Status]) -> str:
    return ", ".join(sorted(statuses))
