"""The dossier of a request as somebody of the organisation may read it."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.consultation import words
from pim.consultation.queries import TEXTS, conditions, suspended_until, with_subject
from pim.consultation.tables import Consultation, Meeting
from pim.lifecycle.children import seen, stage_json
from pim.lifecycle.subject import Subject, from_row
from pim.lifecycle.work import Actor


def dossier(session: Session, actor: Actor, consultation_id: int) -> dict[str, Any]:
    """Return a whole request as plain data. Raises NotFound, also for another organisation's."""
    subject = seen(session, actor, consultation_id, "consultation")
    request = session.get_one(Consultation, consultation_id)
    meetings = session.scalars(
        select(Meeting)
        .where(col(Meeting.consultation_id) == consultation_id)
        .order_by(col(Meeting.held_on), col(Meeting.id))
    )
    return {
        **_line(session, subject, request),
        "articleInWords": words.article(request.request, request.article),
        "texts": {name: getattr(request, column) or "" for name, column in TEXTS.items()},
        "answeredOn": _iso(request.answered_on),
        "follows": request.follows,
        "waivedOn": _iso(request.waived_on),
        "meetings": [
            {"id": each.id, "heldOn": each.held_on.isoformat(), "note": each.note} for each in meetings
        ],
        "conditions": [
            {
                "number": each.number,
                "text": each.text,
                "followed": each.followed,
                "because": each.because,
            }
            for each in conditions(session, consultation_id)
        ],
    }


def dossiers(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return the requests of a cycle, oldest first, a line each. Raises NotFound."""
    seen(session, actor, cycle_id, "cycle")
    rows = session.execute(with_subject().where(col(Consultation.cycle_id) == cycle_id))
    return [_line(session, from_row(row[1:]), row[0]) for row in rows]


def _line(session: Session, subject: Subject, request: Consultation) -> dict[str, Any]:
    days = {name: _iso(subject.dates.get(name)) for name in ("asked_on", "answer_by", "told_on")}
    return {
        "id": subject.id,
        "cycle": subject.cycle_id,
        "code": subject.code,
        "title": subject.title,
        "request": request.request,
        "article": request.article,
        "stage": stage_json(session, subject),
        "askedOn": days["asked_on"],
        "answerBy": days["answer_by"],
        "toldOn": days["told_on"],
        "suspendedUntil": _iso(suspended_until(session, subject, request)),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
