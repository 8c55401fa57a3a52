"""What a cycle keeps besides its stage."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class Cycle(SQLModel, table=True):
    """The charter of an innovation. ``technology`` holds the text for each theme of the four-theme test."""

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    goal: str = ""
    staff_hours: float = 0  # booked for employees to take part, in hours
    technology: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    single_variant_reason: str | None = None  # why one variant is enough, where two are asked for
    profile: str | None = None  # the subsidy that pays for it, a name in the workflow file
    programme_fit: str = ""  # which aim of the programme it serves
    application: str = ""  # the number under which the subsidy was applied for
    other_eu_money: bool | None = None  # is there other EU money in it; None: nobody said


class StaffHours(SQLModel, table=True):
    """Hours that staff spent on an innovation, written down by somebody who leads it."""

    __tablename__ = "staff_hours"
    __table_args__ = (CheckConstraint("hours > 0", name="some"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    about_id: int | None = Field(default=None, foreign_key="instance.id")  # a pilot or a round
    day: date
    hours: float
    text: str = ""
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class CycleTeam(SQLModel, table=True):
    """A team whose work the innovation touches."""

    __tablename__ = "cycle_team"

    cycle_id: int = Field(foreign_key="instance.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)


class Confirmation(SQLModel, table=True):
    """An item of the organisation's own checklist that somebody ticked off."""

    __table_args__ = (UniqueConstraint("cycle_id", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id")
    item: str
    text: str = ""
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Benefit(SQLModel, table=True):
    """What an innovation was expected to bring, and at the evaluation what became of it."""

    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id")
    code: str
    text: str
    dimension: str | None = None  # what is measured of it, such as control
    outcome: str | None = None  # kept, partly or lost
    because: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


class Lesson(SQLModel, table=True):
    """Something the next innovation should know. ``tags`` are the words by which others find it."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    text: str
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
