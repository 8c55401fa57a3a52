"""When whoever answers will hear what is done with it: said before they type, and again afterwards."""

from datetime import date

from sqlmodel import Session

from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, look
from workflows.machine import deadlines

ANSWERING = "closed"  # what the stage means in which what was said is answered
_CLOSES = "closes_on"


def hears_by(session: Session, round_id: int) -> date | None:
    """Return the last day on which an open round is answered, when it closes on its day. One statement.

    By the term of its own workflow; None for a round that is not open, or whose workflow sets no term.
    Raises NotFound when there is no such round.
    """
    return _promised(session, look(session, round_id))


def _promised(session: Session, subject: Subject) -> date | None:
    closes_on = subject.dates.get(_CLOSES)
    if subject.kind != "round" or subject.means != "open" or closes_on is None:
        return None
    machine = machine_of(session, subject.digest)
    calendar = calendar_of(session, subject.home)
    for stage in machine.stages("round"):
        if stage.means == ANSWERING:
            shut = calendar.end_of_day(closes_on)
            dues = deadlines(machine, "round", stage.name, shut, subject.dates, calendar)
            return next((calendar.local_date(due.at) for due in dues if due.what == "due"), None)
    return None
