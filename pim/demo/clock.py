"""Running the clock of a demo forward, and telling what happened on the way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from notifications.outbox import REMINDER, LetterRow
from pim.errors import BadInput
from pim.lifecycle.clock import installation, move_clock
from pim.lifecycle.tables import Deadline, Instance, JournalEntry
from pim.tick import Clockwork

FARTHEST = timedelta(days=400)
SHOWN = 200


class NoDemo(BadInput):
    """The clock can only be moved in a demo database."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing the clock did. ``digest`` is of the workflow that gives it its words."""

    at: datetime
    what: str
    code: str
    title: str
    kind: str
    digest: str
    from_stage: str | None
    to_stage: str


def move(clockwork: Clockwork, to: datetime) -> datetime:
    """Run the clock forward to a moment; each deadline fires at its own time. Returns where it stood.

    Raises NoDemo outside a demo, BadInput for a moment in the past or more than 400 days ahead.
    """
    to = to.astimezone(UTC)
    with clockwork.database.read() as session:
        row = installation(session)
        before = row.clock
        if not row.demo or before is None:
            raise NoDemo
    if to < before:
        raise BadInput("the clock only runs forward; choose a later day")
    if to - before > FARTHEST:
        raise BadInput(f"choose a day at most {FARTHEST.days} days ahead")
    clockwork.run_until(to)
    with clockwork.database.write() as session:
        move_clock(session, to)
    return before


def next_deadline(session: Session, organisation_id: int) -> datetime | None:
    """Return when something falls due next in an organisation, or None."""
    return session.scalar(
        select(func.min(col(Deadline.try_at)))
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Instance.organisation_id) == organisation_id, col(Deadline.status) == "armed")
    )


def happened(session: Session, organisation_id: int, after: datetime, until: datetime) -> list[Happened]:
    """Return what the clock did in an organisation after one moment and until another, oldest first."""
    rows = session.execute(
        select(
            col(JournalEntry.at),
            col(JournalEntry.what),
            col(Instance.code),
            col(Instance.title),
            col(Instance.kind),
            col(Instance.digest),
            col(JournalEntry.from_stage),
            col(JournalEntry.to_stage),
        )
        .join(Instance, col(Instance.id) == col(JournalEntry.instance_id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(JournalEntry.actor_id).is_(None),
            col(JournalEntry.at) > after,
            col(JournalEntry.at) <= until,
        )
        .order_by(col(JournalEntry.at), col(JournalEntry.instance_id), col(JournalEntry.version))
        .limit(SHOWN)
    )
    return [Happened(*row) for row in rows]


def letters_made(session: Session, organisation_id: int, after: datetime, until: datetime) -> int:
    """Return how many letters were written in between.

    Without those to people who have not answered a round: their number would tell how many have.
    """
    return (
        session.scalar(
            select(func.count())
            .select_from(LetterRow)
            .where(
                col(LetterRow.org_id) == organisation_id,
                col(LetterRow.queued_at) > after,
                col(LetterRow.queued_at) <= until,
                func.coalesce(col(LetterRow.check), "") != REMINDER,
            )
        )
        or 0
    )
