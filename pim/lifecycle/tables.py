"""What the engine remembers: instances, their journal, their deadlines, and who keeps the clock.

Law of the locks: whoever changes an instance, its journal or its deadlines holds the lock on the
instance's row first. That one lock makes every rule below simple.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime

KINDS = ("cycle", "idea", "variant", "round", "pilot", "consultation", "wave")
DEADLINE_STATUSES = ("armed", "held", "done", "cancelled", "moot", "incident", "skipped")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Definition(SQLModel, table=True):
    """A published workflow. Immutable: ``digest`` is the SHA-256 of ``body``, its canonical JSON."""

    __tablename__ = "definition"

    digest: str = Field(primary_key=True)
    name: str = Field(index=True)
    body: str = Field(sa_column=Column(Text, nullable=False))
    published_at: datetime = Field(sa_type=UtcDateTime)


class Instance(SQLModel, table=True):
    """Something with a life of its own. A child (idea, round …) points to its cycle; a cycle to itself.

    ``version`` counts journal rows, ``visit`` counts arrivals in a stage, ``head`` is the hash of
    the newest journal row, ``dates`` the named dates its deadlines may count from (ISO days).
    ``earlier`` are the digests of the workflows it ran on before this one, oldest first, with a space
    between: its journal speaks in the names of their stages.
    """

    __table_args__ = (
        _one_of("kind", KINDS),
        UniqueConstraint("cycle_id", "kind", "code"),
        # Wide enough to count by stage and to find who is in it longest without reading a row.
        Index(
            "ix_instance_where_it_stands",
            "organisation_id",
            "kind",
            "stage",
            "digest",
            "entered_at",
            "cycle_id",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    kind: str
    cycle_id: int | None = Field(default=None, foreign_key="instance.id")
    code: str
    title: str
    digest: str = Field(foreign_key="definition.digest")
    stage: str
    means: str
    final: bool = False
    version: int
    visit: int
    previous: str | None = None
    entered_at: datetime = Field(sa_type=UtcDateTime)
    head: str
    dates: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    earlier: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))


class JournalEntry(SQLModel, table=True):
    """One thing that happened to an instance. Never changed, never removed; each row seals the one before.

    ``actor_id`` is empty when the clock did it. ``data`` is canonical JSON.
    """

    __tablename__ = "journal"

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    version: int = Field(primary_key=True)
    visit: int
    what: str  # a step's name, "start", "remind", "escalate", "migrated", or what a feature recorded
    from_stage: str | None = None
    to_stage: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    data: str = Field(sa_column=Column(Text, nullable=False))
    hash: str


class Deadline(SQLModel, table=True):
    """A moment that must not pass unnoticed. Belongs to one visit: once that is left, it does nothing.

    ``term_at`` is the end of the term that a reminder or an escalation speaks of. ``try_at`` is
    ``due_at`` until a try fails. One that is ``held`` stands still with its innovation, which is paused.
    ``then`` lists the steps the clock may take, ``tells``
    pairs of audience and letter.
    """

    __table_args__ = (
        _one_of("status", DEADLINE_STATUSES),
        UniqueConstraint("instance_id", "visit", "what", "number"),
        Index(
            "ix_deadline_armed",
            "try_at",
            "id",
            postgresql_where=text("status = 'armed'"),
            sqlite_where=text("status = 'armed'"),
        ),
        Index(
            "ix_deadline_term",
            "due_at",
            "id",
            postgresql_where=text("what = 'due' AND status <> 'cancelled'"),
            sqlite_where=text("what = 'due' AND status <> 'cancelled'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    instance_id: int = Field(foreign_key="instance.id")
    visit: int
    what: str  # remind, due or escalate
    number: int
    due_at: datetime = Field(sa_type=UtcDateTime)
    try_at: datetime = Field(sa_type=UtcDateTime)
    term_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rule: str
    then: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    tells: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    status: str = "armed"
    attempts: int = 0
    error: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StepKey(SQLModel, table=True):
    """The answer that was given to a command with this key, so that a retry gets the same one."""

    __tablename__ = "step_key"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    said: str = ""
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=UtcDateTime)


class Duty(SQLModel, table=True):
    """What the clock does for an organisation again and again: the weekly digest, the daily anchor."""

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    what: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcDateTime, index=True)
    done_for: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the moment it was last done for
    attempts: int = 0
    error: str | None = None


class Anchor(SQLModel, table=True):
    """The hash over all journal heads of an organisation on one local day."""

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    day: date = Field(primary_key=True)
    instances: int
    digest: str
    at: datetime = Field(sa_type=UtcDateTime)


class Heartbeat(SQLModel, table=True):
    """The last sign of life of a worker that keeps the clock."""

    worker: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Installation(SQLModel, table=True):
    """One row: is this a demo, and if so, what time is it there."""

    id: int = Field(default=1, primary_key=True)
    demo: bool = False
    clock: datetime | None = Field(default=None, sa_type=UtcDateTime)
