"""Who and where: organisations, sites, teams, people and the roles they hold."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Organisation(SQLModel, table=True):
    """One organisation; everything below belongs to exactly one. ``zone`` is an IANA name."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    zone: str = "Europe/Amsterdam"
    calendar: str = "nl"
    calendar_version: int = 1  # another number with each change of its free days, so that caches notice
    language: str = "nl"


class FreeDay(SQLModel, table=True):
    """A day on which this organisation differs from its calendar: free (or, if not, worked)."""

    __tablename__ = "free_day"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    day: date = Field(primary_key=True)
    free: bool = True
    name: str = ""


class Site(SQLModel, table=True):
    """A store, an office, a district. ``code`` is the organisation's own short name for it."""

    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    code: str
    name: str


class Team(SQLModel, table=True):
    """The people who work together at a site."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    site_id: int = Field(foreign_key="site.id")
    name: str


class Person(SQLModel, table=True):
    """Somebody who works here. Without ``email`` their letters are printed."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "email"),
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    number: str | None = None  # the personnel number: how an import knows somebody without e-mail
    email: str | None = Field(default=None, index=True)  # whoever signs in says only this
    name: str
    language: str = "nl"
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    active: bool = True


class LetterOff(SQLModel, table=True):
    """A kind of letter that somebody asked not to get. Only of kinds that nobody needs to act on."""

    __tablename__ = "letter_off"
    __table_args__ = (CheckConstraint("notice IN ('weekly_digest')", name="notice"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    notice: str = Field(primary_key=True)


def _held_once(name: str, where: str, *place: str) -> Index:
    condition = text(where)
    return Index(
        name, "person_id", "role", *place, unique=True, postgresql_where=condition, sqlite_where=condition
    )


class Role(SQLModel, table=True):
    """A role somebody holds: in one cycle, at one site, or (with neither) in the whole organisation."""

    # Three, because an empty cycle or site counts as different from every other.
    __table_args__ = (
        _held_once("ix_role_held_everywhere", "cycle_id IS NULL AND site_id IS NULL"),
        _held_once("ix_role_held_in_cycle", "site_id IS NULL", "cycle_id"),
        _held_once("ix_role_held_at_site", "cycle_id IS NULL", "site_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str
    cycle_id: int | None = Field(default=None, foreign_key="instance.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
