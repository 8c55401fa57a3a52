"""The form of a round: what somebody sees before they type, and what they send as an answer.

The same sheet for every way to answer: signed in, by a code, at a kiosk, or typed over from paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.feedback.body import LONGEST_TEXT
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.ends import Worded, worded
from pim.feedback.promise import hears_by, is_paused
from pim.feedback.questions import HIGHEST, LOWEST, RATING, asked_there, minutes_for
from pim.feedback.tables import Asked, Cell, RoundVariant
from pim.feedback.views import RoundView
from pim.lifecycle.tables import Instance
from pim.variants.pictures import PictureLine, pictures_of
from pim.variants.tables import Variant

RATE, PICK, SAY = "rate-", "pick-", "say-"
Question = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One variant beside the others, with what is asked about it: now, and optional detail."""

    code: str
    title: str
    text: str
    picture: PictureLine | None
    asked: tuple[Question, ...]
    detail: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on the form.

    ``combined_with`` is how many colleagues' answers one is put together with; 0 where sites were taken
    together, so that it only counts in the whole. ``hears_by`` is the last day on which people
    hear what is done with it; None where no term is set. ``paused``: the innovation is, so no day is sure.
    """

    round_id: int
    title: str
    closes_on: date | None
    combined_with: int
    sides: tuple[Side, ...]
    asked: tuple[Question, ...]
    detail: tuple[Question, ...]
    minutes: int
    marks: range = field(default=range(LOWEST, HIGHEST + 1))
    smallest_group: int = SMALLEST_GROUP
    longest_text: int = LONGEST_TEXT
    hears_by: date | None = None
    paused: bool = False

    @property
    def first(self) -> tuple[str, ...]:
        """Return the codes of the questions that are not optional detail, in the order they are read."""
        beside = [one["code"] for side in self.sides for one in side.asked]
        return (*beside, *(one["code"] for one in self.asked))

    def said(self, question: Question, language: str) -> Worded:
        """Return the words of a question, those at the ends of its marks apart."""
        return worded(question[language]) if question["kind"] == RATING else Worded(question[language])


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody's answer will count. ``compares``: at a site that the change is compared with."""

    combined_with: int
    compares: bool


NO_SEAT = Seat(0, compares=False)  # of whoever types over what others wrote


def seat_of(session: Session, round_id: int, person_id: int) -> Seat | None:
    """Return where an answer of this person counts; None when they are not asked."""
    row = session.execute(
        select(col(Cell.site_id), col(Cell.members), col(Cell.compares))
        .join(Asked, col(Asked.cell_id) == col(Cell.id))
        .where(col(Asked.round_id) == round_id, col(Asked.person_id) == person_id)
    ).first()
    if row is None:
        return None
    return Seat(row.members - 1 if row.site_id is not None else 0, row.compares)


def sheet_of(session: Session, view: RoundView, seat: Seat) -> Sheet:
    """Return the form of a round. Four statements, two for a round that is about no variants."""
    questions = asked_there(view.questions, seat.compares)
    paused = is_paused(session, view.id)
    sides = _sides(session, view, questions) if view.variants and not seat.compares else ()
    beside = {side.code for side in sides}
    loose = [one for one in questions if _about(one) not in beside]
    return Sheet(
        round_id=view.id,
        title=view.title,
        closes_on=view.dates.get("closes_on"),
        combined_with=seat.combined_with,
        sides=sides,
        asked=tuple(one for one in loose if not one.get("detail")),
        detail=tuple(one for one in loose if one.get("detail")),
        minutes=minutes_for(questions),
        hears_by=None if paused else hears_by(session, view.id),
        paused=paused,
    )


def _about(question: Question) -> str:
    """Return the variant a question is about; one that was written by hand bears its code."""
    about: str = question.get("variant") or question["code"]
    return about


def _sides(session: Session, view: RoundView, questions: Sequence[Question]) -> tuple[Side, ...]:
    rows = session.execute(
        select(col(Instance.id), col(Instance.code), col(Instance.title), col(Variant.text))
        .join(Variant, col(Variant.instance_id) == col(Instance.id))
        .join(RoundVariant, col(RoundVariant.variant_id) == col(Instance.id))
        .where(col(RoundVariant.round_id) == view.id)
        .order_by(col(Instance.code))
    ).all()
    pictures = pictures_of(session, [row.id for row in rows])
    return tuple(_side(row.code, row.title, row.text, pictures.get(row.id), questions) for row in rows)


def _side(
    code: str, title: str, text: str, picture: PictureLine | None, questions: Sequence[Question]
) -> Side:
    mine = [one for one in questions if _about(one) == code]
    now = [one for one in mine if one["kind"] != "text" and not one.get("detail")]
    return Side(code, title, text, picture, tuple(now), tuple(one for one in mine if one not in now))


def body_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what was sent with the form as an answer. What was left open is not in it."""
    ratings: dict[str, Any] = {}
    choices: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, value in fields.items():
        if name.startswith(RATE) and value:
            ratings[name.removeprefix(RATE)] = int(value) if value.isdecimal() and len(value) < 3 else value
        elif name.startswith(PICK) and value:
            choices[name.removeprefix(PICK)] = value
        elif name.startswith(SAY) and value.strip():
            # A browser sends each new line as two signs, and the limit is told in signs that people see.
            texts[name.removeprefix(SAY)] = value.replace("\r\n", "\n")
    body: dict[str, Any] = {"ratings": ratings, "texts": texts}
    return {**body, "choices": choices} if choices else body


def fault_of(fields: Mapping[str, str]) -> str:
    """Return what is wrong with a form that was refused, by the name the page has a sentence for."""
    body = body_of(fields)
    if not any(body.values()):
        return "nothing"
    return "long" if any(len(text) > LONGEST_TEXT for text in body["texts"].values()) else "answer"
