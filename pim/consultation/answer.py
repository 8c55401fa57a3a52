"""The answer of the council (or of the data protection officer): given, with its conditions, or withheld."""

from collections.abc import Sequence
from typing import Any

from pim.consultation import words
from pim.consultation.ask import LONGEST_TEXT
from pim.consultation.queries import conditions as conditions_of
from pim.consultation.tables import Condition, Consultation
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Order, Outcome
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work

MOST_CONDITIONS = 50


def open_request(work: Work, consultation_id: int) -> tuple[Subject, Consultation]:
    """Lock a request of the actor's own organisation and return it. Raises NotFound."""
    subject = child(work, consultation_id, "consultation")
    request = work.session.get(Consultation, consultation_id)
    if request is None:
        raise NotFound(f"there is no consultation with number {consultation_id}")
    return subject, request


def sentence(text: str, what: str) -> str:
    """Return a text that says something. Raises BadInput."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise BadInput(f"{what}: expected 1 to {LONGEST_TEXT} characters, got {len(text)}")
    return text


def answer(work: Work, consultation_id: int, text: str, conditions: Sequence[str] = ()) -> Outcome:
    """Give advice, consent or an assessment today, with the conditions that come with it.

    Raises BadInput, NotFound, Refusal.
    """
    subject, request = open_request(work, consultation_id)
    if len(conditions) > MOST_CONDITIONS:
        raise BadInput(f"conditions: expected at most {MOST_CONDITIONS}, got {len(conditions)}")
    request.answer = sentence(text, "answer")
    request.answered_on = calendar_of(work.session, subject.home).local_date(work.now)
    wanted = [sentence(each, f"condition {number}") for number, each in enumerate(conditions, 1)]
    for old in conditions_of(work.session, consultation_id):  # of an answer that was taken back
        work.session.delete(old)
    work.session.flush()
    work.session.add_all(
        Condition(consultation_id=consultation_id, number=number, text=each)
        for number, each in enumerate(wanted, 1)
    )
    work.session.add(request)
    work.session.flush()
    order = Order(
        consultation_id,
        "answer",
        said={"answer": request.answer, "conditions": wanted},
        event=_told(subject, request, given=True, conditions=wanted),
    )
    # Where nothing follows on consent, a workflow may close a request at once with the answer.
    return take_towards(work, order, *(("given", "closed") if subject.means == "asked" else ("given",)))


def withhold(work: Work, consultation_id: int, reason: str) -> Outcome:
    """Withhold consent, or give no advice, and say why. Raises BadInput, NotFound, Refusal."""
    subject, request = open_request(work, consultation_id)
    request.answer = sentence(reason, "reason")
    request.answered_on = calendar_of(work.session, subject.home).local_date(work.now)
    work.session.add(request)
    work.session.flush()
    order = Order(
        consultation_id,
        "withhold",
        reason=request.answer,
        event=_told(subject, request, given=False, conditions=()),
    )
    return take_towards(work, order, "withheld")


def _told(
    subject: Subject, request: Consultation, *, given: bool, conditions: Sequence[str]
) -> dict[str, Any]:
    return {
        "consultation": words.REQUESTS[request.request],
        "outcome": words.outcome(request.request, given=given, conditions=len(conditions)),
        "proposal": words.proposal(request.decision, subject.title),
        "conditions": list(conditions),
    }


def numbers(known: Sequence[int] | dict[int, Any]) -> str:
    """Return the numbers there are, as one says them: "1, 2, 3"."""
    return ", ".join(str(each) for each in known) or "no number, for there are no conditions"
