"""The dossier of a request as somebody of the organisation may read it."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.consultation import words
from pim.consultation.dates import dates_of
from pim.consultation.queries import TEXTS, nullity_until, suspended_until, with_subject
from pim.consultation.tables import Condition, Consultation, Meeting, Question
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import seen, stage_json
from pim.lifecycle.subject import Subject, from_row
from pim.lifecycle.work import Actor
from pim.people.tables import Person
from workflows.working_days import WorkingCalendar


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
        "questions": _questions(session, subject),
        "conditions": _conditions(session, consultation_id),
        "evidence": request.evidence or None,
        "dates": [each.as_json() for each in dates_of(session, subject, request)],
    }


def _conditions(session: Session, consultation_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Condition, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(Condition.owner_id))
        .where(col(Condition.consultation_id) == consultation_id)
        .order_by(col(Condition.number))
    )
    return [
        {
            "number": each.number,
            "text": each.text,
            "followed": each.followed,
            "because": each.because,
            "owner": owner,
            "ownerId": each.owner_id,
            "dueOn": _iso(each.due_on),
            "metOn": _iso(each.met_on),
            "how": each.how,
        }
        for each, owner in rows
    ]


def _questions(session: Session, subject: Subject) -> list[dict[str, Any]]:
    """Return the questions with who asked and replied, and in how many working days."""
    replied = aliased(Person)
    rows = session.execute(
        select(Question, col(Person.name), col(replied.name))
        .join(Person, col(Person.id) == col(Question.asked_by))
        .outerjoin(replied, col(replied.id) == col(Question.replied_by))
        .where(col(Question.consultation_id) == subject.id)
        .order_by(col(Question.number))
    )
    calendar = calendar_of(session, subject.home)
    return [
        {
            "number": each.number,
            "text": each.text,
            "askedBy": asker,
            "askedOn": each.asked_on.isoformat(),
            "reply": each.reply,
            "repliedBy": replier,
            "repliedOn": _iso(each.replied_on),
            "workingDays": _between(calendar, each.asked_on, each.replied_on) if each.replied_on else None,
        }
        for each, asker, replier in rows
    ]


def _between(calendar: WorkingCalendar, asked: date, replied: date) -> int:
    days = (asked + timedelta(days=number) for number in range(1, (replied - asked).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


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
        "means": subject.means,
        "askedOn": days["asked_on"],
        "answerBy": days["answer_by"],
        "toldOn": days["told_on"],
        "suspendedUntil": _iso(suspended_until(session, subject, request)),
        "nullityUntil": _iso(nullity_until(session, subject)),
        "body": request.body,
        "political": request.political,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
