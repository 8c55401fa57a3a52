"""Who holds a letter: leases and the marks a worker may make while it holds one.

Every mark is fenced: it names the lease number it was given, so a worker that slept past its lease changes
nothing. All functions work in the caller's transaction, with Core statements that are built once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CursorResult,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlmodel import Session

from notifications.columns import Moment
from notifications.letter import Letter
from notifications.outbox import LETTER, MOST_COPIES, REMINDER, Status
from notifications.prepared import Prepared

LEASE = timedelta(minutes=10)
"""Longer than the slowest server may take over one letter; renewed for each letter that goes out."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter as it was when it was leased (or read). `copies` may have arrived before this try."""

    id: int
    key: str
    org_id: int
    person_id: int | None
    address: str | None
    language: str
    notice: str
    context: dict[str, Any]
    about_instance: int | None
    about_visit: int | None
    check: str | None
    attempts: int
    lease_no: int
    copies: int
    queued_at: datetime
    message_id: str | None
    subject: str | None
    text: str | None
    html: str | None
    ics: bytes | None

    @property
    def made(self) -> Letter | None:
        """The letter as an earlier try made it: a second copy must be equal to the first."""
        if self.subject is None or self.text is None or self.html is None:
            return None
        return Letter(self.subject, self.text, self.html, self.ics)


CLAIMED = tuple(LETTER.c[field.name] for field in fields(Claimed))


def is_(status: Status) -> ColumnElement[bool]:
    """Compare with the status as a literal: with a parameter no partial index would be used."""
    return LETTER.c.status == literal_column(f"'{status}'")


# --- Taking -----------------------------------------------------------------------------------------------

