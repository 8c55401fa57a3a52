"""Questions about a request and their replies. They do not stop the file: no term moves because of them."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.consultation import words
from pim.consultation.answer import numbers, open_request, sentence
from pim.consultation.tables import Consultation, Question
from pim.errors import BadInput
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Event, Work
from workflows.machine import Tell

MOST_QUESTIONS = 200


def ask_question(work: Work, consultation_id: int, text: str) -> dict[str, Any]:
    """Ask about a request, as the council or the officer, today. The lead hears it; no term moves.

    Raises BadInput, NotAllowed, NotFound.
    """
    subject, request = open_request(work, consultation_id)
    require_role(work, subject, "works_council", "privacy_officer")
    assert work.actor is not None, "a person asks"
    known = _questions(work, consultation_id)
    if len(known) >= MOST_QUESTIONS:
        raise BadInput(f"questions: expected at most {MOST_QUESTIONS}")
    question = Question(
        consultation_id=consultation_id,
        number=len(known) + 1,
        text=sentence(text, "question"),
        asked_by=work.actor.person_id,
        asked_on=calendar_of(work.session, subject.home).local_date(work.now),
    )
    work.session.add(question)
    work.session.flush()
    said = {"question": question.number, "text": question.text}
    tells = (Tell("lead", "council_question"),)
    record(work, consultation_id, "question", said, _event(work, subject, request, question, tells))
    return {"id": consultation_id, "question": question.number}


def reply(work: Work, consultation_id: int, number: int, text: str) -> dict[str, Any]:
    """Reply to a question, today; a later reply takes the place of an earlier one in the dossier.

    Raises BadInput for a number there is not, NotAllowed, NotFound.
    """
    subject, request = open_request(work, consultation_id)
    require_role(work, subject, "lead", "sponsor")
    assert work.actor is not None, "a person replies"
    known = _questions(work, consultation_id)
    if number not in known:
        raise BadInput(f"question: expected {numbers(known) if known else 'a question first'}, got {number}")
    question = known[number]
    question.reply = sentence(text, "reply")
    question.replied_by = work.actor.person_id
    question.replied_on = calendar_of(work.session, subject.home).local_date(work.now)
    work.session.add(question)
    work.session.flush()
    said = {"question": number, "reply": question.reply}
    tells = (Tell("privacy_officer" if request.request == "dpia" else "works_council", "council_question"),)
    record(work, consultation_id, "question_reply", said, _event(work, subject, request, question, tells))
    return {"id": consultation_id, "question": number, "repliedOn": question.replied_on.isoformat()}


def _questions(work: Work, consultation_id: int) -> dict[int, Question]:
    rows = work.session.scalars(
        select(Question)
        .where(col(Question.consultation_id) == consultation_id)
        .order_by(col(Question.number))
    )
    return {each.number: each for each in rows}


def _event(
    work: Work, subject: Subject, request: Consultation, question: Question, tells: tuple[Tell, ...]
) -> Event:
    return Event(
        subject=subject,
        name="question",
        key=f"{subject.id}:{subject.state.version + 1}",
        tells=tells,
        at=work.now,
        actor_id=work.actor.person_id if work.actor else None,
        data={
            "proposal": words.proposal(request.decision, subject.title),
            "question": question.text,
            "reply": question.reply or "",
        },
    )
