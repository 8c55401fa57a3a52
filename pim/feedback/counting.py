"""The response that is shown while a round is open. It moves once a day and only from five.

A counter that moved with each answer would tell who answered to whoever watches both the counter
and the canteen.
"""

from datetime import date

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import Session, col

from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.tables import Answer, Round
from pim.lifecycle.tables import Instance

_DAILY = (
    update(Round)
    .where(col(Round.instance_id) == bindparam("b_round"))
    .values(counted=bindparam("v_counted"), counted_on=bindparam("v_day"))
)


def shown(answers: int) -> int:
    """Return the number of answers that may be shown: 0 below five."""
    return answers if answers >= SMALLEST_GROUP else 0


def count_open_rounds(session: Session, organisation_id: int, today: date) -> int:
    """Count the answers of every open round of an organisation, once a day; returns how many were counted.

    ``today`` is the local date. A second call on the same day changes nothing.
    """
    # What somebody else holds is being closed just now, and who waits for each other's rounds waits for ever.
    free = session.scalars(
        select(col(Round.instance_id))
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
    counts = session.execute(
        select(col(Answer.round_id), func.count())
        .where(col(Answer.round_id).in_(free))
        .group_by(col(Answer.round_id))
    )
    answers: dict[int, int] = {id_: count for id_, count in counts}  # noqa: C416 - rows are no pairs to mypy
    session.connection().execute(
        _DAILY,
        [{"b_round": id_, "v_counted": shown(answers.get(id_, 0)), "v_day": today} for id_ in free],
    )
    return len(free)
