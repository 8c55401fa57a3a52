"""What was done with answers that were given before: where whoever just answered can read it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.answers.tables import ReportBack
from pim.lifecycle.tables import Instance


@dataclass(frozen=True, slots=True)
class Lately:
    """A round that was answered: its number, its title and the short address without signing in."""

    round_id: int
    title: str
    code: str


def lately_answered(session: Session, round_id: int) -> Lately | None:
    """Return the round of the organisation that was answered last, of the same innovation if there is one.

    None when none was answered yet. One statement.
    """
    done, now = aliased(Instance), aliased(Instance)
    row = session.execute(
        select(col(done.id), col(done.title), col(ReportBack.code))
        .join(ReportBack, col(ReportBack.round_id) == col(done.id))
        .join(now, col(now.organisation_id) == col(done.organisation_id))
        .where(
            col(now.id) == round_id,
            col(done.id) != round_id,
            col(done.means) == "answered",
            col(ReportBack.code).is_not(None),
        )
        .order_by((col(done.cycle_id) == col(now.cycle_id)).desc(), col(ReportBack.sent_at).desc())
        .limit(1)
    ).first()
    return Lately(*row) if row else None
