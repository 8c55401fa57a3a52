"""Reading requests: the facts that steps look at, and the words of their letters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session, col

from pim.consultation import words
from pim.consultation.tables import Condition, Consultation, Meeting
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.days import said_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import COLUMNS, Subject, from_row
from pim.lifecycle.tables import Instance
from pim.people.tables import Organisation
from workflows.facts import ConsultationFact, Own
from workflows.machine import deadlines

# The names a workflow has for the texts of a request (`text_written`), and where they are kept.
TEXTS = {
    "decision": "decision",
    "grounds": "grounds",
    "consequences": "consequences",
    "measures": "measures",
    "answer": "answer",
    "deviation": "because",
    "ruling": "ruling",
}


def with_subject() -> Select[Any]:
    """Return the statement that reads requests, each with its instance and organisation."""
    return (
        select(Consultation, *COLUMNS)
        .join(Instance, col(Instance.id) == col(Consultation.instance_id))
        .join(Organisation, col(Organisation.id) == col(Instance.organisation_id))
        .order_by(col(Instance.id))
    )


def facts(session: Session, cycle_id: int) -> tuple[ConsultationFact, ...]:
    """Return every request of a cycle with its open conditions, oldest first. One statement."""
    rows = session.execute(
        with_subject()
        .add_columns(Condition)
        .outerjoin(Condition, open_condition())
        .where(col(Consultation.cycle_id) == cycle_id)
        .order_by(col(Condition.number))
    )
    found: dict[int, tuple[Subject, Consultation, list[Condition]]] = {}
    for request, *columns, condition in rows:
        _, _, left = found.setdefault(request.instance_id, (from_row(columns), request, []))
        if condition is not None:
            left.append(condition)
    return tuple(fact(session, *each) for each in found.values())


def open_condition() -> ColumnElement[bool]:
    """Return the condition that something is a condition of a request that must still be met.

    Consent stands on its conditions from the start; advice binds where the decision follows it.
    """
    follows, asks = col(Condition.followed), col(Consultation.request)
    return and_(
        col(Condition.consultation_id) == col(Consultation.instance_id),
        col(Condition.met_on).is_(None),
        or_(follows.is_(True), and_(follows.is_(None), asks != "advice")),
    )


def fact(
    session: Session, subject: Subject, request: Consultation, left: Sequence[Condition] = ()
) -> ConsultationFact:
    """Return what a step may know of one request; ``left`` are conditions that are not met yet."""
    return ConsultationFact(
        kind=request.request,
        title=subject.title,
        meaning=subject.means,
        suspended_until=suspended_until(session, subject, request),
        nullity_until=nullity_until(session, subject),
        body=request.body,
        conditions_open=tuple((each.text, each.due_on) for each in left),
    )


def suspended_until(session: Session, subject: Subject, request: Consultation) -> date | None:
    """Return the last day on which the decision may not be carried out, as the workflow's own term says.

    None when the decision follows the advice, when there is none yet, or when the council waived it.
    After the clock closed the request the day is still told: the term ends at the end of that day,
    and not a second before.
    """
    if subject.means == "waived" or request.waived_on is not None:
        return None
    return last_day_of(session, subject, suspending_stage(session, subject, request))


def suspending_stage(session: Session, subject: Subject, request: Consultation) -> str | None:
    """Return the stage whose term is the suspension: where it is, or was before the clock closed it."""
    if subject.means == "decided" and request.follows is False:
        return subject.state.stage
    return stage_that_meant(session, subject, "suspended")


def nullity_until(session: Session, subject: Subject) -> date | None:
    """Return the last day on which the council can say that a decision without consent is void (27(5)).

    After the month it is still told of a decision that stands; what was said to be void has no such day.
    """
    if subject.means not in ("contestable", "closed"):
        return None
    return last_day_of(session, subject, stage_that_meant(session, subject, "contestable"))


def stage_that_meant(session: Session, subject: Subject, meaning: str) -> str | None:
    """Return the stage of this meaning that it is in, or was in just before; None: neither."""
    if subject.means == meaning:
        return subject.state.stage
    machine, before = machine_of(session, subject.digest), subject.state.previous
    if before is None or machine.stage(subject.kind, before).means != meaning:
        return None
    # Only a term that counts from a named day can be told after its stage was left.
    term = machine.place(subject.kind, before).term
    return before if term is not None and term.reads_dates else None


def last_day_of(session: Session, subject: Subject, stage: str | None) -> date | None:
    """Return the last day of the term of a stage of a request; None when there is no stage or no term."""
    if stage is None:
        return None
    machine, calendar = machine_of(session, subject.digest), calendar_of(session, subject.home)
    armed = deadlines(machine, subject.kind, stage, subject.state.entered_at, subject.dates, calendar)
    ends = next((due.at for due in armed if due.what == "due"), None)
    return calendar.local_date(ends) if ends is not None else None


def own(session: Session, subject: Subject) -> Own:
    """Return what the steps of a request itself look at. Two statements."""
    request = session.get(Consultation, subject.id)
    if request is None:  # it is being made
        return Own(dates=subject.dates)
    held = session.scalar(
        select(func.count()).select_from(Meeting).where(col(Meeting.consultation_id) == subject.id)
    )
    return Own(
        consultation=fact(session, subject, request),
        dates=subject.dates,
        texts=frozenset(name for name, column in TEXTS.items() if getattr(request, column)),
        meetings=held or 0,
    )


def conditions(session: Session, consultation_id: int) -> list[Condition]:
    """Return the conditions of the council, in the order it gave them."""
    return list(
        session.scalars(
            select(Condition)
            .where(col(Condition.consultation_id) == consultation_id)
            .order_by(col(Condition.number))
        )
    )


def letter_words(session: Session, consultation_id: int, language: str) -> Mapping[str, Any]:
    """Return what letters about a request may say, in one language. Two statements."""
    row = session.execute(with_subject().where(col(Consultation.instance_id) == consultation_id)).first()
    if row is None:
        return {}
    request, subject = row[0], from_row(row[1:])
    said = {
        "consultation": words.REQUESTS[request.request],
        "article": words.article(request.request, request.article),
        **_answered(session, request, subject),
        **said_days(subject.dates),
        "consequence": words.AFTER.get(subject.means, words.AFTER_ANSWER_DAY),
    }
    return {
        **{name: text[language] for name, text in said.items()},
        "proposal": words.proposal(request.decision, subject.title),
        "grounds": request.grounds,
        "consequences": request.consequences,
        "measures": request.measures,
        "reason": request.because or "",
        "conditions": [each.text for each in conditions(session, consultation_id)],
    }


def _answered(session: Session, request: Consultation, subject: Subject) -> Mapping[str, words.Words]:
    if request.answer is None:
        return {}
    given = subject.means != "withheld"
    count = len(conditions(session, subject.id)) if given else 0
    return {"outcome": words.outcome(request.request, given=given, conditions=count)}
