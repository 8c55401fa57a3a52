"""Rollout in waves of sites, and freezes in which no wave may start."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class Wave(SQLModel, table=True):
    """One wave. Its first day is the named date ``starts_on`` of the instance."""

    __table_args__ = (UniqueConstraint("cycle_id", "variant_id", "number"),)

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id")
    variant_id: int = Field(foreign_key="instance.id")
    number: int


class WaveSite(SQLModel, table=True):
    """A site that gets the innovation in this wave."""

    __tablename__ = "wave_site"

    wave_id: int = Field(foreign_key="instance.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id", primary_key=True)


class SiteChoice(SQLModel, table=True):
    """What a site of a wave does: ``adopt`` the innovation, ``adapt`` it (``how``) or ``postpone`` it
    (``until``, a day). The newest word counts; each is a line in the journal of the wave.
    """

    __tablename__ = "site_choice"

    wave_id: int = Field(foreign_key="instance.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id", primary_key=True)
    choice: str
    how: str | None = None
    until: date | None = None
    reason: str = ""
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Freeze(SQLModel, table=True):
    """Days, both included, on which no wave of this cycle may start."""

    __table_args__ = (CheckConstraint("first <= last", name="order"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    first: date
    last: date
    name: str = ""
