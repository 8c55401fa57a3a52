"""The journal: every row seals the one before it, and replaying the rows gives the state.

The seal of a row is SHA-256 over the seal of the row before and everything the row says. Change,
remove or swap one row and every later seal is wrong.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.tables import Instance, JournalEntry
from workflows.machine import State

MIGRATED = "migrated"  # the row with which an instance goes on in another workflow
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
        said = (
            f"{previous}\n{self.instance_id}\n{self.version}\n{self.visit}\n{self.what}\n"
            f"{self.from_stage or ''}\n{self.to_stage}\n{self.actor_id or ''}\n"
            f"{self.at.astimezone(UTC).isoformat(timespec='microseconds')}\n{self.data}"
        )
        return sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the journal was tampered with."""

    instance_id: int
    version: int
    why: str


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


def _entry(row: Any) -> Entry:
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


def verify(session: Session, organisation_id: int | None = None) -> Iterator[Broken]:
    """Walk every chain and yield each break: a row changed, missing, swapped or added, or another head."""
    heads = select(col(Instance.id), col(Instance.head), col(Instance.version)).order_by(col(Instance.id))
    rows = select(*JournalEntry.__table__.columns).order_by(  # type: ignore[attr-defined]
        col(JournalEntry.instance_id), col(JournalEntry.version)
    )
    if organisation_id is not None:
        mine = select(col(Instance.id)).where(col(Instance.organisation_id) == organisation_id)
        heads = heads.where(col(Instance.organisation_id) == organisation_id)
        rows = rows.where(col(JournalEntry.instance_id).in_(mine))
    expected = {id_: (head, version) for id_, head, version in session.execute(heads)}
    reached: dict[int, tuple[str, int]] = {}
    for row in session.execute(rows.execution_options(yield_per=2_000)):
        previous, version = reached.get(row.instance_id, (GENESIS, 0))
        if row.version != version + 1:
            yield Broken(row.instance_id, version + 1, "row missing")
        elif _entry(row).seal(previous) != row.hash:
            yield Broken(row.instance_id, row.version, "row changed")
        reached[row.instance_id] = (row.hash, row.version)
    for id_, (head, version) in expected.items():
        if reached.get(id_, (GENESIS, 0)) != (head, version):
            yield Broken(id_, version, "the instance does not match its newest row")


def replay(rows: Iterable[Any]) -> tuple[State, dict[str, date]]:
    """Return the state and the named dates that the rows of one instance, oldest first, lead to."""
    state: State | None = None
    dates: dict[str, date] = {}
    for row in rows:
        said = json.loads(row.data)
        dates.update({name: date.fromisoformat(day) for name, day in said.get("dates", {}).items()})
        arrived = state is None or row.visit != state.visit
        state = State(
            stage=row.to_stage,
            version=row.version,
            visit=row.visit,
            previous=said.get("previous") if arrived else state.previous,  # type: ignore[union-attr]
            entered_at=datetime.fromisoformat(said["entered_at"]) if arrived else state.entered_at,  # type: ignore[union-attr]
        )
    if state is None:
        raise ValueError("there is nothing to replay")
    return state, dates


def lineage(rows: Iterable[Any]) -> tuple[str, ...]:
    """Return the digests of the workflows an instance ran on, oldest first: by its rows, oldest first."""
    found: list[str] = []
    for row in rows:
        if not found or row.what == MIGRATED:
            said = json.loads(row.data)
            found.append(said["to"] if row.what == MIGRATED else said["workflow"])
    return tuple(found)
