"""What waits for whom: by role, and one by one with the names of those whose turn it is.

Names are of people who hold a role or took on a task, never of people who were asked something. Nothing
is counted per person: this is no ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.cycles.overdue import turn
from pim.cycles.queries import Holder
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.late import is_late, terms
from pim.lifecycle.tables import Deadline, Instance
from pim.overview.scope import Scope
from pim.people.tables import Person, Role
from workflows.machine import Machine
from workflows.vocabulary import KNOWN_ROLES

SOON = timedelta(days=14)
_PARENT = aliased(Instance)


@dataclass(frozen=True, slots=True)
class Wait:
    """All that is late in one kind of stage: whose turn it is, how many, and since when at the longest."""

    kind: str
    label: Mapping[str, str]
    role: str | None
    role_label: Mapping[str, str]
    total: int
    since: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": self.kind, "label": dict(self.label), "role": self.role, "total": self.total,
            "since": self.since.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. ``names`` hold the role whose turn it is; ``at`` is the end of its term."""

    id: int
    kind: str
    title: str
    label: Mapping[str, str]
    cycle_id: int
    cycle: str
    at: datetime
    role_label: Mapping[str, str]
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return its page."""
        return f"/{self.kind}s/{self.id}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "instance": self.id, "kind": self.kind, "title": self.title, "stage": dict(self.label),
            "cycle": self.cycle_id, "innovation": self.cycle, "at": self.at.isoformat(),
            "role": dict(self.role_label), "names": list(self.names),
        }  # fmt: skip


def late_by_stage(session: Session, scope: Scope, now: datetime) -> tuple[Wait, ...]:
    """Return what is late by kind and stage, most first. One statement."""
    rows = session.execute(
        select(
            col(Instance.kind),
            col(Instance.digest),
            col(Instance.stage),
            func.count(),
            func.min(col(Deadline.due_at)),
        )
        .join(Instance, terms())
        .where(is_late(now), *scope.conditions(begins=False))
        .group_by(col(Instance.kind), col(Instance.digest), col(Instance.stage))
    )
    found: dict[tuple[str, str], Wait] = {}
    for kind, digest, stage, total, since in rows:
        machine = machine_of(session, digest)
        before = found.get((kind, stage))
        role = first_role(machine, kind, stage)
        found[kind, stage] = Wait(
            kind,
            machine.stage(kind, stage).label,
            role,
            role_words(machine, role),
            total + (before.total if before else 0),
            min(since, before.since) if before else since,
        )
    return tuple(sorted(found.values(), key=lambda one: (-one.total, one.since)))


def late(session: Session, scope: Scope, now: datetime, *, limit: int, after: int = 0) -> tuple[Waiting, ...]:
    """Return what is over its term, longest first. Two statements."""
    return _listed(session, scope, is_late(now), limit, after)


def soon(session: Session, scope: Scope, now: datetime, *, limit: int, after: int = 0) -> tuple[Waiting, ...]:
    """Return what comes to the end of its term within two weeks, first first. Two statements."""
    due = col(Deadline.due_at)
    return _listed(session, scope, and_(due > now, due <= now + SOON), limit, after)


def _listed(
    session: Session, scope: Scope, when: ColumnElement[bool], limit: int, after: int
) -> tuple[Waiting, ...]:
    rows = session.execute(
        select(
            col(Instance.id), col(Instance.kind), col(Instance.code), col(Instance.title),
            col(Instance.digest), col(Instance.stage), col(Instance.cycle_id), col(_PARENT.title),
            col(Deadline.due_at),
        )
        .join(Instance, terms())
        .join(_PARENT, col(_PARENT.id) == col(Instance.cycle_id))
        .where(when, *scope.conditions(begins=False))
        .order_by(col(Deadline.due_at), col(Deadline.id))
        .limit(limit)
        .offset(after)
    ).all()  # fmt: skip
    held = holders_of(session, scope.organisation_id, {row[6] for row in rows})
    return tuple(_one(session, row, held) for row in rows)


def _one(session: Session, row: Any, held: Mapping[int | None, Sequence[Holder]]) -> Waiting:
    id_, kind, code, title, digest, stage, cycle_id, cycle, at = row
    machine = machine_of(session, digest)
    role, names = turn(machine, kind, stage, [*held.get(cycle_id, ()), *held.get(None, ())])
    named = title if not code or code in title else f"{code} {title}"
    label = machine.stage(kind, stage).label
    return Waiting(id_, kind, named, label, cycle_id, cycle, at, role_words(machine, role), names)


def holders_of(session: Session, home: int, cycle_ids: set[int]) -> dict[int | None, list[Holder]]:
    """Return who holds a role in each of these innovations, and (None) in the whole organisation."""
    rows = session.execute(
        select(col(Role.role), col(Role.person_id), col(Person.name), col(Role.cycle_id))
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(
            col(Role.organisation_id) == home,
            or_(
                col(Role.cycle_id).in_(cycle_ids),
                and_(col(Role.cycle_id).is_(None), col(Role.site_id).is_(None)),
            ),
            col(Person.active),
        )
        .order_by(col(Person.name), col(Person.id))
    )
    found: dict[int | None, list[Holder]] = {}
    for role, person_id, name, cycle_id in rows:
        inside = cycle_id is not None
        found.setdefault(cycle_id, []).append(Holder(role, person_id, name, inside, not inside))
    return found


def first_role(machine: Machine, kind: str, stage: str) -> str | None:
    """Return the role whose turn it is in a stage; None where only the clock acts."""
    return next((role for step in machine.possible(kind, stage) for role in step.by), None)


def role_words(machine: Machine, role: str | None) -> Mapping[str, str]:
    """Return what a workflow calls a role, in both languages; empty words for none."""
    if role is None:
        return {"nl": "", "en": ""}
    label = machine.definition.roles.get(role)
    if label is not None:
        return {"nl": label.nl, "en": label.en}
    nl, en = KNOWN_ROLES.get(role, (role, role))
    return {"nl": nl, "en": en}
