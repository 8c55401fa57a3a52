"""What was put to the works council in an organisation: what runs, with its next day, and what ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.consultation.dates import Dated, dates_of
from pim.consultation.queries import open_condition, with_subject
from pim.consultation.tables import Condition, Consultation, Question
from pim.consultation.words import REQUESTS, article
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import from_row
from pim.lifecycle.tables import Instance
from pim.people.tables import Person
from workflows.machine import StageView

_CYCLE = aliased(Instance)
# The days that end something for the council, in a dossier that runs; reminders are not among them.
_TERMS = ("answer_by", "decide_by", "suspended_until", "nullity_until")
MOST = 200
DRAFT = "draft"  # not put to anybody yet: it is still the lead's


@dataclass(frozen=True, slots=True)
class Term:
    """The next day of a dossier, with why it is that day, and how many days are left (less than 0: over)."""

    name: str
    label: Mapping[str, str]
    day: date
    left: int
    why: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One request with where it stands. ``questions`` wait for a reply; ``conditions`` are not met yet."""

    id: int
    title: str
    request: Mapping[str, str]
    article: Mapping[str, str]
    label: Mapping[str, str]
    cycle_id: int
    cycle: str
    term: Term | None
    questions: int
    conditions: int


@dataclass(frozen=True, slots=True)
class Task:
    """A condition of the council that has to be met, and the stage its innovation is in."""

    consultation_id: int
    request: str
    number: int
    text: str
    owner: str
    due_on: date | None
    left: int | None
    cycle_id: int
    cycle: str
    stage: Mapping[str, str]


def _count(table: Any, *conditions: Any) -> Any:
    """Return how many rows of a table belong to a request, as a part of the statement that reads it."""
    return (
        select(func.count()).select_from(table).where(*conditions).correlate(Consultation).scalar_subquery()
    )


_QUESTIONS = _count(
    Question,
    col(Question.consultation_id) == col(Consultation.instance_id),
    col(Question.replied_on).is_(None),
)


def dossiers_of(
    session: Session, organisation_id: int, today: date, *, ended: bool, limit: int = MOST, after: int = 0
) -> list[Dossier]:
    """Return the dossiers of an organisation: those that run, the next day first, or those that ended.

    Two statements at most, whatever the number of dossiers.
    """
    rows = session.execute(
        with_subject()
        .add_columns(col(_CYCLE.title), _QUESTIONS, _count(Condition, open_condition()))
        .join(_CYCLE, col(_CYCLE.id) == col(Consultation.cycle_id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Instance.means) != DRAFT,
            col(Instance.final).is_(ended),
        )
        .order_by(None)
        .order_by(col(Instance.entered_at).desc(), col(Instance.id).desc())
        .limit(limit)
        .offset(after)
    )
    found = [_dossier(session, row, today) for row in rows]
    return found if ended else sorted(found, key=_urgency)


def _dossier(session: Session, row: Any, today: date) -> Dossier:
    request, *columns, cycle, questions, conditions = row
    subject = from_row(columns)
    return Dossier(
        subject.id, subject.title, REQUESTS[request.request], article(request.request, request.article),
        machine_of(session, subject.digest).stage("consultation", subject.state.stage).label,
        request.cycle_id, cycle,
        None if subject.final else _next(dates_of(session, subject, request), subject.means, today),
        questions, conditions,
    )  # fmt: skip


def _next(dates: Sequence[Dated], means: str, today: date) -> Term | None:
    """Return the term that runs: the first that is still to come, or else the last that passed."""
    terms = [one for one in dates if one.name in _TERMS and (one.name != "answer_by" or means == "asked")]
    if not terms:
        return None
    chosen = next((one for one in terms if one.day >= today), terms[-1])
    told = chosen.as_json()
    return Term(chosen.name, told["label"], chosen.day, (chosen.day - today).days, told["said"])


def _urgency(one: Dossier) -> tuple[bool, int]:
    return one.term is None, one.term.left if one.term else 0


def conditions_of(session: Session, organisation_id: int, today: date) -> list[Task]:
    """Return the conditions that bind and are not met yet, first day first. One statement."""
    rows = session.execute(
        select(
            Condition, col(Instance.title), col(_CYCLE.id), col(_CYCLE.title), col(_CYCLE.digest),
            col(_CYCLE.stage), col(Person.name),
        )
        .join(Consultation, open_condition())
        .join(Instance, col(Instance.id) == col(Consultation.instance_id))
        .join(_CYCLE, col(_CYCLE.id) == col(Instance.cycle_id))
        .outerjoin(Person, col(Person.id) == col(Condition.owner_id))
        .where(col(Instance.organisation_id) == organisation_id)
        .order_by(col(Condition.due_on).is_(None), col(Condition.due_on), col(Condition.id))
        .limit(MOST)
    )  # fmt: skip
    return [_task(session, row, today) for row in rows]


def _task(session: Session, row: Any, today: date) -> Task:
    one, title, cycle_id, cycle, digest, stage, owner = row
    label: StageView = machine_of(session, digest).stage("cycle", stage)
    left = (one.due_on - today).days if one.due_on else None
    return Task(
        one.consultation_id, title, one.number, one.text, owner or "", one.due_on, left, cycle_id, cycle,
        label.label,
    )  # fmt: skip
