"""How the clock of one organisation is kept: who keeps it, what is due, what failed, what was caught up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.clock import SILENT_AFTER
from pim.lifecycle.tables import Deadline, Duty, Heartbeat, Instance
from pim.state_of_health import LATE

LOOK_BACK = timedelta(days=7)
MOST_LOOKED_AT = 1_000  # of the newest deadlines that fired: enough to see an outage, and never slow
_LONG_GONE = timedelta(days=1)  # a worker that stopped so long ago was stopped on purpose


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that keeps the clock, and when it was last seen."""

    name: str
    at: datetime
    alive: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The numbers of one organisation. ``caught_up`` fired more than two minutes late in the last week,
    at worst ``worst`` late."""

    workers: Sequence[Worker]
    waiting: int
    next_at: datetime | None
    late: int
    trying: int
    failed: int
    caught_up: int
    worst: timedelta
    duties: Sequence[Duty]

    @property
    def kept(self) -> bool:
        """Tell whether somebody keeps the clock now."""
        return any(worker.alive for worker in self.workers)

    @property
    def well(self) -> bool:
        """Tell whether there is nothing to do here."""
        return self.kept and not (self.late or self.failed or any(duty.error for duty in self.duties))


def clock_of(session: Session, organisation_id: int, now: datetime, real_now: datetime) -> Clock:
    """Return how the clock is kept. Workers live in real time, also where a demo's clock was moved.

    Four statements.
    """
    waiting, next_at, late, trying, failed = _counted(session, organisation_id, now)
    delays = _delays(session, organisation_id, now)
    duties = session.scalars(
        select(Duty).where(col(Duty.organisation_id) == organisation_id).order_by(col(Duty.next_at))
    ).all()
    return Clock(
        _workers(session, real_now), waiting, next_at, late, trying, failed,
        len(delays), max(delays, default=timedelta()), duties,
    )  # fmt: skip


def _workers(session: Session, real_now: datetime) -> tuple[Worker, ...]:
    beats = session.scalars(
        select(Heartbeat).where(col(Heartbeat.at) > real_now - _LONG_GONE).order_by(col(Heartbeat.at).desc())
    )
    return tuple(Worker(beat.worker, beat.at, real_now - beat.at <= SILENT_AFTER) for beat in beats)


def _counted(
    session: Session, organisation_id: int, now: datetime
) -> tuple[int, datetime | None, int, int, int]:
    armed, due = col(Deadline.status) == "armed", col(Deadline.try_at)
    row = session.execute(
        select(
            func.count().filter(armed),
            func.min(due).filter(armed),
            func.count().filter(armed, due < now - LATE),
            func.count().filter(armed, col(Deadline.attempts) > 0),
            func.count().filter(col(Deadline.status) == "incident"),
        )
        .select_from(Deadline)
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Deadline.status).in_(("armed", "incident")),
        )
    ).one()
    return row[0], row[1], row[2], row[3], row[4]


def _delays(session: Session, organisation_id: int, now: datetime) -> list[timedelta]:
    """Return by how much each deadline of the last week was late that nobody kept the clock for."""
    rows = session.execute(
        select(col(Deadline.due_at), col(Deadline.ended_at))
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Deadline.status) == "done",
            col(Deadline.ended_at) > now - LOOK_BACK,
        )
        .order_by(col(Deadline.ended_at).desc())
        .limit(MOST_LOOKED_AT)
    )
    return [ended - due for due, ended in rows if ended - due > LATE]
