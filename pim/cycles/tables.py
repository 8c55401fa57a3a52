"""What a cycle keeps besides its stage."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class Cycle(SQLModel, table=True):
    """The charter of an innovation. ``technology`` holds the text for each theme of the four-theme test."""

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    goal: str = ""
    staff_hours: float = 0  # booked for employees to take part, in hours
    technology: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    single_variant_reason: str | None = None  # why one variant is enough, where two are asked for


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


class Lesson(SQLModel, table=True):
    """Something the next innovation should know. ``tags`` are the words by which others find it."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    text: str
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
