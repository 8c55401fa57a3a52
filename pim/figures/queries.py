"""What was counted in an innovation, and what changed: read in two statements, the changes computed here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.figures.change import Change, Difference, change_of, difference_of
from pim.figures.tables import Count, Indicator
from pim.lifecycle.days import read_days
from pim.lifecycle.tables import Instance
from pim.people.tables import Site
from pim.pilots.tables import PilotSite

BASELINE, EVALUATION = "baseline", "evaluation"
PILOT, COMPARISON, ELSEWHERE, EVERYBODY = "pilot", "comparison", "elsewhere", "everybody"


@dataclass(frozen=True, slots=True)
class PilotMoment:
    """A pilot as a moment to count at: its sites, and those it is compared with."""

    code: str
    title: str
    starts_on: date | None
    sites: frozenset[int]
    compared: frozenset[int]

    def group_of(self, site_id: int) -> str:
        """Return where a site stands towards this pilot; one that is neither may still gain or pay."""
        return PILOT if site_id in self.sites else COMPARISON if site_id in self.compared else ELSEWHERE


@dataclass(frozen=True, slots=True)
class Counted:
    """One number, and where it comes from."""

    site_id: int
    site: str
    moment: str
    value: float
    source: str
    counted_by: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the number as plain data."""
        return {
            "site": self.site,
            "moment": self.moment,
            "value": self.value,
            "source": self.source,
            "countedBy": self.counted_by,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a figure at a later moment, group by group. ``title`` is the pilot's, if it is one."""

    moment: str
    title: str
    changes: Mapping[str, Change]
    difference: Difference | None

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "moment": self.moment,
            "pilot": self.title or None,
            "changes": {group: change.as_json() for group, change in self.changes.items()},
            "difference": self.difference.as_json() if self.difference else None,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is counted, every number of it, and its results, the oldest moment first."""

    code: str
    title: Mapping[str, str]
    unit: Mapping[str, str]
    outcome: str
    less_is_better: bool
    together: str
    counts: tuple[Counted, ...]
    results: tuple[Result, ...]

    def better(self, change: Change) -> bool | None:
        """Tell whether a change is for the better; None when nothing changed."""
        rise = change.after - change.before
        return None if rise == 0 else (rise < 0) == self.less_is_better

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain data."""
        return {
            "code": self.code,
            "title": dict(self.title),
            "unit": dict(self.unit),
            "outcome": self.outcome,
            "lessIsBetter": self.less_is_better,
            "together": self.together,
            "counts": [one.as_json() for one in self.counts],
            "results": [one.as_json() for one in self.results],
        }


def indicators_of(session: Session, cycle_id: int) -> list[Indicator]:
    """Return what is counted in a cycle, in the order in which it was named. One statement."""
    mine = select(Indicator).where(col(Indicator.cycle_id) == cycle_id).order_by(col(Indicator.id))
    return list(session.scalars(mine))


def pilots_of(session: Session, cycle_id: int) -> list[PilotMoment]:
    """Return the pilots of a cycle, oldest first. One statement."""
    rows = session.execute(
        select(
            col(Instance.code),
            col(Instance.title),
            col(Instance.dates),
            col(PilotSite.site_id),
            col(PilotSite.comparison),
        )
        .outerjoin(PilotSite, col(PilotSite.pilot_id) == col(Instance.id))
        .where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "pilot")
        .order_by(col(Instance.id))
    )
    found: dict[str, tuple[str, date | None, set[int], set[int]]] = {}
    for code, title, dates, site_id, compared in rows:
        pilot = found.setdefault(code, (title, read_days(dates).get("starts_on"), set(), set()))
        if site_id is not None:
            (pilot[3] if compared else pilot[2]).add(site_id)
    return [
        PilotMoment(code, title, starts, frozenset(sites), frozenset(compared))
        for code, (title, starts, sites, compared) in found.items()
    ]


def figures_of(session: Session, cycle_id: int) -> tuple[Figure, ...]:
    """Return what was counted in a cycle with every change. Two statements."""
    rows = session.execute(
        select(Indicator, Count, col(Site.name))
        .outerjoin(Count, col(Count.indicator_id) == col(Indicator.id))
        .outerjoin(Site, col(Site.id) == col(Count.site_id))
        .where(col(Indicator.cycle_id) == cycle_id)
        .order_by(col(Indicator.id), col(Site.name), col(Site.id))
    ).all()
    pilots = pilots_of(session, cycle_id)
    known: dict[str, tuple[Indicator, list[Counted]]] = {}
    for indicator, count, site in rows:
        counts = known.setdefault(indicator.code, (indicator, []))[1]
        if count is not None:
            counts.append(
                Counted(
                    count.site_id, site, count.moment, count.value, count.source, count.counted_by, count.at
                )
            )
    return tuple(_figure(indicator, counts, pilots) for indicator, counts in known.values())


def _figure(indicator: Indicator, counts: Sequence[Counted], pilots: Sequence[PilotMoment]) -> Figure:
    order = [BASELINE, *(pilot.code for pilot in pilots), EVALUATION]
    return Figure(
        code=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        outcome=indicator.outcome,
        less_is_better=indicator.less_is_better,
        together=indicator.together,
        counts=tuple(sorted(counts, key=lambda one: order.index(one.moment))),
        results=tuple(_results(indicator.together, counts, pilots)),
    )


def _results(together: str, counts: Sequence[Counted], pilots: Sequence[PilotMoment]) -> Iterator[Result]:
    before = {one.site_id: one.value for one in counts if one.moment == BASELINE}
    for pilot in (*pilots, None):
        moment = pilot.code if pilot else EVALUATION
        groups: dict[str, list[tuple[float, float]]] = {}
        for one in counts:
            if one.moment == moment and one.site_id in before:
                # After a rollout nobody is left to compare with: every site works with it.
                group = pilot.group_of(one.site_id) if pilot else EVERYBODY
                groups.setdefault(group, []).append((before[one.site_id], one.value))
        changes = {
            group: change
            for group in (PILOT, COMPARISON, ELSEWHERE, EVERYBODY)
            if (change := change_of(groups.get(group, ()), together)) is not None
        }
        if changes:
            difference = difference_of(changes.get(PILOT), changes.get(COMPARISON))
            yield Result(moment, pilot.title if pilot else "", changes, difference)
