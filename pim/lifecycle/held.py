"""What stands still with its innovation: while that is paused, nothing inside it reminds, ends or escalates.

When the innovation goes on, all of it has the days that were left; when it is stopped, nothing is due any
more. Terms of the law run on whatever the organisation does: a pause moves none of them.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import and_, select, update
from sqlmodel import Session, col

from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.changes import Change, write_changes
from pim.lifecycle.deadlines import rederive
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.journal import MIGRATED, WENT_ON
from pim.lifecycle.past import called
from pim.lifecycle.resettled import OWN_NUMBERS
from pim.lifecycle.subject import Subject, with_children
from pim.lifecycle.tables import Deadline, JournalEntry
from pim.lifecycle.work import House
from workflows.due import Term, counted
from workflows.working_days import WorkingCalendar

PAUSED, STOPPED = "paused", "stopped"
HELD: Literal["held"] = "held"
MOOT: Literal["moot"] = "moot"
ENDS_NOW = "ends_now"  # the row with which the clock is told to end it


def fate(session: Session, subject: Subject, innovation: str) -> Literal["held", "moot"] | None:
    """Return what becomes of a deadline whose moment came: None when it acts.

    ``innovation``: what the stage means that the innovation is in. Something may have come into a new
    stage during the pause, so what is due is looked at here too.
    """
    if subject.kind == "cycle" or innovation not in (PAUSED, STOPPED):
        return None
    term = _term(session, subject)
    if innovation == PAUSED:
        return None if term is not None and term.law else HELD
    return None if _ends_by_itself(term) else MOOT


def follow_the_innovation(session: Session, house: House, cycle: Subject, now: datetime) -> None:
    """Hold, move along or end what is due inside an innovation that just came into a stage.

    The caller holds the lock on it.
    """
    if cycle.means == PAUSED:
        _hold(session, cycle)
    elif cycle.means == STOPPED:
        _stop(session, house, cycle, now)
    elif cycle.state.previous is not None and _meant(session, cycle, cycle.state.previous) == PAUSED:
        _go_on(session, house, cycle, now)


def _meant(session: Session, cycle: Subject, stage: str) -> str | None:
    """Return what a stage means; None for one that another version of the workflow had."""
    with suppress(LookupError):
        found = machine_of(session, cycle.digest).stage("cycle", stage)
        return found.means or found.name
    return None


def _term(session: Session, subject: Subject) -> Term | None:
    return machine_of(session, subject.digest).place(subject.kind, subject.state.stage).term


def _ends_by_itself(term: Term | None) -> bool:
    """Tell whether the clock itself ends a stage, such as a round that is open: that may not stay so."""
    return term is not None and bool(term.then) and not term.law


def _living(session: Session, cycle: Subject) -> list[tuple[Subject, Term | None]]:
    """Return what has not ended inside an innovation, locked, with the term it is in."""
    inside = with_children(session, cycle.id, locked=True)
    return [(one, _term(session, one)) for one in inside if one.kind != "cycle" and not one.final]


def _turn(session: Session, ids: Sequence[int], to: str, *of: str) -> None:
    rows = update(Deadline).where(col(Deadline.instance_id).in_(ids), col(Deadline.status).in_(of))
    session.connection().execute(rows.values(status=to, ended_at=None))


def _hold(session: Session, cycle: Subject) -> None:
    ids = [one.id for one, term in _living(session, cycle) if term is None or not term.law]
    _turn(session, ids, HELD, "armed")


def _go_on(session: Session, house: House, cycle: Subject, now: datetime) -> None:
    since = _since(session, cycle)
    still = [(one, term) for one, term in _living(session, cycle) if term is None or not term.law]
    _turn(session, [one.id for one, _ in still], "armed", HELD)
    calendar = calendar_of(session, cycle.home)
    changes, own = [], []
    for one, term in still:
        began = calendar.local_date(max(since, one.state.entered_at))
        days = calendar.local_date(now) - began
        if days and term is not None:
            changes.append(_later(one, term, began, days, now))
            own.append((one.id, days))
    write_changes(session, house, changes, now)
    for change in changes:
        rederive(session, change.after, now)
    for id_, days in own:
        _move_own(session, calendar, id_, days)


def _since(session: Session, cycle: Subject) -> datetime:
    """Return when the innovation came into the stage it just left. A migration meanwhile does not count."""
    assert cycle.state.previous is not None, "it was paused"
    names = called(session, cycle, cycle.state.previous)
    return session.scalars(
        select(col(JournalEntry.at))
        .where(
            col(JournalEntry.instance_id) == cycle.id,
            col(JournalEntry.to_stage).in_(names),
            col(JournalEntry.from_stage).is_distinct_from(col(JournalEntry.to_stage)),
            col(JournalEntry.what) != MIGRATED,
        )
        .order_by(col(JournalEntry.version).desc())
        .limit(1)
    ).one()


def _later(one: Subject, term: Term, began: date, days: timedelta, now: datetime) -> Change:
    """Return something as it goes on: its term counts from so many days later, and so do its days to come."""
    moved = {name: day + days for name, day in one.dates.items() if day > began}
    if term.on is not None and one.dates.get(term.on) == began:
        moved[term.on] = began + days
    for name in term.counts_from:
        if name in one.dates and name not in moved:
            moved[counted(name)] = one.dates.get(counted(name), one.dates[name]) + days
    entered_at = one.state.entered_at + days
    after = one.moved(dates={**one.dates, **moved}, state=replace(one.state, entered_at=entered_at))
    change = Change(before=one, after=after)
    change.note(WENT_ON, None, now, {"days": days.days, "entered_at": entered_at, "dates": moved})
    return change


def _move_own(session: Session, calendar: WorkingCalendar, instance_id: int, days: timedelta) -> None:
    """Move what a feature armed by itself, for the morning of a day, and which stands in no workflow."""
    rows = session.scalars(
        select(Deadline).where(
            col(Deadline.instance_id) == instance_id,
            col(Deadline.number) >= OWN_NUMBERS,
            col(Deadline.status) == "armed",
        )
    )
    for row in rows:
        row.due_at = row.try_at = calendar.morning(calendar.local_date(row.due_at) + days)
        if row.term_at is not None:
            row.term_at = calendar.end_of_day(calendar.local_date(row.term_at) + days)


def _stop(session: Session, house: House, cycle: Subject, now: datetime) -> None:
    """Let nothing be due any more. What only the clock would have ended, it ends now.

    A round that is open must not stay so: its key would be kept, and nobody would ever read what was said.
    """
    living = _living(session, cycle)
    ending = [(one, term) for one, term in living if term is not None and _ends_by_itself(term)]
    ends = and_(col(Deadline.instance_id).in_([one.id for one, _ in ending]), col(Deadline.what) == "due")
    mine = col(Deadline.instance_id).in_([one.id for one, _ in living])
    waits = col(Deadline.status).in_(("armed", HELD, "incident"))
    rows = session.connection()
    rows.execute(update(Deadline).where(mine, waits, ~ends).values(status="cancelled", ended_at=now))
    today = calendar_of(session, cycle.home).local_date(now)
    changes = []
    for one, term in ending:
        days = {term.on: today} if term.on else {}
        change = Change(before=one, after=one.moved(dates={**one.dates, **days}))
        change.note(ENDS_NOW, None, now, {"because": STOPPED, "dates": days})
        changes.append(change)
    write_changes(session, house, changes, now)
    rows.execute(update(Deadline).where(ends, waits).values(status="armed", due_at=now, try_at=now))
