"""The outbox: letters that wait, that go out, and how each ended.

A letter is queued in the transaction of what it tells. It ends as accepted, bounced, cancelled,
uncertain, kept, bundled or incident, and stays to be shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import conv
from sqlmodel import Field, Session, SQLModel

from notifications.bulk import document, goes_as_one, recordset
from notifications.columns import Moment
from notifications.prepared import Prepared

LONGEST_KEY = 200
MOST_COPIES = 2
REMINDER = "not_answered"
"""The `check` of a reminder: if nobody knows whether it arrived, the next one follows, not a copy."""


class Status(StrEnum):
    """Where a letter stands. Only the first two still move by themselves."""

    QUEUED = "queued"
    SENDING = "sending"  # leased by a worker
    ACCEPTED = "accepted"  # the mail server took it
    BOUNCED = "bounced"  # refused for good, or its address is on the bounce list
    CANCELLED = "cancelled"  # overtaken by what happened since; no copy went out
    UNCERTAIN = "uncertain"  # may have arrived; not sent again
    KEPT = "kept"  # nothing to send it with: shown and printed
    BUNDLED = "bundled"  # went along in the letter `carried_by`
    INCIDENT = "incident"  # failed too often; an administrator retries or skips it


def _only(name: str, column: str, *more: str, where: str, where_sqlite: str | None = None) -> Index:
    return Index(
        name, column, *more, postgresql_where=text(where), sqlite_where=text(where_sqlite or where)
    )  # fmt: skip


class LetterRow(SQLModel, table=True):
    """One letter to one person (or address), from the moment it is queued.

    `copies` counts the bodies that may have arrived. `body_going_out_at` is set while the fate of the last
    one is not written down. `lease_no` fences: who holds an older number can change nothing. `check` names
    what must still be true when it goes out; the trunk knows what that means.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("key", name=conv("uq_letter_key")),
        CheckConstraint(
            "status IN ({})".format(", ".join(f"'{status}'" for status in Status)),
            name=conv("ck_letter_status"),
        ),
        # The promise of at most two copies is kept by the database, whatever a worker does.
        CheckConstraint(f"copies BETWEEN 0 AND {MOST_COPIES}", name=conv("ck_letter_copies")),
        _only("ix_letter_due", "next_try_at", "id", where="status = 'queued'"),
        _only("ix_letter_leased", "lease_until", where="status = 'sending'"),
        _only(
            "ix_letter_to_bundle",
            "person_id",
            where="bundle AND status = 'queued'",
            where_sqlite="bundle = 1 AND status = 'queued'",
        ),
        _only("ix_letter_carried_by", "carried_by", where="carried_by IS NOT NULL"),
        _only("ix_letter_trouble", "org_id", where="status IN ('incident', 'uncertain', 'bounced')"),
        Index("ix_letter_org_id", "org_id", "id"),
        Index("ix_letter_about_instance", "about_instance"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=LONGEST_KEY)
    org_id: int
    person_id: int | None = None
    address: str | None = None
    language: str
    notice: str
    context: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    about_instance: int | None = None
    about_visit: int | None = None
    check: str | None = None
    bundle: bool = False

    status: str = Status.QUEUED
    attempts: int = 0
    next_try_at: datetime = Field(sa_type=Moment)
    lease_no: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    leased_by: str | None = None
    copies: int = 0
    body_going_out_at: datetime | None = Field(default=None, sa_type=Moment)
    carried_by: int | None = Field(default=None, foreign_key="letter.id")
    error: str | None = None
    queued_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)

    # What the person read, kept once it was made.
    message_id: str | None = None
    subject: str | None = None
    text: str | None = Field(default=None, sa_column=Column(Text))
    html: str | None = Field(default=None, sa_column=Column(Text))
    ics: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class Bounce(SQLModel, table=True):
    """An address the mail server refused for good. Nothing is sent there until an administrator clears it."""

    __tablename__ = "bounce"

    address: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    reason: str


LETTER = cast(Table, LetterRow.__table__)  # type: ignore[attr-defined]
BOUNCE = cast(Table, Bounce.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A letter to queue. `context`: the notice's fields as plain values (Notice.context()).

    `key` makes it unique for ever, e.g. "round:17:reminder:2:person:9". `not_before` holds it back.
    `bundle` allows it to go along with others for the same person. Without `address` it is kept for print.
    """

    key: str
    org_id: int
    notice: str
    language: str
    context: Mapping[str, Any]
    person_id: int | None = None
    address: str | None = None
    about_instance: int | None = None
    about_visit: int | None = None
    check: str | None = None
    bundle: bool = False
    not_before: datetime | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= LONGEST_KEY:
            raise ValueError(
                f"a letter's key has 1 to {LONGEST_KEY} characters, got {len(self.key)}: {self.key!r}"
            )


_NAMES = (
    "key", "org_id", "person_id", "address", "language", "notice", "context", "about_instance", "about_visit",
    "check", "bundle", "status", "attempts", "next_try_at", "lease_no", "copies", "queued_at",
)  # fmt: skip
# Without RETURNING: with it, many rows become one statement of thousands of placeholders, which the
# driver took longer to read than the database to do. The count of new rows comes from the driver.
_INSERTS = {
    name: Prepared(
        statement.on_conflict_do_nothing(index_elements=["key"]).execution_options(preserve_rowcount=True),
        _NAMES,
    )
    for name, statement in (("sqlite", sqlite.insert(LETTER)), ("postgresql", postgresql.insert(LETTER)))
}
_INSERT_MANY = Prepared(
    postgresql.insert(LETTER)
    .from_select(_NAMES, select(*recordset(LETTER, {name: name for name in _NAMES}).c))
    .on_conflict_do_nothing(index_elements=["key"])
    .execution_options(preserve_rowcount=True)
)


def queue(session: Session, letters: Sequence[Outgoing], now: datetime) -> int:
    """Queue letters in the caller's transaction; return how many are new. Nothing is sent here.

    A letter whose key is known already is left as it is: doing the same thing twice writes to nobody twice.
    """
    if not letters:
        return 0
    connection = session.connection()
    rows = [_row(letter, now) for letter in letters]
    if goes_as_one(connection, rows):
        return _INSERT_MANY.send(connection, [document(rows)])()
    return _INSERTS[connection.dialect.name].send(connection, rows)()


def follow(session: Session, about_instance: int, from_visit: int, to_visit: int) -> None:
    """Let letters that wait go along with what they are about to its next visit: they are true there too."""
    waiting = (
        update(LETTER)
        .where(
            LETTER.c.about_instance == about_instance,
            LETTER.c.about_visit == from_visit,
            LETTER.c.status.in_((Status.QUEUED.value, Status.SENDING.value)),
        )
        .values(about_visit=to_visit)
    )
    session.connection().execute(waiting)


def _row(letter: Outgoing, now: datetime) -> dict[str, Any]:
    return {
        "key": letter.key,
        "org_id": letter.org_id,
        "person_id": letter.person_id,
        "address": letter.address or None,
        "language": letter.language,
        "notice": letter.notice,
        "context": dict(letter.context),
        "about_instance": letter.about_instance,
        "about_visit": letter.about_visit,
        "check": letter.check,
        "bundle": letter.bundle,
        "status": Status.QUEUED.value,
        "attempts": 0,
        "next_try_at": letter.not_before or now,
        "lease_no": 0,
        "copies": 0,
        "queued_at": now,
    }
