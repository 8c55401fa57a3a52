"""The decisions that wait for somebody: innovations in a stage with a step that they may take."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.overview.scope import Scope
from pim.people.tables import Role
from workflows.machine import Machine

PAUSED = "paused"
ASIDE = frozenset({PAUSED, "stopped"})
"""Stages of these meanings can be reached from anywhere: they wait for nobody."""


@dataclass(frozen=True, slots=True)
class Gate:
    """An innovation that somebody can decide about. ``steps`` are the labels of what they may do."""

    id: int
    title: str
    digest: str
    stage: str
    label: Mapping[str, str]
    since: datetime
    steps: tuple[Mapping[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "cycle": self.id, "title": self.title, "stage": dict(self.label),
            "since": self.since.isoformat(), "steps": [dict(step) for step in self.steps],
        }  # fmt: skip


def gates(
    session: Session, scope: Scope, actor: Actor, digests: Sequence[str], *, limit: int, after: int = 0
) -> tuple[int, tuple[Gate, ...]]:
    """Return how many decisions wait for somebody, and those on this page, longest first. One statement.

    ``digests`` are the workflows that innovations of the organisation run on.
    """
    places = _places([machine_of(session, digest) for digest in digests])
    page = (
        select(col(Instance.id), func.count().over().label("total"))
        .where(
            *scope.conditions(),
            col(Instance.kind) == "cycle",
            or_(false(), *(and_(place, _holds(actor, roles)) for place, roles in places)),
        )
        .order_by(col(Instance.entered_at), col(Instance.id))
        .limit(limit)
        .offset(after)
        .subquery()
    )
    # The roles are read of the few on the page only, and not of all that are counted.
    rows = session.execute(
        select(
            col(Instance.id), col(Instance.title), col(Instance.digest), col(Instance.stage),
            col(Instance.entered_at), _together(actor), page.c.total,
        )
        .join(page, page.c.id == col(Instance.id))
        .order_by(col(Instance.entered_at), col(Instance.id))
    ).all()  # fmt: skip
    found = tuple(_gate(session, row[:5], row[5].split(",")) for row in rows)
    return (rows[0][6] if rows else 0), found


def _held(actor: Actor, what: Any) -> Select[Any]:
    """Return the statement that reads the roles somebody holds for the innovation it stands in."""
    return select(what).where(
        col(Role.person_id) == actor.person_id,
        or_(
            col(Role.cycle_id) == col(Instance.id),
            and_(col(Role.cycle_id).is_(None), col(Role.site_id).is_(None)),
        ),
    )


def _together(actor: Actor) -> ColumnElement[str]:
    """Return those roles as one text, with commas between."""
    together = func.aggregate_strings(col(Role.role), ",")
    return _held(actor, together).correlate(Instance).scalar_subquery()


def _holds(actor: Actor, roles: Collection[str]) -> ColumnElement[bool]:
    return _held(actor, col(Role.id)).where(col(Role.role).in_(roles)).exists()


def _gate(session: Session, row: Any, roles: Collection[str]) -> Gate:
    id_, title, digest, stage, since = tuple[Any, ...](row)
    machine = machine_of(session, digest)
    steps = tuple(label for label, by in _steps(machine, stage) if by.intersection(roles))
    return Gate(id_, title, digest, stage, machine.stage("cycle", stage).label, since, steps)


def _steps(machine: Machine, stage: str) -> list[tuple[Mapping[str, str], frozenset[str]]]:
    """Return the steps that go on from a stage, each with who may take it."""
    if machine.stage("cycle", stage).means == PAUSED:
        return []
    ends = {view.name for view in machine.stages("cycle") if view.means in ASIDE}
    return [
        (view.label, frozenset(view.by))
        for view in machine.possible("cycle", stage)
        if view.by and view.to not in ends
    ]


def _places(machines: Sequence[Machine]) -> list[tuple[ColumnElement[bool], frozenset[str]]]:
    """Return the stages from which somebody can go on, each with the roles that can."""
    return [
        (
            and_(col(Instance.digest) == machine.digest, col(Instance.stage) == view.name),
            frozenset().union(*(by for _, by in steps)),
        )
        for machine in machines
        for view in machine.stages("cycle")
        if (steps := _steps(machine, view.name))
    ]
