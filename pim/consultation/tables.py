"""Requests for advice (WOR 25), for consent (WOR 27) and data protection assessments (AVG 35)."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

CONSULTATIONS = ("advice", "consent", "dpia")


class Consultation(SQLModel, table=True):
    """One request. The four texts are what WOR 25(3) asks for; named dates live on the instance."""

    __table_args__ = (
        CheckConstraint(f"request IN ({', '.join(repr(c) for c in CONSULTATIONS)})", name="request"),
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
    ruling: str | None = None  # what a judge ruled in place of consent (WOR 27(4))


class Meeting(SQLModel, table=True):
    """A meeting about a request (WOR 25(4) asks for at least one)."""

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="instance.id", index=True)
    held_on: date
    note: str = ""


class Condition(SQLModel, table=True):
    """A condition under which the council advised or consented. People call it by its ``number``, from 1.

    ``followed`` is empty until it is decided or shown; ``because`` says why not, or how it is met.
    """

    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="instance.id")
    number: int
    text: str
    followed: bool | None = None
    because: str | None = None
