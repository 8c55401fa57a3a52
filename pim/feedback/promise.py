"""When whoever answers will hear what is done with it: said before they type, and again afterwards."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.held import PAUSED
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.tables import Instance
from workflows.machine import deadlines

ANSWERING = "closed"  # what the stage means in which what was said is answered
_CLOSES = "closes_on"


def hears_by(session: Session, round_id: int) -> date | None:
    """Return the last day on which an open round is answered, when it closes on its day. One statement.

    By the term of its own workflow; None for a round that is not open, or whose workflow sets no term.
    Raises NotFound when there is no such round.
    """
    return _promised(session, look(session, round_id))


def is_paused(session: Session, round_id: int) -> bool:
    """Tell whether the innovation of a round is paused; people can answer all the same. One statement."""
    cycle = aliased(Instance)
    means = (
        select(col(cycle.means))
        .join(Instance, col(Instance.cycle_id) == col(cycle.id))
        .where(col(Instance.id) == round_id)
    )
    return session.scalar(means) == PAUSED


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
