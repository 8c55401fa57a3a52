"""Who keeps the clock: heartbeats of workers, and the moved clock of a demo database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.lifecycle.tables import Heartbeat, Installation

SILENT_AFTER = timedelta(seconds=60)


def beat(session: Session, worker: str, at: datetime) -> None:
    """Leave a sign of life. ``at`` is the real time, also in a demo."""
    row = session.get(Heartbeat, worker)
    if row is None:
        session.add(Heartbeat(worker=worker, at=at))
    else:
        row.at = at
        session.add(row)


def last_beat(session: Session) -> datetime | None:
    """Return the newest sign of life of any worker."""
    return session.scalar(select(func.max(col(Heartbeat.at))))


def forget_dead(session: Session, at: datetime) -> None:
    """Remove workers that have been silent for a day."""
    for row in session.scalars(select(Heartbeat).where(col(Heartbeat.at) < at - timedelta(days=1))):
        session.delete(row)


def installation(session: Session) -> Installation:
    """Return what kind of installation this is. Raises BadInput when the database was never made."""
    row = session.get(Installation, 1)
    if row is None:
        raise BadInput("this database is empty; make it with `pim init`")
    return row


def moved_clock(session: Session) -> datetime | None:
    """Return the time in a demo database, or None where the real clock counts."""
    row = session.get(Installation, 1)
    return row.clock if row is not None and row.demo else None


def move_clock(session: Session, to: datetime) -> None:
    """Set the clock of a demo database; it only runs forward. Raises BadInput elsewhere."""
    row = installation(session)
    if not row.demo:
        raise BadInput("the clock can only be moved in a database made with `pim init --demo`")
    if row.clock is None or to > row.clock:
        row.clock = to
        session.add(row)


@dataclass(frozen=True, slots=True)
class ClockState:
    """Is this a demo, what time is it there, and is the clock kept."""

    demo: bool
    moved: datetime | None
    kept: bool


_STATE = select(
    col(Installation.demo),
    col(Installation.clock),
    select(func.max(col(Heartbeat.at))).scalar_subquery(),
).where(col(Installation.id) == 1)


def clock_state(session: Session, real_now: datetime) -> ClockState:
    """Return the state of the clock in one statement."""
    row = session.connection().execute(_STATE).first()
    if row is None:
        return ClockState(False, None, False)
    demo, moved, last = row
    kept = last is not None and real_now - last <= SILENT_AFTER
    return ClockState(bool(demo), moved if demo else None, kept)
