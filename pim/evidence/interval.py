"""Intervals and differences that are right at small numbers: pure arithmetic on figures.

Answers are anonymous, so nobody's answer before can be put beside their answer after: the groups
before and after are taken as independent. The method and its sources: ``docs/evidence.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from pim.feedback.small_groups import Figure
from pim.job_quality.balance import POINTS, score
from pim.job_quality.spread import Interval, quantile

FEWEST_FOR_INTERVAL = 8
"""As with texts: of five marks a mean and an interval together give nearly each mark."""

SMALLEST_VARIANCE = 1 / 12
"""In marks squared. A mark of 4 stands for anything from 3.5 to 4.5 (Sheppard): nobody can see answers
lie closer together than that, and a group that answered all the same is not to be recognised."""

FEW_ANSWERS = 30
FEW_SITES = 5
DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more the pilot sites changed than the comparison sites, in points of 0–100.

    ``interval`` is None where one of the four groups has none. ``df`` are the degrees of freedom by
    Welch and Satterthwaite.
    """

    value: float
    interval: Interval | None
    df: float | None


def interval(figure: Figure) -> Interval | None:
    """Return the 95 % interval of a mean on 0–100, by Student's t; None below eight answers."""
    if figure.n < FEWEST_FOR_INTERVAL:
        return None
    middle, half = score(figure.mean), quantile(figure.n - 1) * sqrt(_error(figure))
    return Interval(round(max(0.0, middle - half), DECIMALS), round(min(100.0, middle + half), DECIMALS))


def difference_in_differences(
    pilot: tuple[Figure, Figure], comparison: tuple[Figure, Figure], *, within: bool = True
) -> Difference:
    """Return (after − before) of the pilot sites less that of the comparison sites.

    Each pair is (before, after). The standard error adds up the four groups, the degrees of freedom
    are Welch's and Satterthwaite's: the groups may differ in size and in spread. Without ``within``
    there is no interval: it would give away one that is not shown.
    """
    (a, b), (c, d) = pilot, comparison
    value = score(b.mean) - score(a.mean) - (score(d.mean) - score(c.mean))
    groups = (a, b, c, d)
    if not within or any(group.n < FEWEST_FOR_INTERVAL for group in groups):
        return Difference(round(value, DECIMALS), None, None)
    error, df = welch_satterthwaite(groups)
    half = quantile(df) * error
    return Difference(
        round(value, DECIMALS),
        Interval(round(value - half, DECIMALS), round(value + half, DECIMALS)),
        round(df, DECIMALS),
    )


def welch_satterthwaite(groups: Sequence[Figure]) -> tuple[float, float]:
    """Return the standard error, in points, of a sum or difference of these means, and its df."""
    errors = [_error(group) for group in groups]
    total = sum(errors)
    df = total**2 / sum(error**2 / (group.n - 1) for error, group in zip(errors, groups, strict=True))
    return sqrt(total), df


def _error(figure: Figure) -> float:
    """Return the squared standard error of a mean, in points squared."""
    return max(figure.variance, SMALLEST_VARIANCE) * POINTS**2 / figure.n
