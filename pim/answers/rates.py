"""How much was answered and how fast: public, for a question that nobody answers is better not asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from pim.answers.tables import Cluster, ReportBack
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Home
from pim.lifecycle.tables import Instance
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Rate:
    """What is answered of a round that has closed.

    ``days`` are working days from the day after the close up to and including the day the answers were
    sent, or today while they are not.
    """

    round_id: int
    title: str
    clusters: int
    answered: int
    closed_on: date
    sent_on: date | None
    days: int

    @property
    def percent(self) -> int | None:
        """Return the share of clusters that have an answer; None while nothing was grouped."""
        return 100 * self.answered // self.clusters if self.clusters else None

    def as_json(self) -> dict[str, Any]:
        """Return the rate as plain data."""
        return {
            "round": self.round_id,
            "title": self.title,
            "clusters": self.clusters,
            "answered": self.answered,
            "percent": self.percent,
            "closedOn": self.closed_on.isoformat(),
            "sentOn": self.sent_on.isoformat() if self.sent_on else None,
            "workingDays": self.days,
        }


_COUNTED = (
    select(
        col(Instance.id), col(Instance.title), col(ReportBack.closed_at), col(ReportBack.sent_at),
        func.count(col(Cluster.id)), func.count(col(Cluster.outcome)),
    )
    .join(ReportBack, col(ReportBack.round_id) == col(Instance.id))
    .outerjoin(
        Cluster, (col(Cluster.round_id) == col(Instance.id)) & col(Cluster.merged_into).is_(None)
    )
    .where(col(Instance.cycle_id) == bindparam("cycle"), col(Instance.kind) == "round")
    .group_by(col(Instance.id), col(Instance.title), col(ReportBack.closed_at), col(ReportBack.sent_at))
    .order_by(col(Instance.id))
)  # fmt: skip


def rates(session: Session, cycle_id: int, home: Home, now: datetime) -> list[Rate]:
    """Return the rates of the rounds of a cycle that have closed, oldest first. One statement."""
    calendar = calendar_of(session, home)
    found = []
    for id_, title, closed_at, sent_at, clusters, answered in session.execute(_COUNTED, {"cycle": cycle_id}):
        closed_on, sent_on = calendar.local_date(closed_at), calendar.local_date(sent_at or now)
        days = _working_days(calendar, closed_on, sent_on)
        found.append(Rate(id_, title, clusters, answered, closed_on, sent_on if sent_at else None, days))
    return found


def _working_days(calendar: WorkingCalendar, after: date, until: date) -> int:
    days = (until - after).days
    return sum(calendar.is_working_day(after + timedelta(days=number)) for number in range(1, days + 1))
