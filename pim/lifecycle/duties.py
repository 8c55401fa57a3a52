"""What the clock does for every organisation again and again. The rows are the schedule here too."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from pim.db import Database
from pim.errors import Busy
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Home, home_of
from pim.lifecycle.tables import Duty
from pim.people.tables import Organisation
from workflows.working_days import WorkingCalendar

log = logging.getLogger(__name__)

RETRY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A duty: what it does for one organisation, and when it is next due after a moment."""

    do: Callable[[Session, Home, datetime], None]
    after: Callable[[WorkingCalendar, datetime], datetime]


def every_evening(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return the end of the local day that a moment is in, or of the next one when that is now."""
    today = calendar.local_date(moment)
    end = calendar.end_of_day(today)
    return end if end > moment else calendar.end_of_day(today + timedelta(days=1))


def every_monday(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return 08:00 local on the first Monday after a moment."""
    day = calendar.local_date(moment)
    day += timedelta(days=-day.weekday() % 7)
    morning = calendar.morning(day)
    return morning if morning > moment else calendar.morning(day + timedelta(days=7))


_ARM = {
    name: statement.on_conflict_do_nothing(index_elements=["organisation_id", "what"])
    for name, statement in (("sqlite", sqlite.insert(Duty)), ("postgresql", postgresql.insert(Duty)))
}


def arm_missing(session: Session, duties: Mapping[str, Recurring], now: datetime) -> None:
    """Give every organisation its duties; those it has stay as they are, also if another worker was first."""
    rows = session.execute(select(col(Duty.organisation_id), col(Duty.what)))
    known = {(organisation_id, what) for organisation_id, what in rows}
    missing = [
        {
            "organisation_id": home.id,
            "what": what,
            "next_at": duty.after(calendar_of(session, home), now),
            "attempts": 0,
        }
        for home in map(home_of, session.scalars(select(Organisation).order_by(col(Organisation.id))))
        for what, duty in duties.items()
        if (home.id, what) not in known
    ]
    if missing:
        session.connection().execute(_ARM[session.get_bind().dialect.name], missing)


def do_due(database: Database, duties: Mapping[str, Recurring], now: datetime) -> int:
    """Do every duty that is due, each in its own transaction, once whatever was missed. Returns how many."""
    with database.read() as session:
        missing = session.scalar(select(func.count()).select_from(Organisation)) or 0
        have = session.scalar(select(func.count()).select_from(Duty)) or 0
    if have < missing * len(duties):
        with database.write() as session:
            arm_missing(session, duties, now)
    done = 0
    while _do_one(database, duties, now):
        done += 1
    return done


def _do_one(database: Database, duties: Mapping[str, Recurring], now: datetime) -> bool:
    claimed: tuple[int, str] | None = None
    try:
        with database.write() as session:
            row = session.scalars(
                select(Duty)
                .where(col(Duty.next_at) <= now)
                .order_by(col(Duty.next_at))
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return False
            claimed = (row.organisation_id, row.what)
            organisation = session.get(Organisation, row.organisation_id)
            assert organisation is not None, "a duty belongs to an organisation"
            home = home_of(organisation)
            duty = duties.get(row.what)
            if duty is None:  # an older version's duty
                session.delete(row)
                return True
            duty.do(session, home, row.next_at)
            row.done_for = row.next_at
            row.next_at = duty.after(calendar_of(session, home), now)
            row.attempts, row.error = 0, None
            session.add(row)
        return True
    except Busy:
        raise
    except Exception as error:
        log.exception("a duty failed")
        if claimed is None:
            raise
        with database.write() as session:
            failed = session.get(Duty, claimed)
            if failed is not None:
                failed.attempts += 1
                failed.error = f"{type(error).__name__}: {error}"[:500]
                failed.next_at = now + RETRY * min(2**failed.attempts, 64)
                session.add(failed)
        return True


def next_duty(session: Session) -> datetime | None:
    """Return the moment of the earliest duty, or None."""
    return session.scalar(select(func.min(col(Duty.next_at))))
