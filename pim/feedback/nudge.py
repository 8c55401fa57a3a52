"""Reminding who has not answered once more, by hand. Who that is nobody gets to see, nor how many.

Who is written to is worked out in memory when the letters are queued, as for the reminders of the clock
(``queries.not_answered``), and those letters go when the round closes (``reminders.forget_reminders``).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.outbox import REMINDER
from pim.errors import Conflict
from pim.feedback.tables import Round
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline
from pim.lifecycle.work import Event, Work
from workflows.machine import Tell

USUAL_LETTER = "round_reminder"


class NudgedBefore(Conflict):
    """Those who had not answered were reminded once more already. That is done once in a round."""


class NotOpen(Conflict):
    """Only in a round that is open somebody can be reminded."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """What the clock does in this visit: the letter, when it goes by itself, and the end of the term."""

    letter: str
    planned: tuple[datetime, ...]
    ends_at: datetime | None


def reminding(session: Session, subject: Subject) -> Reminding:
    """Return the reminders of an open round, gone or still to go. One statement."""
    rows = session.scalars(
        select(Deadline)
        .where(
            col(Deadline.instance_id) == subject.id,
            col(Deadline.visit) == subject.state.visit,
            col(Deadline.what).in_(("remind", "due")),
        )
        .order_by(col(Deadline.due_at))
    ).all()
    letters = {row.id: [what for to, what in row.tells if to == REMINDER] for row in rows}
    planned = [row for row in rows if row.what == "remind" and letters[row.id]]
    return Reminding(
        letter=next((letters[row.id][0] for row in planned), USUAL_LETTER),
        planned=tuple(row.due_at for row in planned),
        ends_at=next((row.due_at for row in rows if row.what == "due"), None),
    )


def check_nudge(subject: Subject, nudged_on: date | None) -> None:
    """Raise NotOpen or NudgedBefore when nobody can be reminded by hand now."""
    if subject.means != "open":
        raise NotOpen
    if nudged_on is not None:
        raise NudgedBefore


def nudge(work: Work, round_id: int, *, visit: int | None = None) -> Subject:
    """Remind everybody who has not answered, once in a round, beside the reminders of the clock.

    The journal says that it was done and by whom; not to whom, nor to how many. ``visit`` is the one that
    the person was looking at. Raises NotFound, NotAllowed, NotOpen, NudgedBefore, Conflict.
    """
    subject = child(work, round_id, "round")
    require_role(work, subject, "lead")
    if visit is not None and visit != subject.state.visit:
        raise Conflict
    row = work.session.get(Round, round_id, populate_existing=True)
    assert row is not None, "a round has its row from the draft on"
    check_nudge(subject, row.nudged_on)
    row.nudged_on = calendar_of(work.session, subject.home).local_date(work.now)
    work.session.add(row)
    work.session.flush()
    plan = reminding(work.session, subject)
    assert work.actor is not None, "the clock has reminders of its own"
    event = Event(
        subject=subject,
        name="nudge",
        key=f"{subject.id}:nudge",
        tells=(Tell(REMINDER, plan.letter),),
        at=work.now,
        actor_id=work.actor.person_id,
        due_at=plan.ends_at,
        check="same_visit",
    )
    return record(work, round_id, "nudge", {}, event)
