"""The wizard of a cycle: what was answered, what came out of it, kept as it was told on that day."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.consultation.tables import Trigger
from pim.consultation.wizard import judge, read_answers
from pim.lifecycle.advance import record
from pim.lifecycle.children import parent, seen
from pim.lifecycle.work import Actor, Work


def keep_answers(work: Work, cycle_id: int, given: Mapping[str, str]) -> dict[str, Any]:
    """Judge typed answers and keep them with the cycle; the lead or the sponsor may.

    Raises BadInput, NotAllowed, NotFound.
    """
    parent(work, cycle_id, "consultation", "lead", "sponsor")
    assert work.actor is not None, "a person answers"
    answers = read_answers(given)
    found = judge(answers).as_json()
    work.session.add(
        Trigger(cycle_id=cycle_id, person_id=work.actor.person_id, at=work.now, answers=answers, found=found)
    )
    work.session.flush()
    record(work, cycle_id, "consult_wizard", {"answers": answers})
    return {"cycle": cycle_id, "answers": answers, **found}


def kept_answers(session: Session, actor: Actor, cycle_id: int) -> dict[str, Any] | None:
    """Return what was answered last for a cycle and what came out of it then; None: nothing yet.

    Raises NotFound.
    """
    seen(session, actor, cycle_id, "cycle")
    kept = session.scalars(
        select(Trigger).where(col(Trigger.cycle_id) == cycle_id).order_by(col(Trigger.id).desc()).limit(1)
    ).first()
    if kept is None:
        return None
    return {"cycle": cycle_id, "answers": kept.answers, "at": kept.at.isoformat(), **kept.found}
