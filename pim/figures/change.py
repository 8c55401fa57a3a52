"""What changed between two counts of the same sites: pure arithmetic, honest about few sites.

A group changes as its sites do together: the sum (or the mean) after over that before. How far it may
be from the truth is worked out over the sites, as the error of a ratio of two totals (Cochran, Sampling
Techniques, 3rd ed., §6.4), with Student's t: of one site nobody can say how sites differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from pim.job_quality.spread import Interval, quantile

FEWEST_SITES = 2
"""One site has no spread, so no interval."""

DECIMALS = 1
MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after of sites that were counted both times. ``percent`` is None where nothing was before.

    ``error`` is the standard error of the percentage, None for one site.
    """

    before: float
    after: float
    sites: int
    percent: float | None
    interval: Interval | None
    error: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            "before": self.before,
            "after": self.after,
            "sites": self.sites,
            "percent": self.percent,
            "low": self.interval.low if self.interval else None,
            "high": self.interval.high if self.interval else None,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """By how many percentage points the pilot sites changed more than the comparison sites."""

    points: float
    interval: Interval | None

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {
            "points": self.points,
            "low": self.interval.low if self.interval else None,
            "high": self.interval.high if self.interval else None,
        }


def change_of(pairs: Sequence[tuple[float, float]], together: str) -> Change | None:
    """Return the change of sites, each given as (before, after); None without sites."""
    if not pairs:
        return None
    before, after = (sum(pair[at] for pair in pairs) for at in (0, 1))
    sites = len(pairs)
    parts = sites if together == MEAN else 1
    percent, error, within = None, None, None
    if before > 0:
        ratio = after / before
        percent = round(100 * (ratio - 1), DECIMALS)
        if sites >= FEWEST_SITES:
            left = sum((new - ratio * old) ** 2 for old, new in pairs)
            error = 100 * sqrt(left * sites / (sites - 1)) / before
            within = _around(100 * (ratio - 1), quantile(sites - 1) * error)
    return Change(round(before / parts, 2), round(after / parts, 2), sites, percent, within, error)


def difference_of(pilot: Change | None, comparison: Change | None) -> Difference | None:
    """Return the difference-in-differences in percentage points; None while one of the two is missing.

    The degrees of freedom are Welch's and Satterthwaite's: the groups may differ in size and spread.
    """
    if pilot is None or comparison is None or pilot.percent is None or comparison.percent is None:
        return None
    points = round(pilot.percent - comparison.percent, DECIMALS)
    if pilot.error is None or comparison.error is None:
        return Difference(points, None)
    errors = [(one.error or 0.0) ** 2 for one in (pilot, comparison)]
    total = sum(errors)
    free = [one.sites - 1 for one in (pilot, comparison)]
    spread = sum(error**2 / df for error, df in zip(errors, free, strict=True))
    half = quantile(total**2 / spread) * sqrt(total) if spread else 0.0
    return Difference(points, _around(pilot.percent - comparison.percent, half))


def _around(middle: float, half: float) -> Interval:
    return Interval(round(middle - half, DECIMALS), round(middle + half, DECIMALS))
