"""Intervals are those of the textbook, also at small numbers, and never betray a group that agrees."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pim.evidence.interval import (
    SMALLEST_VARIANCE,
    difference_in_differences,
    interval,
    welch_satterthwaite,
)
from pim.feedback.small_groups import GRAINS, Figure

many = st.lists(st.integers(1, 5), min_size=8, max_size=60)


def _figure(marks: Sequence[int]) -> Figure:
    grains = [mark * GRAINS for mark in marks]
    return Figure(len(marks), sum(grains), sum(each**2 for each in grains))


def _points(marks: Sequence[int]) -> list[int]:
    return [(mark - 1) * 25 for mark in marks]


def _spread(marks: Sequence[int]) -> bool:
    return float(np.var(marks, ddof=1)) >= SMALLEST_VARIANCE


@given(many)
def test_the_interval_of_a_mean_is_students(marks: list[int]) -> None:
    found = interval(_figure(marks))
    assert found is not None
    if _spread(marks):
        known = stats.ttest_1samp(_points(marks), 0).confidence_interval(0.95)
        assert found.low == pytest.approx(max(0, known.low), abs=0.051)
        assert found.high == pytest.approx(min(100, known.high), abs=0.051)


@given(many, many)
def test_error_and_degrees_of_freedom_are_welchs_and_satterthwaites(a: list[int], b: list[int]) -> None:
    error, df = welch_satterthwaite([_figure(a), _figure(b)])
    if _spread(a) and _spread(b):
        known = stats.ttest_ind(_points(a), _points(b), equal_var=False)
        assert df == pytest.approx(known.df)
        difference = abs(float(np.mean(_points(a)) - np.mean(_points(b))))
        assert difference == pytest.approx(abs(known.statistic) * error, abs=1e-9)


def test_a_difference_in_differences_worked_out_by_hand() -> None:
    # Eight people in each: the pilot goes from 50 to 75, the comparison stays at 50.
    apart = [2, 2, 2, 2, 4, 4, 4, 4]
    pilot = _figure(apart), _figure([3, 3, 3, 3, 5, 5, 5, 5])
    comparison = _figure(apart), _figure([2, 2, 2, 3, 4, 4, 4, 3])
    found = difference_in_differences(pilot, comparison)
    assert found.value == 25.0
    variances = [np.var(_points(each), ddof=1) / 8 for each in (apart, apart, [3, 3, 3, 3, 5, 5, 5, 5])]
    variances.append(np.var(_points([2, 2, 2, 3, 4, 4, 4, 3]), ddof=1) / 8)
    df = sum(variances) ** 2 / sum(each**2 / 7 for each in variances)
    half = stats.t.ppf(0.975, df) * sqrt(sum(variances))
    assert found.df == pytest.approx(df, abs=0.05)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(25 - half, abs=0.051)
    assert found.interval.high == pytest.approx(25 + half, abs=0.051)


def test_seven_answers_have_no_interval_and_make_no_difference_with_one() -> None:
    seven, eight = _figure([3] * 6 + [4]), _figure([3] * 7 + [4])
    assert interval(seven) is None
    assert interval(eight) is not None
    found = difference_in_differences((eight, eight), (eight, seven))
    assert found.interval is None
    assert found.df is None


def test_people_who_all_say_the_same_have_the_interval_of_people_who_nearly_do() -> None:
    same, nearly = interval(_figure([4] * 20)), interval(_figure([4] * 19 + [5]))
    assert same is not None
    assert nearly is not None
    assert same.high - same.low > 0
    assert same.high - same.low == pytest.approx(nearly.high - nearly.low, abs=0.11)


@given(many)
def test_an_interval_holds_its_mean_and_stays_on_the_scale(marks: list[int]) -> None:
    figure = _figure(marks)
    found = interval(figure)
    assert found is not None
    mean = (figure.mean - 1) * 25
    assert 0 <= found.low <= mean + 0.05
    assert mean - 0.05 <= found.high <= 100


@pytest.mark.parametrize("size", [8, 12, 30])
def test_nineteen_of_twenty_intervals_of_a_difference_hold_the_true_one(size: int) -> None:
    dice = np.random.default_rng(20260302)
    shares = {"before": (0.1, 0.2, 0.4, 0.2, 0.1), "after": (0.05, 0.15, 0.3, 0.3, 0.2)}
    mean = {name: float(np.dot(_points([1, 2, 3, 4, 5]), each)) for name, each in shares.items()}
    true, held, times = mean["after"] - mean["before"], 0, 2_000

    def draw(name: str) -> Figure:
        return _figure([int(mark) for mark in dice.choice((1, 2, 3, 4, 5), size, p=shares[name])])

    for _ in range(times):
        found = difference_in_differences((draw("before"), draw("after")), (draw("before"), draw("before")))
        assert found.interval is not None
        held += found.interval.low <= true <= found.interval.high
    assert 0.93 <= held / times <= 0.975
