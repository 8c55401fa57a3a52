"""The decisions that wait for somebody: innovations in a stage with a step that they may take."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
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
    theirs = [
        *scope.conditions(),
        col(Instance.kind) == "cycle",
        _may_go_on(actor, [machine_of(session, digest) for digest in digests]),
    ]
    # All these columns stand in one index: counted, sorted and cut off without reading a row.
    page = (
        select(col(Instance.cycle_id).label("id"))
        .where(*theirs)
        .order_by(col(Instance.entered_at), col(Instance.cycle_id))
        .limit(limit)
        .offset(after)
        .subquery()
    )
    rows = session.execute(
        select(
            col(Instance.id), col(Instance.title), col(Instance.digest), col(Instance.stage),
            col(Instance.entered_at), _together(actor),
            select(func.count()).select_from(Instance).where(*theirs).scalar_subquery(),
        )
        .join(page, page.c.id == col(Instance.id))
        .order_by(col(Instance.entered_at), col(Instance.id))
    ).all()  # fmt: skip
    found = tuple(_gate(session, row[:5], row[5].split(",")) for row in rows)
    return (rows[0][6] if rows else 0), found


_EVERYWHERE = and_(col(Role.cycle_id).is_(None), col(Role.site_id).is_(None))


def _together(actor: Actor) -> ColumnElement[str]:
    """Return the roles somebody holds for the innovation it stands in as one text, with commas between."""
    return (
        select(func.aggregate_strings(col(Role.role), ","))
        .where(
            col(Role.person_id) == actor.person_id,
            or_(col(Role.cycle_id) == col(Instance.id), _EVERYWHERE),
        )
        .correlate(Instance)
        .scalar_subquery()
    )


def _may_go_on(actor: Actor, machines: Sequence[Machine]) -> ColumnElement[bool]:
    """Return the condition that an innovation is where somebody can go on, by a role they hold for it."""
    places: dict[frozenset[str], list[ColumnElement[bool]]] = {}
    for machine in machines:
        for roles, stages in _places(machine).items():
            here = and_(col(Instance.digest) == machine.digest, col(Instance.stage).in_(stages))
            places.setdefault(roles, []).append(here)
    return or_(false(), *(and_(or_(*here), _holds(actor, roles)) for roles, here in places.items()))


def _holds(actor: Actor, roles: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that somebody holds one of the roles: each part is asked once, not per row."""
    held = select(col(Role.cycle_id)).where(
        col(Role.person_id) == actor.person_id, col(Role.role).in_(sorted(roles))
    )
    inside = held.where(col(Role.cycle_id).is_not(None))
    return or_(held.where(_EVERYWHERE).correlate(None).exists(), col(Instance.cycle_id).in_(inside))


def _gate(session: Session, row: Any, roles: Collection[str]) -> Gate:
    id_, title, digest, stage, since = tuple[Any, ...](row)
    machine = machine_of(session, digest)
    steps = tuple(label for label, by in ways_on(machine, stage) if by.intersection(roles))
    return Gate(id_, title, digest, stage, machine.stage("cycle", stage).label, since, steps)


def ways_on(machine: Machine, stage: str) -> list[tuple[Mapping[str, str], frozenset[str]]]:
    """Return the steps by which an innovation goes on from a stage, each with who may take it."""
    if machine.stage("cycle", stage).means == PAUSED:
        return []
    ends = {view.name for view in machine.stages("cycle") if view.means in ASIDE}
    return [
        (view.label, frozenset(view.by))
        for view in machine.possible("cycle", stage)
        if view.by and view.to not in ends
    ]


def _places(machine: Machine) -> dict[frozenset[str], list[str]]:
    """Return the stages of a workflow from which somebody can go on, by the roles that can."""
    found: dict[frozenset[str], list[str]] = {}
    for view in machine.stages("cycle"):
        if steps := ways_on(machine, view.name):
            found.setdefault(frozenset[str]().union(*(by for _, by in steps)), []).append(view.name)
    return found
