"""Other ends of a request: the council waives it, the lead changes or withdraws it, a judge rules."""

from datetime import date
from typing import Any

from pim.consultation import words
from pim.consultation.answer import open_request, sentence
from pim.consultation.ask import checked_texts, put_question
from pim.consultation.prefill import evidence_now
from pim.consultation.tables import Consultation
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work


def waive(work: Work, consultation_id: int, reason: str | None = None) -> Outcome:
    """Let the council give up the month of waiting, or say that its answer is not needed, today.

    Raises NotFound, Refusal.
    """
    subject, request = open_request(work, consultation_id)
    request.waived_on = calendar_of(work.session, subject.home).local_date(work.now)
    work.session.add(request)
    work.session.flush()
    order = Order(consultation_id, "waive", reason=reason, event=_waived(subject, request))
    return take_towards(work, order, "waived")


def _waived(subject: Subject, request: Consultation) -> dict[str, Any]:
    return {
        "consultation": words.REQUESTS[request.request],
        "outcome": words.NO_NEED if request.answer is None else words.NO_WAITING,
        "proposal": words.proposal(request.decision, subject.title),
        "conditions": [],
    }


def rewrite(
    work: Work,
    consultation_id: int,
    reason: str,
    *,
    decision: str | None = None,
    grounds: str | None = None,
    consequences: str | None = None,
    measures: str | None = None,
    answer_by: date | None = None,
) -> Outcome:
    """Change a request that was not granted, and ask again today. A text that is None stays as it is.

    A form gives back every text; only those that differ from what was asked are new.

    Raises BadInput, NotFound, Refusal.
    """
    subject, request = open_request(work, consultation_id)
    given = {
        "decision": decision,
        "grounds": grounds,
        "consequences": consequences,
        "measures": measures,
    }
    texts = checked_texts({name: text for name, text in given.items() if text is not None})
    new = {name: text for name, text in texts.items() if text != getattr(request, name)}
    if not new:
        raise BadInput("nothing to change: give another decision, grounds, consequences or measures")
    for name, text in new.items():
        setattr(request, name, text)
    request.answer = request.answered_on = None
    request.evidence = evidence_now(work, subject.cycle_id)
    work.session.add(request)
    work.session.flush()
    order = Order(consultation_id, "rewrite", reason=reason, said={"texts": new})
    take_towards(work, order, "draft")
    return put_question(work, subject, request, answer_by)


def withdraw(work: Work, consultation_id: int, reason: str) -> Outcome:
    """Take a request back, and say why. Raises BadInput, NotFound, Refusal."""
    open_request(work, consultation_id)
    return take_towards(
        work, Order(consultation_id, "withdraw", reason=sentence(reason, "reason")), "withdrawn"
    )


def record_ruling(work: Work, consultation_id: int, ruling: str) -> Outcome:
    """Write down that a judge ruled in place of the council's consent. Raises BadInput, NotFound, Refusal."""
    subject, request = open_request(work, consultation_id)
    if subject.means not in ("withheld", "contestable"):
        raise BadInput(
            f"{subject.title!r} is {subject.state.stage}: a judge rules only where consent is withheld"
        )
    request.ruling = sentence(ruling, "ruling")
    work.session.add(request)
    work.session.flush()
    return take_towards(work, Order(consultation_id, "replaced_by_court", reason=request.ruling), "closed")
