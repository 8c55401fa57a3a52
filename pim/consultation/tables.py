"""Requests for advice (WOR 25), for consent (WOR 27) and data protection assessments (AVG 35)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime

CONSULTATIONS = ("advice", "consent", "dpia")
BODIES = ("works_council", "representation", "meeting")


class Consultation(SQLModel, table=True):
    """One request. The four texts are what WOR 25(3) asks for; named dates live on the instance.

    ``evidence`` is what the cycle had to show on the day it was asked, as the council got to see it.
    """

    __table_args__ = (
        CheckConstraint(f"request IN ({', '.join(repr(c) for c in CONSULTATIONS)})", name="request"),
        CheckConstraint(f"body IN ({', '.join(repr(b) for b in BODIES)})", name="body"),
    )

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    request: str  # advice, consent or dpia
    article: str  # e.g. "25(1)(k)"
    decision: str = ""
    grounds: str = ""
    consequences: str = ""
    measures: str = ""
    answer: str | None = None  # what the council said
    answered_on: date | None = None
    follows: bool | None = None  # does the decision follow the advice in full
    because: str | None = None  # why it does not
    waived_on: date | None = None  # the council let go of it, or of the month of waiting
    body: str = "works_council"  # who is asked; without a council others are (WOR 35b, 35c)
    political: bool = False  # a political decision: only its consequences for staff are asked about (46d)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    ruling: str | None = None  # what a judge ruled in place of consent (WOR 27(4))


class Meeting(SQLModel, table=True):
    """A meeting about a request (WOR 25(4) asks for at least one)."""

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="instance.id", index=True)
    held_on: date
    note: str = ""


class Condition(SQLModel, table=True):
    """A condition under which the council advised or consented. People call it by its ``number``, from 1.

    ``followed`` is empty until it is decided or shown; ``because`` says why it is not followed. As a task
    it has an owner and a day, and ``how`` says how it was met on ``met_on``.
    """

    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="instance.id")
    number: int
    text: str
    followed: bool | None = None
    because: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    due_on: date | None = None
    met_on: date | None = None
    how: str | None = None


class Question(SQLModel, table=True):
    """A question about a request. It does not stop the file: no term moves because of it."""

    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="instance.id")
    number: int
    text: str
    asked_by: int = Field(foreign_key="person.id")
    asked_on: date
    reply: str | None = None
    replied_by: int | None = Field(default=None, foreign_key="person.id")
    replied_on: date | None = None


class Trigger(SQLModel, table=True):
    """What came out of the questions about which letter of the law applies, as it was told on that day."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    found: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
