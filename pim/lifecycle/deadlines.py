"""Deadlines as rows: moved when their date or calendar changes, and mended by an administrator."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.changes import deadline_rows, end_of_term
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, lock, look
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Work
from workflows.machine import Due, deadlines


def rederive(session: Session, subject: Subject, now: datetime) -> int:
    """Move the armed deadlines of a subject to where its calendar and dates now put them.

    Arms those that there was no day for until now, and returns how many moved or were armed. The
    caller holds the lock. What already fired stays fired; a moment that moved into the past fires at
    the next sweep.
    """
    machine = machine_of(session, subject.digest)
    state = subject.state
    dues = deadlines(
        machine,
        subject.kind,
        state.stage,
        state.entered_at,
        subject.dates,
        calendar_of(session, subject.home),
    )
    wanted: dict[tuple[str, int], Due] = {(due.what, due.number): due for due in dues}
    moved, term = 0, end_of_term(dues)
    rows = session.scalars(
        select(Deadline).where(col(Deadline.instance_id) == subject.id, col(Deadline.visit) == state.visit)
    )
    for row in rows:
        due = wanted.pop((row.what, row.number), None)
        if row.status == "armed" and due is not None and due.at != row.due_at:
            row.due_at = row.try_at = due.at
            row.term_at = term
            session.add(row)
            moved += 1
    session.flush()
    new = [row for row in deadline_rows(subject, dues) if (row["what"], row["number"]) in wanted]
    new = [row for row in new if row["due_at"] > now]
    if new:
        session.connection().execute(insert(Deadline), new)
    return moved + len(new)


def set_dates(work: Work, instance_id: int, dates: dict[str, str]) -> Subject:
    """Give an instance other named dates (ISO days) and move its deadlines along, with a journal row."""
    subject = lock(work.session, instance_id)
    named = {**{name: day.isoformat() for name, day in subject.dates.items()}, **dates}
    work.session.connection().execute(
        update(Instance).where(col(Instance.id) == instance_id).values(dates=named)
    )
    record(work, instance_id, "dates_changed", {"dates": dates})
    subject = look(work.session, instance_id)
    rederive(work.session, subject, work.now)
    return subject


def calendar_changed(work: Work, organisation_id: int) -> int:
    """Move every armed deadline of an organisation after its free days changed; returns how many moved."""
    ids = work.session.scalars(
        select(col(Deadline.instance_id))
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Instance.organisation_id) == organisation_id, col(Deadline.status) == "armed")
        .distinct()
        .order_by(col(Deadline.instance_id))
    ).all()
    moved = 0
    for id_ in ids:
        count = rederive(work.session, lock(work.session, id_), work.now)
        if count:
            record(work, id_, "deadlines_moved", {"because": "calendar", "deadlines": count})
        moved += count
    return moved


def _incident(session: Session, organisation_id: int, deadline_id: int) -> Deadline:
    owner = session.execute(
        select(col(Deadline.instance_id), col(Instance.organisation_id))
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Deadline.id) == deadline_id)
    ).first()
    if owner is None or owner.organisation_id != organisation_id:
        raise NotFound(f"there is no deadline with number {deadline_id}")
    lock(session, owner.instance_id)
    row = session.get(Deadline, deadline_id, populate_existing=True)
    assert row is not None, "deadlines are never deleted"
    if row.status != "incident":
        raise BadInput(f"deadline {deadline_id} is {row.status}; only an incident can be retried or skipped")
    return row


def retry(work: Work, deadline_id: int) -> Deadline:
    """Try a deadline that failed five times again, now. Raises NotFound, BadInput when it is no incident."""
    assert work.actor is not None, "a person decides about an incident"
    row = _incident(work.session, work.actor.organisation_id, deadline_id)
    row.status, row.attempts, row.try_at = "armed", 0, work.now
    work.session.add(row)
    record(work, row.instance_id, "incident_retried", {"deadline": deadline_id})
    return row


def skip(work: Work, deadline_id: int, reason: str) -> Deadline:
    """Let go of a deadline that failed five times. Raises NotFound, BadInput when it is no incident."""
    assert work.actor is not None, "a person decides about an incident"
    row = _incident(work.session, work.actor.organisation_id, deadline_id)
    row.status, row.ended_at = "skipped", work.now
    work.session.add(row)
    record(work, row.instance_id, "incident_skipped", {"deadline": deadline_id, "reason": reason})
    return row


def overdue_since(session: Session, instance_id: int, visit: int, now: datetime) -> datetime | None:
    """Return since when the term of this visit has been over, or None while it still runs."""
    ended = session.scalar(
        select(col(Deadline.due_at)).where(
            col(Deadline.instance_id) == instance_id,
            col(Deadline.visit) == visit,
            col(Deadline.what) == "due",
        )
    )
    return ended if ended is not None and ended <= now else None
