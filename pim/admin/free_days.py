"""A free day more or less, and what that does to every deadline that runs: seen before it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.deadlines import calendar_changed
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Work
from pim.people.free_days import add_free_day, remove_free_day

MOST = 100


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the calendar: a day that becomes free, worked, or (None) what the calendar says."""

    day: date
    free: bool | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Moving:
    """A deadline that moves: of what, and from when to when. ``before`` is None for one that is new."""

    what: str
    kind: str
    code: str
    title: str
    path: str
    label: Mapping[str, str]
    before: datetime | None
    after: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does. ``total`` counts also the deadlines that are not listed."""

    changed: bool
    total: int
    moving: Sequence[Moving]


def change_calendar(work: Work, organisation_id: int, change: Change) -> Effect:
    """Change a day and move every deadline along; return what moved, soonest first.

    Whoever only looks rolls the transaction back. Raises NotFound.
    """
    before = _armed(work.session, organisation_id)
    if change.free is None:
        changed = remove_free_day(work.session, organisation_id, change.day)
    else:
        changed = add_free_day(work.session, organisation_id, change.day, name=change.name, free=change.free)
    total = calendar_changed(work, organisation_id) if changed else 0
    if not total:
        return Effect(changed, 0, ())
    after = _armed(work.session, organisation_id)
    ids = [id_ for id_, at in after.items() if before.get(id_) != at]
    first = sorted(ids, key=lambda id_: (after[id_], id_))[:MOST]
    return Effect(changed, total, _told(work.session, first, before))


def _armed(session: Session, organisation_id: int) -> dict[int, datetime]:
    rows = session.execute(
        select(col(Deadline.id), col(Deadline.due_at))
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Instance.organisation_id) == organisation_id, col(Deadline.status) == "armed")
    )
    return {id_: at for id_, at in rows}  # noqa: C416 - rows are no pairs to mypy


def _told(session: Session, ids: Sequence[int], before: Mapping[int, datetime]) -> tuple[Moving, ...]:
    rows: Any = session.execute(
        select(
            col(Deadline.id), col(Deadline.what), col(Deadline.due_at), col(Instance.id), col(Instance.kind),
            col(Instance.code), col(Instance.title), col(Instance.stage), col(Instance.digest),
        )
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Deadline.id).in_(ids))
        .order_by(col(Deadline.due_at), col(Deadline.id))
    )  # fmt: skip
    return tuple(
        Moving(
            what, kind, code, title, f"/{kind}s/{thing}",
            machine_of(session, digest).stage(kind, stage).label, before.get(id_), at,
        )
        for id_, what, at, thing, kind, code, title, stage, digest in rows
    )  # fmt: skip
