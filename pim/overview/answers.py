"""How much of what people said was answered, how fast, and how many took part: of the rounds closed last."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median_low
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.rates import COUNTED, Counted, rates_of
from pim.answers.tables import ReportBack
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.tables import Round
from pim.lifecycle.subject import Home
from pim.lifecycle.tables import Instance
from pim.overview.scope import Scope

NEWEST = 100
"""So many rounds at most: the page stays as fast however many there were, and speaks of now."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The rounds that closed last, taken together. A share is None where there is nothing to take it of.

    ``days`` are working days, the middle one of the rounds that were answered.
    """

    rounds: int
    clusters: int
    answered: int
    days: int | None
    not_sent: int
    asked: int
    took_part: int

    @property
    def percent(self) -> int | None:
        """Return the share of clusters that have an answer."""
        return 100 * self.answered // self.clusters if self.clusters else None

    @property
    def response(self) -> int | None:
        """Return the share of people asked who answered, over rounds with five answers or more."""
        return 100 * self.took_part // self.asked if self.asked else None

    def as_json(self) -> dict[str, Any]:
        """Return the numbers as plain data."""
        return {
            "rounds": self.rounds, "clusters": self.clusters, "answered": self.answered,
            "percent": self.percent, "workingDays": self.days, "notSentYet": self.not_sent,
            "response": self.response,
        }  # fmt: skip


def answers(session: Session, scope: Scope, home: Home, now: datetime) -> Answers:
    """Return the answers of the rounds closed last. One statement."""
    rows = session.execute(
        select(col(Instance.id), col(Instance.title), *COUNTED, col(Round.invited), col(Round.answered))
        .join(ReportBack, col(ReportBack.round_id) == col(Instance.id))
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .where(*scope.conditions())
        .order_by(col(ReportBack.closed_at).desc(), col(Instance.id).desc())
        .limit(NEWEST)
    ).all()
    counted = [Counted(*row[:6]) for row in rows]
    sent = rates_of(session, (one for one in counted if one.sent_at is not None), home, now)
    told = [row for row in rows if (row[7] or 0) >= SMALLEST_GROUP]
    return Answers(
        rounds=len(counted),
        clusters=sum(one.clusters for one in counted),
        answered=sum(one.answered for one in counted),
        days=median_low(rate.days for rate in sent) if sent else None,
        not_sent=len(counted) - len(sent),
        asked=sum(row[6] for row in told),
        took_part=sum(row[7] for row in told),
    )
