"""A change is that of the sites together, and says how little is known about few sites."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from pim.figures.change import change_of, difference_of

STORES = [(120.0, 96.0), (104.0, 85.0), (90.0, 75.0), (86.0, 71.0), (60.0, 50.0), (40.0, 33.0)]
OTHERS = [(80.0, 78.0), (70.0, 67.0), (50.0, 49.0)]


def test_a_sum_and_a_mean_of_the_same_sites_change_by_the_same_percentage() -> None:
    summed, averaged = change_of(STORES, "sum"), change_of(STORES, "mean")
    assert summed
    assert averaged
    assert (summed.before, summed.after, summed.percent) == (500, 410, -18.0)
    assert (averaged.before, averaged.after) == (83.33, 68.33)
    assert (averaged.percent, averaged.interval) == (summed.percent, summed.interval)


def test_the_interval_is_that_of_a_ratio_of_two_totals_by_student() -> None:
    """Worked out the long way round, with numpy and scipy."""
    before, after = np.array(STORES).T
    ratio, count = after.sum() / before.sum(), len(STORES)
    error = sqrt(np.var(after - ratio * before, ddof=1) / count) / before.mean()
    half = stats.t.ppf(0.975, count - 1) * error
    found = change_of(STORES, "sum")
    assert found
    assert found.interval
    assert found.interval.low == pytest.approx(100 * (ratio - 1 - half), abs=0.05)
    assert found.interval.high == pytest.approx(100 * (ratio - 1 + half), abs=0.05)


def test_one_site_has_a_change_and_no_interval_and_nothing_has_no_percentage() -> None:
    one = change_of([(14.0, 5.0)], "mean")
    assert one
    assert (one.percent, one.interval, one.sites) == (-64.3, None, 1)
    nothing_before = change_of([(0.0, 3.0), (0.0, 1.0)], "sum")
    assert nothing_before
    assert (nothing_before.percent, nothing_before.after) == (None, 4)
    assert change_of([], "sum") is None


def test_the_difference_is_in_percentage_points_and_as_wide_as_both_groups_make_it() -> None:
    pilot, others = change_of(STORES, "sum"), change_of(OTHERS, "sum")
    found = difference_of(pilot, others)
    assert pilot
    assert others
    assert found
    assert found.interval
    assert pilot.interval
    assert (others.percent, found.points) == (-3.0, -15.0)
    assert found.interval.low < -15 < found.interval.high < 0
    alone = difference_of(pilot, change_of(OTHERS[:1], "sum"))
    assert alone
    assert (alone.points, alone.interval) == (-15.5, None), "one store to compare with says little"
    assert difference_of(pilot, None) is None
    assert difference_of(pilot, change_of([(0.0, 2.0)], "sum")) is None
