"""An instance as the engine holds it in its hands: read once, under the lock, with its organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from notifications.prepared import Prepared
from pim.errors import NotFound
from pim.lifecycle.tables import Instance
from pim.people.tables import Organisation
from workflows.machine import State


@dataclass(frozen=True, slots=True)
class Home:
    """The organisation of a subject, as far as the engine needs it."""

    id: int
    code: str
    name: str
    zone: str
    calendar: str
    calendar_version: int
    language: str


def home_of(organisation: Organisation) -> Home:
    """Return what the engine needs to know of an organisation."""
    assert organisation.id is not None, "an organisation that was never written has no life"
    return Home(
        organisation.id,
        organisation.code,
        organisation.name,
        organisation.zone,
        organisation.calendar,
        organisation.calendar_version,
        organisation.language,
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """One instance at one moment. ``cycle_id`` is its own id for a cycle."""

    id: int
    kind: str
    cycle_id: int
    code: str
    title: str
    digest: str
    means: str
    final: bool
    head: str
    state: State
    home: Home
    dates: dict[str, date] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()  # digests of the workflows it ran on before, oldest first

    def moved(self, **changes: Any) -> "Subject":
        """Return this subject with some fields changed."""
        return replace(self, **changes)


_ME, _MINE, _HOME = Instance, aliased(Instance), Organisation

COLUMNS: tuple[Any, ...] = (
    col(_ME.id),
    col(_ME.kind),
    col(_ME.cycle_id),
    col(_ME.code),
    col(_ME.title),
    col(_ME.digest),
    col(_ME.means),
    col(_ME.final),
    col(_ME.head),
    col(_ME.stage),
    col(_ME.version),
    col(_ME.visit),
    col(_ME.previous),
    col(_ME.entered_at),
    col(_ME.dates),
    col(_ME.earlier),
    col(_HOME.id),
    col(_HOME.code),
    col(_HOME.name),
    col(_HOME.zone),
    col(_HOME.calendar),
    col(_HOME.calendar_version),
    col(_HOME.language),
)

_ONE = Prepared(
    select(*COLUMNS)
    .join(_HOME, col(_HOME.id) == col(_ME.organisation_id))
    .where(col(_ME.id) == bindparam("id"))
)

# The cycle's row comes first: its id is the smaller one, as it was made first. Everybody locks in
# this order, so nobody waits in a ring.
_LOCKED = Prepared(
    select(*COLUMNS)
    .join(_HOME, col(_HOME.id) == col(_ME.organisation_id))
    .where(
        or_(
            col(_ME.id) == bindparam("id"),
            col(_ME.id)
            == select(col(_MINE.cycle_id)).where(col(_MINE.id) == bindparam("id")).scalar_subquery(),
        )
    )
    .order_by(col(_ME.id))
    .with_for_update(of=_ME)
)


def from_row(row: Sequence[Any]) -> Subject:
    """Return the subject in a row of ``COLUMNS``."""
    (
        id_, kind, cycle_id, code, title, digest, means, final, head,
        stage, version, visit, previous, entered_at, dates, earlier, *home,
    ) = tuple[Any, ...](row)  # fmt: skip
    return Subject(
        id=id_,
        kind=kind,
        cycle_id=cycle_id if cycle_id is not None else id_,
        code=code,
        title=title,
        digest=digest,
        means=means,
        final=bool(final),
        head=head,
        state=State(stage=stage, version=version, visit=visit, previous=previous, entered_at=entered_at),
        home=Home(*home),
        dates={name: date.fromisoformat(day) for name, day in dates.items()} if dates else {},
        earlier=tuple(earlier.split()),
    )


def lock(session: Session, instance_id: int) -> Subject:
    """Lock the instance (its cycle first) until the transaction ends, and return it. Raises NotFound."""
    for row in _LOCKED.rows(session.connection(), {"id": instance_id}):
        if row[0] == instance_id:
            return from_row(row)
    raise NotFound(f"there is nothing with number {instance_id}")


_INSIDE: Select[Any] = (
    select(*COLUMNS)
    .join(_HOME, col(_HOME.id) == col(_ME.organisation_id))
    .where(col(_ME.cycle_id) == bindparam("cycle"))
    .order_by(col(_ME.id))
)


def with_children(session: Session, cycle_id: int, *, locked: bool = False) -> list[Subject]:
    """Return a cycle and everything inside it, oldest first; ``locked`` until the transaction ends.

    Whoever wants them locked holds the lock on the cycle already: nothing new begins in it meanwhile.
    """
    statement = _INSIDE.with_for_update(of=_ME) if locked else _INSIDE
    return [from_row(row) for row in session.connection().execute(statement, {"cycle": cycle_id})]


def look(session: Session, instance_id: int) -> Subject:
    """Return the instance without locking it. Raises NotFound."""
    for row in _ONE.rows(session.connection(), {"id": instance_id}):
        return from_row(row)
    raise NotFound(f"there is nothing with number {instance_id}")
