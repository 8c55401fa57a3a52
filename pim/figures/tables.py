"""What is counted in an innovation, and the counts."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class Indicator(SQLModel, table=True):
    """Something that is counted at sites. ``title`` and ``unit`` are in both languages.

    ``together``: what several sites are as one, ``sum`` (empty shelves) or ``mean`` (days a permit takes).
    """

    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id")
    code: str
    title: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    unit: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    outcome: str  # which of the three outcomes it tells of
    less_is_better: bool = False
    together: str = "sum"
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Count(SQLModel, table=True):
    """What was counted at one site at one moment: ``baseline``, the code of a pilot, or ``evaluation``.

    There is no column for a team or a person: a figure is about a place where several people work.
    """

    __table_args__ = (UniqueConstraint("indicator_id", "site_id", "moment"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    site_id: int = Field(foreign_key="site.id", index=True)
    moment: str
    value: float
    source: str  # where the number comes from, such as a system and its period
    counted_by: str  # who counted; a name or a department
    person_id: int = Field(foreign_key="person.id")  # who wrote it down
    at: datetime = Field(sa_type=UtcDateTime)
