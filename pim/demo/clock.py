"""Running the clock of a demo forward, and telling what happened on the way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.lifecycle.clock import installation, move_clock
from pim.lifecycle.tables import Instance, JournalEntry
from pim.tick import Clockwork

FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing the clock did."""

    at: datetime
    what: str
    title: str
    from_stage: str | None
    to_stage: str


def move(clockwork: Clockwork, to: datetime) -> list[Happened]:
    """Run the clock forward to a moment; each deadline fires at its own time. Returns what happened.

    Raises BadInput outside a demo, for a moment in the past, or more than 400 days ahead.
    """
    to = to.astimezone(UTC)
    with clockwork.database.read() as session:
        row = installation(session)
        before = row.clock
        if not row.demo or before is None:
            raise BadInput("the clock can only be moved in a demo database")
    if to < before:
        raise BadInput("the clock only runs forward; choose a later day")
    if to - before > FARTHEST:
        raise BadInput(f"choose a day at most {FARTHEST.days} days ahead")
    clockwork.run_until(to)
    with clockwork.database.write() as session:
        move_clock(session, to)
    with clockwork.database.read() as session:
        return _happened(session, before, to)


def _happened(session: Session, after: datetime, until: datetime) -> list[Happened]:
    rows = session.execute(
        select(
            col(JournalEntry.at),
            col(JournalEntry.what),
            col(Instance.title),
            col(JournalEntry.from_stage),
            col(JournalEntry.to_stage),
        )
        .join(Instance, col(Instance.id) == col(JournalEntry.instance_id))
        .where(
            col(JournalEntry.actor_id).is_(None), col(JournalEntry.at) > after, col(JournalEntry.at) <= until
        )
        .order_by(col(JournalEntry.at), col(JournalEntry.instance_id), col(JournalEntry.version))
        .limit(200)
    )
    return [Happened(*row) for row in rows]
