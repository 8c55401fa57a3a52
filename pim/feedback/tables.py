"""Rounds of feedback. Who was asked is kept; who answered is not.

``answer`` has no person, no time, no address and no serial number. There is no table of who
answered, so there is nothing to join; after the close there is not even the nullifier. On SQLite
both tables go without its hidden row number, which would keep the order in which people answered.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

PURPOSES = ("readiness", "baseline", "variants", "pilot", "wave", "evaluation")


class Round(SQLModel, table=True):
    """A round. ``questions`` and ``scales`` are what ``composing`` made of its packs, fixed when it opens.

    ``counted`` is the number of answers as it is shown while the round is open: it moves once a day,
    and is 0 below five; ``counted_at_sites`` is that per site, in steps of five. ``key_tag`` names the file
    of the round's key, which is not in the database; it is empty until the round opens.
    """

    __table_args__ = (
        CheckConstraint(f"purpose IN ({', '.join(repr(p) for p in PURPOSES)})", name="purpose"),
    )

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    purpose: str
    about_id: int | None = Field(
        default=None, foreign_key="instance.id"
    )  # the pilot or the wave it belongs to
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    scales: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    invited: int = 0
    answered: int | None = None  # known at the close
    counted: int = 0
    counted_on: date | None = None
    counted_at_sites: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    nudged_on: date | None = None  # those who had not answered were reminded once more by hand
    extensions: int = 0
    key_tag: str | None = None


class OwnPack(SQLModel, table=True):
    """An instrument pack that an organisation may use and we may not ship: the text of its file.

    A name stands for one text for ever: figures of two versions under one name could not be compared.
    """

    __tablename__ = "own_pack"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str
    text: str


class RoundVariant(SQLModel, table=True):
    """A variant that is put to people in a round."""

    __tablename__ = "round_variant"

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    variant_id: int = Field(foreign_key="instance.id", primary_key=True)


class RoundTeam(SQLModel, table=True):
    """A team that a round asks.

    One that ``compares`` works without the change that the round is about, and is not asked about it.
    """

    __tablename__ = "round_team"

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    compares: bool = False


class Cell(SQLModel, table=True):
    """The smallest group a round may ever speak of: fixed at opening, at least five members.

    ``team_id`` is empty when teams of a site were taken together, ``site_id`` when sites were.
    ``members`` never changes: who leaves or joins later does not make a group readable.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="instance.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    members: int
    compares: bool = False  # all of its teams do


class Asked(SQLModel, table=True):
    """Somebody who was asked in a round, and the cell their answer will count in."""

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    cell_id: int = Field(foreign_key="cell.id")


class Answer(SQLModel, table=True):
    """What somebody said in a round that is open. Gone when the round closes."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    nullifier: str = Field(primary_key=True)
    round_id: int = Field(foreign_key="instance.id", index=True)
    cell_id: int = Field(foreign_key="cell.id")
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Result(SQLModel, table=True):
    """What was said in a closed round, in random order, under a random number."""

    __table_args__ = (
        Index("ix_result_round_id_cell_id", "round_id", "cell_id"),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)
    round_id: int = Field(foreign_key="instance.id")
    cell_id: int = Field(foreign_key="cell.id")
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Tally(SQLModel, table=True):
    """The marks for one code in one cell of a closed round, added up when it closed.

    So that no page reads every result again. ``total`` is in grains (``small_groups.GRAINS`` to
    the unit) and ``squares`` in their square: whole numbers add up to the same in any order, anywhere.
    """

    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    cell_id: int = Field(foreign_key="cell.id", primary_key=True)
    code: str = Field(primary_key=True)
    n: int
    total: int = Field(sa_type=BigInteger)
    squares: int = Field(sa_type=BigInteger)
