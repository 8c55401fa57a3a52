"""Pilots: one variant at some sites for some weeks."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class Pilot(SQLModel, table=True):
    """One pilot. Its first and last day are the named dates ``starts_on`` and ``ends_on`` of the instance.

    ``personal_data``: it records data about the people who work; ``observes``: it could be used to see
    their presence, behaviour or performance. None: nobody said yet. ``advice_promised`` says in words
    when and how the works council's advice was promised.
    """

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    variant_id: int = Field(foreign_key="instance.id")
    personal_data: bool | None = None
    observes: bool | None = None
    advice_promised: str | None = None


class PilotSite(SQLModel, table=True):
    """A site that works with the variant, or one that does not and is compared with."""

    __tablename__ = "pilot_site"

    pilot_id: int = Field(foreign_key="instance.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id", primary_key=True)
    comparison: bool = False


class PilotTeam(SQLModel, table=True):
    """A team that takes part. A site of which no team is named takes part with all of them."""

    __tablename__ = "pilot_team"

    pilot_id: int = Field(foreign_key="instance.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    shift: str | None = None


class PilotPerson(SQLModel, table=True):
    """Somebody who takes part by name. At a site of which nobody is named, its teams take part."""

    __tablename__ = "pilot_person"

    pilot_id: int = Field(foreign_key="instance.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    shift: str | None = None


class PilotYes(SQLModel, table=True):
    """The manager of a site that takes part said yes."""

    __tablename__ = "pilot_yes"

    pilot_id: int = Field(foreign_key="instance.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class PilotPoint(SQLModel, table=True):
    """What a manager misses before a pilot can begin at their site. Open until the lead answers it."""

    __tablename__ = "pilot_point"

    id: int | None = Field(default=None, primary_key=True)
    pilot_id: int = Field(foreign_key="instance.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    site: str
    text: str
    at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
