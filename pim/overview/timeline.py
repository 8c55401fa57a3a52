"""The waves of every rollout on one line of time, with the freezes and today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.days import read_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.overview.scope import Scope
from pim.rollout.tables import Freeze, Wave, WaveSite

SHOWN_FOR = timedelta(weeks=4)
"""The last wave has no next one that ends its bar: it is drawn so long."""
CALLED_OFF = "cancelled"


@dataclass(frozen=True, slots=True)
class WaveBar:
    """A wave from its first day until the next wave of its innovation begins."""

    id: int
    number: int
    title: str
    label: Mapping[str, str]
    means: str
    starts_on: date
    until: date
    sites: int

    def as_json(self) -> dict[str, Any]:
        """Return the wave as plain data."""
        return {
            "wave": self.id, "number": self.number, "title": self.title, "stage": dict(self.label),
            "startsOn": self.starts_on.isoformat(), "sites": self.sites,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lane:
    """The rollout of one innovation. A freeze is (first day, last day, name)."""

    id: int
    title: str
    waves: tuple[WaveBar, ...]
    freezes: tuple[tuple[date, date, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the rollout as plain data."""
        return {
            "cycle": self.id,
            "title": self.title,
            "waves": [wave.as_json() for wave in self.waves],
            "freezes": [
                {"first": first.isoformat(), "last": last.isoformat(), "name": name}
                for first, last, name in self.freezes
            ],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rollouts on this page, newest innovation first, from ``first`` to ``last``."""

    lanes: tuple[Lane, ...]
    today: date
    more: bool

    @property
    def first(self) -> date:
        """Return the first day of the month in which it begins."""
        days = (wave.starts_on for lane in self.lanes for wave in lane.waves)
        return min((*days, self.today)).replace(day=1)

    @property
    def last(self) -> date:
        """Return the day on which it ends: the first of a month."""
        days = (wave.until for lane in self.lanes for wave in lane.waves)
        return _next_month(max((*days, self.today)))

    def at(self, day: date) -> float:
        """Return where a day stands, from 0 (the beginning) to 100 (the end)."""
        whole = (self.last - self.first).days
        return round(100 * min(max((day - self.first).days, 0), whole) / whole, 2)

    def months(self) -> list[date]:
        """Return the first days of months to write at the line: twelve at most."""
        found, day = [], self.first
        while day < self.last:
            found.append(day)
            day = _next_month(day)
        return found[:: -(-len(found) // 12)]


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def timeline(session: Session, scope: Scope, today: date, *, limit: int, after: int = 0) -> Timeline:
    """Return the waves of so many innovations that have any. Three statements."""
    rows = session.execute(
        select(col(Instance.id), col(Instance.title))
        .where(
            *scope.conditions(),
            col(Instance.kind) == "cycle",
            col(Instance.id).in_(select(col(Wave.cycle_id))),
        )
        .order_by(col(Instance.id).desc())
        .limit(limit + 1)
        .offset(after)
    ).all()
    titles = {row[0]: row[1] for row in rows[:limit]}
    waves, freezes = _waves(session, list(titles)), _freezes(session, list(titles))
    lanes = tuple(
        Lane(id_, title, tuple(waves.get(id_, ())), tuple(freezes.get(id_, ())))
        for id_, title in titles.items()
        if id_ in waves
    )
    return Timeline(lanes, today, len(rows) > limit)


def _waves(session: Session, cycle_ids: Sequence[int]) -> dict[int, list[WaveBar]]:
    sites = (
        select(func.count())
        .select_from(WaveSite)
        .where(col(WaveSite.wave_id) == col(Wave.instance_id))
        .correlate(Wave)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            col(Instance.id), col(Wave.number), col(Instance.title), col(Instance.digest),
            col(Instance.stage), col(Instance.means), col(Instance.dates), sites, col(Wave.cycle_id),
        )
        .join(Wave, col(Wave.instance_id) == col(Instance.id))
        .where(col(Wave.cycle_id).in_(cycle_ids), col(Instance.means) != CALLED_OFF)
    )  # fmt: skip
    found: dict[int, list[tuple[date, Any]]] = {}
    for row in rows:
        found.setdefault(row[8], []).append((read_days(row[6])["starts_on"], row))
    return {
        id_: _bars(session, sorted(mine, key=lambda one: (one[0], one[1][1]))) for id_, mine in found.items()
    }


def _bars(session: Session, waves: Sequence[tuple[date, Any]]) -> list[WaveBar]:
    bars = []
    for place, (starts_on, row) in enumerate(waves):
        id_, number, title, digest, stage, means, _, sites, _ = row
        later = (day for day, _ in waves[place + 1 :] if day > starts_on)
        until = next(later, starts_on + SHOWN_FOR)
        label = machine_of(session, digest).stage("wave", stage).label
        bars.append(WaveBar(id_, number, title, label, means, starts_on, until, sites))
    return bars


def _freezes(session: Session, cycle_ids: Sequence[int]) -> dict[int, list[tuple[date, date, str]]]:
    rows = session.execute(
        select(col(Freeze.cycle_id), col(Freeze.first), col(Freeze.last), col(Freeze.name))
        .where(col(Freeze.cycle_id).in_(cycle_ids))
        .order_by(col(Freeze.first), col(Freeze.id))
    )
    found: dict[int, list[tuple[date, date, str]]] = {}
    for cycle_id, first, last, name in rows:
        found.setdefault(cycle_id, []).append((first, last, name))
    return found