_DUE = (
    select(LETTER.c.id)
    .where(is_(Status.QUEUED), LETTER.c.next_try_at <= bindparam("now"))
    .order_by(LETTER.c.next_try_at, LETTER.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_TAKE = Prepared(
    update(LETTER)
    .where(LETTER.c.id.in_(select(_DUE.c.id)))
    .values(
        status=Status.SENDING.value,
        lease_no=LETTER.c.lease_no + 1,
        lease_until=bindparam("until"),
        leased_by=bindparam("worker"),
    )
    .returning(*CLAIMED)
)


def take(session: Session, now: datetime, until: datetime, worker: str, most: int) -> list[Claimed]:
    """Lease up to `most` due letters, oldest first. Letters that another worker is taking are passed over."""
    given = {"now": now, "until": until, "worker": worker, "most": most}
    rows = _TAKE.rows(session.connection(), given)
    return sorted((Claimed(*row) for row in rows), key=lambda row: row.id)


# --- What a vanished worker left --------------------------------------------------------------------------

_LEFT = (
    select(LETTER.c.id)
    .where(is_(Status.SENDING), LETTER.c.lease_until <= bindparam("now"))
    .with_for_update(skip_locked=True)
)
_FATE_UNKNOWN = and_(
    LETTER.c.body_going_out_at.is_not(None),
    or_(LETTER.c.copies >= MOST_COPIES, func.coalesce(LETTER.c.check, "") == REMINDER),
)
_PARK = (
    update(LETTER)
    .where(LETTER.c.id.in_(select(_LEFT.where(_FATE_UNKNOWN).cte("left_unknown").c.id)))
    .values(
        status=Status.UNCERTAIN.value,
        lease_no=LETTER.c.lease_no + 1,
        body_going_out_at=None,
        ended_at=bindparam("now"),
        error="the worker stopped while the letter was going out",
    )
    .returning(*CLAIMED)
)
_AGAIN = (
    update(LETTER)
    .where(LETTER.c.id.in_(select(_LEFT.where(not_(_FATE_UNKNOWN)).cte("left_over").c.id)))
    .values(
        status=Status.QUEUED.value,
        lease_no=LETTER.c.lease_no + 1,
        body_going_out_at=None,
        error="the worker stopped; tried again",
    )
)


def park_unknown(session: Session, now: datetime) -> list[Claimed]:
    """Park the letters of vanished workers that may not be sent once more, and return them."""
    return [Claimed(*row) for row in session.connection().execute(_PARK, {"now": now})]


def take_back(session: Session, now: datetime) -> int:
    """Queue what vanished workers left, after `park_unknown`; return how many. Their leases are void now."""
    return _count(session, _AGAIN, {"now": now})


# --- Marking ----------------------------------------------------------------------------------------------


def _mine(statement: Update) -> Update:
    return statement.where(
        LETTER.c.id == bindparam("its_id"), LETTER.c.lease_no == bindparam("its_lease"), is_(Status.SENDING)
    )


_WRITTEN: dict[str, BindParameter[Any]] = {
    name: bindparam(f"new_{name}") for name in ("message_id", "subject", "text", "html", "ics")
}
_DONE = LETTER.c.id == bindparam("done_id")
_TURN = Prepared(
    # Both marks in one statement, because this is done for every letter.
    update(LETTER)
    .where(
        is_(Status.SENDING),
        or_(
            and_(_DONE, LETTER.c.lease_no == bindparam("done_lease")),
            and_(LETTER.c.id == bindparam("next_id"), LETTER.c.lease_no == bindparam("next_lease")),
        ),
    )
    .values(
        status=case((_DONE, Status.ACCEPTED.value), else_=Status.SENDING.value),
        ended_at=case((_DONE, bindparam("now", type_=Moment)), else_=None),
        body_going_out_at=case((_DONE, None), else_=bindparam("now", type_=Moment)),
        lease_until=bindparam("until"),
        copies=LETTER.c.copies + case((_DONE, 0), else_=1),
        error=case((_DONE, None), else_=LETTER.c.error),
        **{name: case((_DONE, LETTER.c[name]), else_=value) for name, value in _WRITTEN.items()},
    )
    .returning(LETTER.c.id)
)
_ENDED = _mine(update(LETTER)).values(
    status=bindparam("new_status"),
    copies=bindparam("new_copies"),
    body_going_out_at=None,
    ended_at=bindparam("now"),
    error=bindparam("new_error"),
)
_KEPT = _mine(update(LETTER)).values(
    status=Status.KEPT.value, ended_at=bindparam("now"), error=None, **_WRITTEN
)
_LATER = _mine(update(LETTER)).values(
    status=Status.QUEUED.value,
    copies=bindparam("new_copies"),
    body_going_out_at=None,
    attempts=LETTER.c.attempts + 1,
    next_try_at=bindparam("at"),
    error=bindparam("new_error"),
)
_UNTOUCHED = _mine(update(LETTER)).values(status=Status.QUEUED.value)


def _count(session: Session, statement: Update, values: Mapping[str, Any]) -> int:
    return cast("CursorResult[Any]", session.connection().execute(statement, values)).rowcount


def _mark(session: Session, row: Claimed, statement: Update, **values: Any) -> bool:
    return _count(session, statement, {"its_id": row.id, "its_lease": row.lease_no, **values}) == 1


_NOTHING_WRITTEN: dict[str, Any] = {parameter.key: None for parameter in _WRITTEN.values()}


def _as_written(letter: Letter, message_id: str | None) -> dict[str, Any]:
    return {
        "new_message_id": message_id,
        "new_subject": letter.subject,
        "new_text": letter.text,
        "new_html": letter.html,
        "new_ics": letter.ics,
    }


@dataclass(frozen=True, slots=True)
class GoingOut:
    """A letter whose body goes out next, and what it says."""

    row: Claimed
    letter: Letter
    message_id: str


def turn(
    session: Session, done: Claimed | None, following: GoingOut | None, now: datetime, until: datetime
) -> tuple[bool, bool]:
    """Mark that the mail server took `done` and that the body of `following` goes out; commit before it does.

    The latter counts one more copy, keeps what it says, and renews its lease until `until`. Returns for each
    whether it was still ours; what was not is left as it is.
    """
    values: dict[str, Any] = dict.fromkeys(("done_id", "done_lease", "next_id", "next_lease"))
    values |= {"now": now, "until": until}
    values |= _as_written(following.letter, following.message_id) if following else _NOTHING_WRITTEN
    if done is not None:
        values |= {"done_id": done.id, "done_lease": done.lease_no}
    if following is not None:
        values |= {"next_id": following.row.id, "next_lease": following.row.lease_no}
    ours = {id_ for (id_,) in _TURN.rows(session.connection(), values)}
    return values["done_id"] in ours, values["next_id"] in ours


def ended(session: Session, row: Claimed, status: Status, copies: int, why: str, now: datetime) -> bool:
    """Mark how it ended, when not accepted or kept. `copies` may have arrived.

    Returns False, here and below, when the lease is lost: then nothing is changed.
    """
    return _mark(session, row, _ENDED, new_status=status.value, new_copies=copies, new_error=why, now=now)


def kept(session: Session, row: Claimed, letter: Letter, now: datetime) -> bool:
    """Mark that it is shown and printed, not sent."""
    return _mark(session, row, _KEPT, now=now, **_as_written(letter, None))


def later(session: Session, row: Claimed, copies: int, why: str, at: datetime) -> bool:
    """Queue it for another try at `at`."""
    return _mark(session, row, _LATER, new_copies=copies, new_error=why, at=at)


def untouched(session: Session, row: Claimed) -> bool:
    """Give the lease back: nothing was tried."""
    return _mark(session, row, _UNTOUCHED)
