"""The days on which an organisation differs from its calendar: free, or just then worked.

Each change raises ``calendar_version``, so that every process sees the new days. Deadlines that are
armed are moved by the caller (``lifecycle.deadlines.calendar_changed``) in the same transaction.
"""

from datetime import date
from secrets import randbelow

from sqlmodel import Session

from pim.people import cells
from pim.people.roll import hold
from pim.people.tables import FreeDay, Organisation


def add_free_day(
    session: Session, organisation_id: int, day: date, *, name: str = "", free: bool = True
) -> bool:
    """Make a day free, or with ``free=False`` worked although the calendar says free.

    Returns False when nothing changed for the calendar. Raises NotFound.
    """
    organisation = hold(session, organisation_id)
    row = session.get(FreeDay, (organisation_id, day))
    same = row is not None and row.free == free
    row = row or FreeDay(organisation_id=organisation_id, day=day)
    row.free, row.name = free, cells.line(name, "name")[: cells.LONGEST_NAME]
    session.add(row)
    return False if same else _raise_version(session, organisation)


def remove_free_day(session: Session, organisation_id: int, day: date) -> bool:
    """Let a day be again what the calendar says; returns False when it was. Raises NotFound."""
    organisation = hold(session, organisation_id)
    row = session.get(FreeDay, (organisation_id, day))
    if row is None:
        return False
    session.delete(row)
    return _raise_version(session, organisation)


def _raise_version(session: Session, organisation: Organisation) -> bool:
    # A number never used before: were it the next one, a change that is rolled back and another
    # change after it would share a number, and a cache could keep days that never were.
    organisation.calendar_version = randbelow(2**31)
    session.add(organisation)
    session.flush()
    return True
