"""Every number the evidence of a cycle publishes. Pages, files, commands and charts show these, no others.

A group is everybody who is judged, the pilot sites together, the comparison sites together, a site
or a team. The pilot and comparison sites together are sums of sites that are shown by themselves, so
that no subtraction of one sum from another leads to a group that is hidden.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from pim.evidence.interval import (
    FEWEST_FOR_INTERVAL,
    Difference,
    difference_in_differences,
    interval,
)
from pim.evidence.reading import COMPARED, Reading, read
from pim.feedback.questions import DIMENSIONS
from pim.feedback.small_groups import Figure, Shown, added
from pim.job_quality.queries import together, value_of
from pim.job_quality.spread import Interval

EVERYBODY, PILOT, COMPARISON, SITE, TEAM, DIFFERENCE = (
    "everybody", "pilot", "comparison", "site", "team", "difference",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a number is about. ``sites`` counts the sites that the pilot or comparison sites stand for."""

    kind: str
    site_id: int | None = None
    site: str = ""
    team_id: int | None = None
    team: str = ""
    sites: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """One number on 0–100 (a difference from −200 to 200) over ``n`` answers.

    ``interval`` is None for sites and teams, and for fewer than eight answers. ``moment`` of a
    difference is the later one.
    """

    moment: str
    dimension: str
    group: Group
    n: int
    value: float
    interval: Interval | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the number as plain data."""
        return {
            "moment": self.moment,
            "dimension": self.dimension,
            "group": self.group.kind,
            "site": self.group.site or None,
            "team": self.group.team or None,
            "n": self.n,
            "value": self.value,
            "low": self.interval.low if self.interval else None,
            "high": self.interval.high if self.interval else None,
        }


def published_groups(session: Session, cycle_id: int) -> tuple[Published, ...]:
    """Return every number that is published about a cycle. Five statements."""
    return tuple(numbers(read(session, cycle_id)))


def numbers(reading: Reading) -> Iterator[Published]:
    """Yield every published number, dimension by dimension and moment by moment, large groups first."""
    for dimension in DIMENSIONS:
        arms = arms_of(reading, dimension)
        for moment in reading.moments:
            yield from _at(reading, moment, dimension, arms)
        found = difference_of(arms)
        if found is not None:
            n = sum(figure.n for arm in arms for figure in arm.figures.values())
            yield Published(COMPARED[-1], dimension, Group(DIFFERENCE), n, found.value, found.interval)


@dataclass(frozen=True, slots=True)
class Arm:
    """The pilot sites or the comparison sites together, by moment: the same sites before and after."""

    group: Group
    figures: Mapping[str, Figure]
    intervals: Mapping[str, Interval | None]


def arms_of(reading: Reading, dimension: str) -> tuple[Arm, ...]:
    """Return the pilot and the comparison sites together, where there are sites to compare with.

    Only sites that are shown at each of the moments that were measured count in them.
    """
    moments = [moment for moment in COMPARED if (moment, dimension) in reading.shown]
    if not moments or not reading.trial.comparison:
        return ()
    shown = {moment: reading.shown[moment, dimension] for moment in moments}
    found = []
    for kind, wanted in ((PILOT, reading.trial.pilot), (COMPARISON, reading.trial.comparison)):
        sites = sorted(wanted.intersection(*(one.sites for one in shown.values())))
        if sites:
            figures = {moment: added(one.sites[site] for site in sites) for moment, one in shown.items()}
            intervals = {
                moment: _beside(figure, _judged(reading, moment, shown[moment]), kind)
                for moment, figure in figures.items()
            }
            found.append(Arm(Group(kind, sites=len(sites)), figures, intervals))
    return tuple(found)


def _judged(reading: Reading, moment: str, shown: Shown) -> Figure | None:
    return together(shown, reading.trial.apart.get(moment, ()))


def _beside(figure: Figure, everybody: Figure | None, kind: str) -> Interval | None:
    """Return the interval of an arm, unless that of the few others in everybody could be worked out."""
    if kind == PILOT and everybody is not None and 0 < everybody.n - figure.n < FEWEST_FOR_INTERVAL:
        return None
    return interval(figure)


def difference_of(arms: Sequence[Arm]) -> Difference | None:
    """Return the difference-in-differences, or None while one of the four groups is missing."""
    whole = [arm for arm in arms if len(arm.figures) == len(COMPARED)]
    if len(whole) != len((PILOT, COMPARISON)):
        return None
    pilot, comparison = ((arm.figures[COMPARED[0]], arm.figures[COMPARED[1]]) for arm in whole)
    within = all(one is not None for arm in whole for one in arm.intervals.values())
    return difference_in_differences(pilot, comparison, within=within)


def _at(reading: Reading, moment: str, dimension: str, arms: Sequence[Arm]) -> Iterator[Published]:
    shown = reading.shown.get((moment, dimension))
    if shown is None:
        return
    whole = _judged(reading, moment, shown)
    if whole is not None:
        yield _published(moment, dimension, Group(EVERYBODY), whole, interval(whole))
    for arm in arms:
        if moment in arm.figures:
            yield _published(moment, dimension, arm.group, arm.figures[moment], arm.intervals[moment])
    names = reading.sites
    for site_id in sorted(shown.sites, key=lambda id_: (names[id_], id_)):
        yield _published(moment, dimension, Group(SITE, site_id, names[site_id]), shown.sites[site_id])
    for place in reading.places.get(moment, ()):
        if place.cell_id is not None and place.cell_id in shown.cells:
            group = Group(TEAM, place.site_id, names[place.site_id], place.team_id, place.team)
            yield _published(moment, dimension, group, shown.cells[place.cell_id])


def _published(
    moment: str, dimension: str, group: Group, figure: Figure, within: Interval | None = None
) -> Published:
    return Published(moment, dimension, group, figure.n, value_of(dimension, figure), within)
