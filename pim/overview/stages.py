"""How many innovations are in each stage, and how long: the numbers, and where it holds in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.overview.scope import Scope
from workflows.machine import Machine, StageView

PAUSED = "paused"  # somebody decided that it waits: that is no bottleneck
SHORT, LONG = timedelta(weeks=4), timedelta(weeks=12)
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with the innovations in it: all, and by age (under 4 weeks, 4 to 12, longer).

    ``since`` is when the one that is in it longest came; ``digests`` the workflows that have it.
    """

    name: str
    label: Mapping[str, str]
    final: bool
    paused: bool
    total: int
    short: int
    middle: int
    long: int
    since: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return the stage as plain data."""
        return {
            "stage": self.name, "label": dict(self.label), "ended": self.final, "total": self.total,
            "underFourWeeks": self.short, "fourToTwelveWeeks": self.middle, "longer": self.long,
            "since": self.since.isoformat() if self.since else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Longest:
    """The innovation that has been longest in its stage, of those that are not paused."""

    id: int
    title: str
    label: Mapping[str, str]
    since: datetime


@dataclass(frozen=True, slots=True)
class Road:
    """All stages in their order, and where it holds."""

    stages: tuple[Stage, ...]
    open_rounds: int
    longest: Longest | None

    @property
    def running(self) -> int:
        """Return how many innovations have not ended."""
        return sum(stage.total for stage in self.stages if not stage.final)

    @property
    def fullest(self) -> Stage | None:
        """Return the stage that holds most innovations; of two alike the one later on the road."""
        alive = [stage for stage in self.stages if stage.total and not (stage.final or stage.paused)]
        return max(reversed(alive), key=lambda stage: stage.total, default=None)


Row = tuple[str, str, str, int, int, int, datetime]


def road(session: Session, scope: Scope, now: datetime) -> Road:
    """Return how many innovations are where, and since when. Two statements, whatever their number."""
    rows = _counted(session, scope, now)
    machines = {digest: machine_of(session, digest) for _, digest, *_ in rows}
    stages = _stages([row for row in rows if row[0] == "cycle"], machines)
    rounds = (row for row in rows if row[0] == "round")
    is_open = sum(row[3] for row in rounds if _means(machines[row[1]], row[2]) == OPEN)
    return Road(stages, is_open, _longest(session, scope, stages))


def _counted(session: Session, scope: Scope, now: datetime) -> list[Row]:
    entered = col(Instance.entered_at)
    rows = session.execute(
        select(
            col(Instance.kind),
            col(Instance.digest),
            col(Instance.stage),
            func.count(),
            func.count().filter(entered > now - SHORT),
            func.count().filter(entered <= now - LONG),
            func.min(entered),
        )
        .where(*scope.conditions(), col(Instance.kind).in_(("cycle", "round")))
        .group_by(col(Instance.kind), col(Instance.stage), col(Instance.digest))
    )
    return [tuple[Any, ...](row) for row in rows]


def _means(machine: Machine, stage: str) -> str | None:
    return machine.stage("round", stage).means


def _stages(rows: Sequence[Row], machines: Mapping[str, Machine]) -> tuple[Stage, ...]:
    """Return the stages of these workflows, those of one name taken together under the first label."""
    views: dict[str, StageView] = {}
    for digest in dict.fromkeys(row[1] for row in rows):
        for view in machines[digest].stages("cycle"):
            views.setdefault(view.name, view)
    found = []
    for view in sorted(views.values(), key=lambda one: one.position):
        mine = [row for row in rows if row[2] == view.name]
        total = sum(row[3] for row in mine)
        short, long = sum(row[4] for row in mine), sum(row[5] for row in mine)
        if total or not view.final:
            since = min((row[6] for row in mine), default=None)
            middle = total - short - long
            found.append(
                Stage(
                    view.name, view.label, view.final, view.means == PAUSED, total, short, middle, long, since
                )
            )
    return tuple(found)


def _longest(session: Session, scope: Scope, stages: Sequence[Stage]) -> Longest | None:
    moving = (stage for stage in stages if not (stage.final or stage.paused))
    alive = [(stage.since, stage) for stage in moving if stage.since is not None]
    if not alive:
        return None
    since, oldest = min(alive, key=itemgetter(0))
    row = session.execute(
        select(col(Instance.id), col(Instance.title))
        .where(
            *scope.conditions(),
            col(Instance.kind) == "cycle",
            col(Instance.stage) == oldest.name,
            col(Instance.entered_at) == since,
        )
        .order_by(col(Instance.id))
        .limit(1)
    ).one()
    return Longest(row[0], row[1], oldest.label, since)
