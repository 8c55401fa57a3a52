"""How a wave was received: acceptability at each of its sites, from the newest round about it."""

from dataclasses import dataclass

from sqlalchemy import func, select
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


def judged(session: Session, cycle_id: int, wave_id: int | None = None) -> dict[int, Judged]:
    """Return by wave what the newest round about it brought. Three statements.

    A round that is still open is the newest as well: while people are asked again, the answer to an
    earlier round does not stand for this one.
    """
    newest = (
        select(func.max(col(Round.instance_id)))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(
            col(Round.cycle_id) == cycle_id,
            col(Round.purpose) == "wave",
            col(Round.about_id).is_not(None),
            col(Instance.means).not_in(("draft", "withdrawn")),
            *([col(Round.about_id) == wave_id] if wave_id is not None else []),
        )
        .group_by(col(Round.about_id))
    )
    rounds = session.execute(
        select(col(Round.instance_id), col(Round.about_id), col(Instance.means))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.instance_id).in_(newest))
    ).all()
    received = acceptability_of(session, [round_id for round_id, _, _ in rounds])
    return {
        about_id: Judged(
            answered=means == "answered",
            sites=tuple(
                LowSite(site=site, value=value, n=answers)
                for site, value, answers in received.get(round_id, ())
            ),
        )
        for round_id, about_id, means in rounds
    }
