"""Benefits: what an innovation was expected to bring, and whether that was kept, partly kept or lost."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.cycles.charter import in_cycle, sentence
from pim.cycles.tables import Benefit
from pim.errors import BadInput, NotFound
from pim.evidence import facts as evidence
from pim.lifecycle.advance import record
from pim.lifecycle.children import seen
from pim.lifecycle.work import Actor, Work

WHO = ("lead", "sponsor")
OUTCOMES = ("kept", "partly", "lost")
MOMENTS = ("baseline", "pilot", "evaluation")
LATE = ("evaluation", "closed")  # what the stage means in which it can be known what became of a benefit
DIMENSIONS = ("pleasure", "performance", "innovation", "demands", "control", "acceptability")


def expect_benefit(work: Work, cycle_id: int, text: str, dimension: str | None = None) -> dict[str, Any]:
    """Write down what the innovation is expected to bring; ``dimension`` is what is measured of it.

    Raises BadInput for a text that says nothing or a dimension nobody measures, NotAllowed, NotFound.
    """
    in_cycle(work, cycle_id, *WHO)
    if dimension is not None and dimension not in DIMENSIONS:
        raise BadInput(f"dimension {dimension!r}: expected one of {', '.join(DIMENSIONS)}")
    codes = work.session.scalars(select(col(Benefit.code)).where(col(Benefit.cycle_id) == cycle_id)).all()
    benefit = Benefit(
        cycle_id=cycle_id,
        code=f"B{len(codes) + 1}",  # benefits are never removed, and the cycle is locked
        text=sentence(text, "benefit"),
        dimension=dimension,
        at=work.now,
    )
    work.session.add(benefit)
    work.session.flush()
    record(work, cycle_id, "benefit", {"code": benefit.code, "text": benefit.text})
    return {"id": cycle_id, "code": benefit.code}


def judge_benefit(work: Work, cycle_id: int, code: str, outcome: str, because: str) -> dict[str, Any]:
    """Say at the evaluation what became of a benefit, and why.

    Raises BadInput before the evaluation, for an unknown outcome or without a reason; NotAllowed, NotFound.
    """
    subject, _ = in_cycle(work, cycle_id, *WHO)
    if subject.means not in LATE:
        raise BadInput("a benefit is judged at the evaluation, when the work has been measured again")
    if outcome not in OUTCOMES:
        raise BadInput(f"outcome {outcome!r}: expected one of {', '.join(OUTCOMES)}")
    benefit = work.session.scalar(
        select(Benefit).where(col(Benefit.cycle_id) == cycle_id, col(Benefit.code) == code.strip().upper())
    )
    if benefit is None:
        raise NotFound(f"there is no benefit {code!r} in this innovation")
    benefit.outcome, benefit.because, benefit.at = outcome, sentence(because, "because"), work.now
    work.session.add(benefit)
    work.session.flush()
    told = {"code": benefit.code, "outcome": outcome, "reason": benefit.because}
    record(work, cycle_id, "benefit_judged", told)
    return {"id": cycle_id, **told}


def benefits_of(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return the benefits of a cycle with what was measured before, in the pilot and at the evaluation.

    A figure is only there when enough people answered to show it. Raises NotFound.
    """
    seen(session, actor, cycle_id, "cycle")
    rows = session.scalars(
        select(Benefit).where(col(Benefit.cycle_id) == cycle_id).order_by(col(Benefit.id))
    ).all()
    measured = {
        (one.dimension, one.moment): {"value": round(one.value, 1), "answers": one.n}
        for one in (evidence.measures(session, cycle_id) if any(row.dimension for row in rows) else ())
        if one.site is None
    }
    return [
        {
            "code": row.code,
            "text": row.text,
            "dimension": row.dimension,
            "outcome": row.outcome,
            "because": row.because,
            "measured": {
                moment: measured.get((row.dimension or "", moment))
                for moment in (MOMENTS if row.dimension else ())
            },
        }
        for row in rows
    ]
