"""How much was answered and how fast: public, for a question that nobody answers is better not asked."""

from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of a round that has closed: a row of ``COUNTED``."""

    round_id: int
    title: str
    closed_at: datetime
    sent_at: datetime | None
    clusters: int
    answered: int


_CLUSTERS = (
    select(func.count(col(Cluster.id)))
    .where(col(Cluster.round_id) == col(Instance.id), col(Cluster.merged_into).is_(None))
    .correlate(Instance)
)
COUNTED: tuple[Any, ...] = (
    col(ReportBack.closed_at),
    col(ReportBack.sent_at),
    _CLUSTERS.scalar_subquery(),
    _CLUSTERS.where(col(Cluster.outcome).is_not(None)).scalar_subquery(),
)
"""Columns beside ``Instance`` and ``ReportBack``, for whoever reads the rounds of a cycle anyway."""

_OF_ROUND = (
    select(col(Instance.id), col(Instance.title), *COUNTED)
    .join(ReportBack, col(ReportBack.round_id) == col(Instance.id))
    .where(col(Instance.id) == bindparam("round"))
)


def rate(session: Session, round_id: int, home: Home, now: datetime) -> Rate | None:
    """Return the rate of one round; None before it closes. One statement."""
    row = session.execute(_OF_ROUND, {"round": round_id}).first()
    return rates_of(session, [Counted(*row)], home, now)[0] if row else None


def rates_of(session: Session, counted: Iterable[Counted], home: Home, now: datetime) -> list[Rate]:
    """Return what was counted as rates, with the working days between. No statement."""
    calendar = calendar_of(session, home)
    found = []
    for one in counted:
        closed_on, sent_on = calendar.local_date(one.closed_at), calendar.local_date(one.sent_at or now)
        days = _working_days(calendar, closed_on, sent_on)
        sent = sent_on if one.sent_at else None
        found.append(Rate(one.round_id, one.title, one.clusters, one.answered, closed_on, sent, days))
    return found


def _working_days(calendar: WorkingCalendar, after: date, until: date) -> int:
    days = (until - after).days
    return sum(calendar.is_working_day(after + timedelta(days=number)) for number in range(1, days + 1))
