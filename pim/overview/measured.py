"""What was measured, innovation by innovation: the outcomes and the quadrants before and after."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.evidence.many import evidence_of_many
from pim.evidence.reading import MOMENTS
from pim.evidence.view import Evidence
from pim.feedback.tables import Round
from pim.job_quality.queries import OVER
from pim.lifecycle.subject import COLUMNS, Subject, from_row
from pim.lifecycle.tables import Instance
from pim.overview.scope import Scope
from pim.people.tables import Organisation


@dataclass(frozen=True, slots=True)
class Measured:
    """The evidence of the innovations on this page, the one measured last on top.

    ``before`` is where the next page begins (the number of a round); None: there is no more.
    """

    evidence: tuple[Evidence, ...]
    before: int | None


def measured(
    session: Session, scope: Scope, now: datetime, *, limit: int, before: int | None = None
) -> Measured:
    """Return what was measured, of so many innovations. Seven statements."""
    newer, its = aliased(Round), aliased(Instance)
    later = exists().where(
        col(newer.cycle_id) == col(Round.cycle_id),
        col(newer.instance_id) > col(Round.instance_id),
        col(newer.purpose).in_(MOMENTS),
        col(its.id) == col(newer.instance_id),
        col(its.means).in_(OVER),
    )
    asked = (
        select(col(Round.instance_id), col(Round.cycle_id))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(
            *scope.conditions(),
            col(Round.purpose).in_(MOMENTS),
            col(Instance.means).in_(OVER),
            ~later,
        )
        .order_by(col(Round.instance_id).desc())
        .limit(limit + 1)
    )
    if before is not None:
        asked = asked.where(col(Round.instance_id) < before)
    rows = session.execute(asked).all()
    ids = [cycle_id for _, cycle_id in rows[:limit]]
    by_id = {one.id: one for one in subjects(session, ids)}
    found = tuple(evidence_of_many(session, [by_id[id_] for id_ in ids], now))
    return Measured(found, rows[limit - 1][0] if len(rows) > limit else None)


def subjects(session: Session, ids: list[int]) -> list[Subject]:
    """Return these innovations with their organisation. One statement; none without numbers."""
    if not ids:
        return []
    rows = session.execute(
        select(*COLUMNS)
        .join(Organisation, col(Organisation.id) == col(Instance.organisation_id))
        .where(col(Instance.id).in_(ids))
    )
    return [from_row(row) for row in rows]
