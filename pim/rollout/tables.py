"""Rollout in waves of sites, and freezes in which no wave may start."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


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


class Freeze(SQLModel, table=True):
    """Days, both included, on which no wave of this cycle may start."""

    __table_args__ = (CheckConstraint("first <= last", name="order"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    first: date
    last: date
    name: str = ""
