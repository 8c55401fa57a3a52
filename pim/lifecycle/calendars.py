"""The working days of an organisation: its calendar with its own free days laid over it."""

from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.subject import Home
from pim.people.tables import FreeDay
from workflows.working_days import WorkingCalendar, calendar

# Per engine, because numbers of organisations repeat between databases.
_known: WeakKeyDictionary[Any, dict[tuple[object, ...], WorkingCalendar]] = WeakKeyDictionary()


def calendar_of(session: Session, home: Home) -> WorkingCalendar:
    """Return the calendar of an organisation. Costs a query only after a change of its free days."""
    known = _known.setdefault(session.get_bind(), {})
    key = (home.id, home.calendar_version, home.calendar, home.zone)
    found = known.get(key)
    if found is None:
        days = session.connection().execute(
            select(col(FreeDay.day), col(FreeDay.free)).where(col(FreeDay.organisation_id) == home.id)
        )
        free: set[date] = set()
        worked: set[date] = set()
        for day, is_free in days:
            (free if is_free else worked).add(day)
        found = known[key] = calendar(home.calendar, home.zone, frozenset(free), frozenset(worked))
    return found
