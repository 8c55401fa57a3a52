"""The response that is shown while a round is open. It moves once a day and only from five.

A counter that moved with each answer would tell who answered to whoever watches both the counter
and the canteen. Per site it moves in steps of five: see ``site_counts``.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import JSON, bindparam, func, literal, or_, select, update
from sqlmodel import Session, col

from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.site_counts import shown_at_sites
from pim.feedback.tables import Answer, Cell, Round
from pim.lifecycle.tables import Instance

_DAILY = (
    update(Round)
    .where(col(Round.instance_id) == bindparam("b_round"))
    .values(
        counted=bindparam("v_counted"),
        counted_on=bindparam("v_day"),
        counted_at_sites=bindparam("v_sites", type_=JSON),
    )
)


def shown(answers: int) -> int:
    """Return the number of answers that may be shown: 0 below five."""
    return answers if answers >= SMALLEST_GROUP else 0


def count_open_rounds(session: Session, organisation_id: int, today: date) -> int:
    """Count the answers of every open round of an organisation, once a day; returns how many were counted.

    ``today`` is the local date. A second call on the same day changes nothing.
    """
    # What somebody else holds is being closed just now, and who waits for each other's rounds waits for ever.
    free = session.execute(
        select(col(Round.instance_id), col(Round.counted_at_sites))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Instance.kind) == "round",
            col(Instance.means) == "open",
            or_(col(Round.counted_on).is_(None), col(Round.counted_on) < today),
        )
        .with_for_update(of=Round, skip_locked=True)
    ).all()
    if not free:
        return 0
    answers = _answers(session, [id_ for id_, _ in free])
    session.connection().execute(
        _DAILY,
        [
            {
                "b_round": id_,
                "v_counted": shown(sum(answers[id_].values())),
                "v_day": today,
                "v_sites": _kept(answers[id_], before),
            }
            for id_, before in free
        ],
    )
    return len(free)


def _answers(session: Session, rounds: Collection[int]) -> Mapping[int, Mapping[int | None, int]]:
    """Return how many answered at each site that is asked, per round; sites taken together under None."""
    in_cell = (
        select(col(Answer.cell_id), func.count().label("answers"))
        .where(col(Answer.round_id).in_(rounds))
        .group_by(col(Answer.cell_id))
        .subquery()
    )
    rows = session.execute(
        select(col(Cell.round_id), col(Cell.site_id), func.coalesce(func.sum(in_cell.c.answers), literal(0)))
        .outerjoin(in_cell, in_cell.c.cell_id == col(Cell.id))
        .where(col(Cell.round_id).in_(rounds))
        .group_by(col(Cell.round_id), col(Cell.site_id))
    )
    answers: dict[int, dict[int | None, int]] = defaultdict(dict)
    for round_id, site_id, count in rows:
        answers[round_id][site_id] = int(count)
    return answers


def _kept(answers: Mapping[int | None, int], before: Mapping[str, int]) -> dict[str, int]:
    """Return what is kept per site, under its number as JSON has it."""
    return {str(id_): count for id_, count in shown_at_sites(answers, {int(one) for one in before}).items()}
