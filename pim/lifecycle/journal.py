"""The journal: every row seals the one before it, and replaying the rows gives the state.

The seal of a row is SHA-256 over the seal of the row before and everything the row says. Change,
remove or swap one row and every later seal is wrong.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.tables import JournalEntry
from workflows.machine import State

MIGRATED = "migrated"  # the row with which an instance goes on in another workflow
WENT_ON = "went_on"  # the row with which its term counts from a later moment: its innovation was paused
GENESIS = "0" * 64  # what the first row of an instance seals


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal, before or after it was written. ``data`` is canonical JSON."""

    instance_id: int
    version: int
    visit: int
    what: str
    from_stage: str | None
    to_stage: str
    actor_id: int | None
    at: datetime
    data: str

    def seal(self, previous: str) -> str:
        """Return the hash of this row after ``previous``, the hash of the row before it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        # As a list: nothing, an empty word and a nought are three things.
        said = json.dumps(
            [
                previous, self.instance_id, self.version, self.visit, self.what, self.from_stage,
                self.to_stage, self.actor_id, moment, self.data,
            ],
            ensure_ascii=False,
        )  # fmt: skip
        return sha256(said.encode()).hexdigest()


def as_data(said: Mapping[str, Any]) -> str:
    """Return the canonical JSON of what a row tells besides its columns."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"the journal cannot keep a {type(value).__name__}")


def entry_of(row: Any) -> Entry:
    """Return a row of the table as an entry."""
    return Entry(
        row.instance_id,
        row.version,
        row.visit,
        row.what,
        row.from_stage,
        row.to_stage,
        row.actor_id,
        row.at,
        row.data,
    )


def entries(session: Session, instance_id: int) -> list[JournalEntry]:
    """Return the rows of one instance, oldest first."""
    return list(
        session.exec(  # one statement, whatever the length
            select(JournalEntry)  # type: ignore[call-overload]
            .where(col(JournalEntry.instance_id) == instance_id)
            .order_by(col(JournalEntry.version))
        ).scalars()
    )


@dataclass(slots=True)
class Replayed:
    """What the rows of one instance lead to, so far."""

    state: State | None = None
    dates: dict[str, date] = field(default_factory=dict)
    workflow: str = ""  # the digest it runs on
    born: dict[str, Any] = field(default_factory=dict)  # what its first row says

    def take(self, row: Any) -> None:
        """Take the next row."""
        said = json.loads(row.data)
        state = self.state
        if state is None:
            self.born, self.workflow = said, said.get("workflow", "")
        if row.what == MIGRATED:
            self.workflow = said["to"]
        self.dates.update({name: date.fromisoformat(day) for name, day in said.get("dates", {}).items()})
        if state is None or row.visit != state.visit:
            previous, entered_at = said.get("previous"), datetime.fromisoformat(said["entered_at"])
        else:
            previous, entered_at = state.previous, state.entered_at
            if row.what == WENT_ON:
                entered_at = datetime.fromisoformat(said["entered_at"])
        self.state = State(
            stage=row.to_stage,
            version=row.version,
            visit=row.visit,
            previous=previous,
            entered_at=entered_at,
        )


def replay(rows: Iterable[Any]) -> tuple[State, dict[str, date]]:
    """Return the state and the named dates that the rows of one instance, oldest first, lead to."""
    replayed = Replayed()
    for row in rows:
        replayed.take(row)
    if replayed.state is None:
        raise ValueError("there is nothing to replay")
    return replayed.state, replayed.dates


def lineage(rows: Iterable[Any]) -> tuple[str, ...]:
    """Return the digests of the workflows an instance ran on, oldest first: by its rows, oldest first."""
    found: list[str] = []
    for row in rows:
        if not found or row.what == MIGRATED:
            said = json.loads(row.data)
            found.append(said["to"] if row.what == MIGRATED else said["workflow"])
    return tuple(found)
