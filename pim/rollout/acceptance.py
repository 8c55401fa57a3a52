"""How a wave was received: acceptability at each of its sites, from the newest round about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from pim.feedback.tables import Round
from pim.job_quality.queries import acceptability_of
from pim.lifecycle.tables import Instance
from workflows.facts import LowSite


@dataclass(frozen=True, slots=True)
class Judged:
    """What the people of a wave said.

    ``sites`` are all sites that may be shown, with acceptability 1–5: the requirement compares.
    """

    answered: bool = False
    sites: tuple[LowSite, ...] = ()


_NEWEST = (
    select(col(Round.about_id).label("wave_id"), func.max(col(Round.instance_id)).label("round_id"))
    .join(Instance, col(Instance.id) == col(Round.instance_id))
    .where(
        col(Round.cycle_id) == bindparam("cycle"),
        col(Round.purpose) == "wave",
        col(Instance.means).not_in(("draft", "withdrawn")),
    )
    .group_by(col(Round.about_id))
    .subquery()
)
NEWEST_ROUND = (
    select(_NEWEST.c.wave_id, _NEWEST.c.round_id, col(Instance.means))
    .join(Instance, col(Instance.id) == _NEWEST.c.round_id)
    .subquery("newest_round")
)
"""The newest round (``round_id``, ``means``) about each wave (``wave_id``) of the cycle bound as ``cycle``.

A round that is still open is the newest as well: while people are asked again, the answer to an
earlier round does not stand for this one.
"""


def judged(session: Session, newest: Iterable[tuple[int, int | None, str | None]]) -> dict[int, Judged]:
    """Return by wave what the newest round about it brought; ``newest`` is (wave, round, its meaning).

    One statement.
    """
    rounds = [(wave_id, round_id, means) for wave_id, round_id, means in newest if round_id is not None]
    received = acceptability_of(session, [round_id for _, round_id, _ in rounds])
    return {
        wave_id: Judged(
            answered=means == "answered",
            sites=tuple(
                LowSite(site=site, value=value, n=answers)
                for site, value, answers in received.get(round_id, ())
            ),
        )
        for wave_id, round_id, means in rounds
    }
