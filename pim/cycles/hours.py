"""The hours that staff spend on an innovation: booked in the charter, used in rounds and as written down."""

from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from pim.cycles.charter import in_cycle
from pim.cycles.tables import StaffHours
from pim.errors import BadInput, NotFound
from pim.feedback.tables import Asked
from pim.lifecycle.advance import record
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from workflows.facts import Charter, Facts
from workflows.needs.subsidy import staff_hours_left
from workflows.schema import Hours

MOST_AT_ONCE = 10_000  # hours in one line: more is a typing error
LONGEST_TEXT = 200
MINUTES_AN_HOUR = 60
ENDED = ("closed", "answered")  # what a round means in which people have been asked and have had their time


def write_hours(
    work: Work, cycle_id: int, hours: float, day: date, text: str = "", about_id: int | None = None
) -> dict[str, Any]:
    """Write down hours that staff spent on ``day``; ``about_id`` is a pilot or round of this cycle.

    Rounds count by themselves (``round_minutes`` of the workflow). Raises BadInput, NotAllowed, NotFound.
    """
    subject, _ = in_cycle(work, cycle_id, "lead", "work_group")
    assert work.actor is not None
    today = calendar_of(work.session, subject.home).local_date(work.now)
    if not 0 < hours <= MOST_AT_ONCE:
        raise BadInput(f"hours: expected more than 0, at most {MOST_AT_ONCE}; got {hours:g}")
    if day > today:
        raise BadInput(f"day: {day} is still to come; hours are written down when they have been worked")
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"text: expected at most {LONGEST_TEXT} characters, got {len(text)}")
    if about_id is not None and look(work.session, about_id).cycle_id != cycle_id:
        raise NotFound(f"there is nothing with number {about_id} in this innovation")
    line = StaffHours(
        cycle_id=cycle_id,
        about_id=about_id,
        day=day,
        hours=hours,
        text=text.strip(),
        person_id=work.actor.person_id,
        at=work.now,
    )
    work.session.add(line)
    work.session.flush()
    record(work, cycle_id, "hours", {"hours": hours, "day": day, "about": about_id, "text": line.text})
    return {"id": cycle_id, "hours": hours, "day": day.isoformat()}


def written(cycle_id: Any) -> ScalarSelect[Any]:
    """Return the sum of the hours written down in a cycle."""
    return (
        select(func.coalesce(func.sum(col(StaffHours.hours)), 0.0))
        .where(col(StaffHours.cycle_id) == cycle_id)
        .scalar_subquery()
    )


def asked(cycle_id: Any) -> ScalarSelect[Any]:
    """Return how many people were asked, round by round, in the rounds of a cycle that have ended.

    Everybody who was asked counts, not who answered: that would tell who did.
    """
    held = aliased(Instance)
    return (
        select(func.count())
        .select_from(Asked)
        .join(held, col(held.id) == col(Asked.round_id))
        .where(col(held.cycle_id) == cycle_id, or_(*(col(held.means) == means for means in ENDED)))
        .scalar_subquery()
    )


def used(written_hours: float, people_asked: int, rule: Hours) -> float:
    """Return the hours used: those written down, and the minutes of everybody who was asked."""
    return round(written_hours + people_asked * rule.round_minutes / MINUTES_AN_HOUR, 1)


def as_json(charter: Charter) -> dict[str, Any]:
    """Return booked and used hours with ``state``: ``over``, ``near`` (people are warned) or ``fine``."""
    unmet = staff_hours_left(Facts(today=date.min, charter=charter))
    state = "fine" if unmet is None else str(unmet.numbers.get("case", "near"))
    return {"booked": charter.staff_hours, "used": charter.staff_hours_used, "state": state}
