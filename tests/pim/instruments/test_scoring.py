"""From marks to scores: worked examples of the published formulas, reckoned here in the author's own way."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.feedback.composing import kept_scales
from pim.instruments.filling import filled
from pim.instruments.loading import shipped, shipped_names
from pim.instruments.scoring import hundred, in_unit, scores

marks_of_sus = st.lists(st.integers(1, 5), min_size=10, max_size=10)


def _scales(name: str) -> list[dict[str, object]]:
    return kept_scales(shipped(name), "evaluation")


def _sus(marks: list[int]) -> float:
    (value,) = scores(_scales("sus"), {f"sus_{n}": mark for n, mark in enumerate(marks, 1)}).values()
    return in_unit("hundred", value)


def _brooke(marks: list[int]) -> float:
    """Brooke (1996): odd items x − 1, even items 5 − x, the sum times 2.5."""
    return 2.5 * sum(mark - 1 if n % 2 else 5 - mark for n, mark in enumerate(marks, 1))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([5, 1] * 5, 100),
        ([1, 5] * 5, 0),
        ([3] * 10, 50),
        ([5] * 10, 50),  # whoever says yes to everything says nothing
        ([4, 2, 5, 1, 3, 2, 4, 2, 5, 3], 77.5),  # 3+3+4+4+2+3+3+3+4+2 = 31, times 2.5
    ],
)
def test_the_sus_is_scored_as_its_author_says(marks: list[int], expected: float) -> None:
    assert _brooke(marks) == expected
    assert _sus(marks) == pytest.approx(expected)


@given(marks_of_sus)
def test_the_sus_is_brookes_for_any_marks(marks: list[int]) -> None:
    assert _sus(marks) == pytest.approx(_brooke(marks))


def test_a_sus_with_one_open_statement_has_no_score() -> None:
    assert scores(_scales("sus"), {f"sus_{n}": 3 for n in range(1, 10)}) == {}


@pytest.mark.parametrize(
    ("marks", "mean"),
    [
        ([5, 4, 4, 4], 4.25),  # the mean of four statements (Weiner et al. 2017)
        ([1, 1, 1, 1], 1.0),
        ([5, 4, 4], 4.3333),
        ([5, 5], None),
    ],
)
@pytest.mark.parametrize(
    ("pack", "scale"), [("aim", "acceptability"), ("iam", "appropriateness"), ("fim", "feasibility")]
)
def test_aim_iam_and_fim_are_means_of_four(
    pack: str, scale: str, marks: list[int], mean: float | None
) -> None:
    found = scores(_scales(pack), {f"{pack}_{n}": mark for n, mark in enumerate(marks, 1)})
    assert found == ({} if mean is None else {scale: mean})


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        (
            {"demands_1": 5, "demands_2": 5, "demands_3": 5, "demands_4": 1},
            100,
        ),  # the fourth is worded the other way
        ({"demands_1": 1, "demands_2": 1, "demands_3": 1, "demands_4": 5}, 0),
        ({"demands_1": 5, "demands_2": 5, "demands_3": 5, "demands_4": 5}, 75),  # (4 + 4 + 4 + 0) / 4 · 25
        ({"demands_1": 4, "demands_2": 3, "demands_3": 5, "demands_4": 2}, 75),  # (3 + 2 + 4 + 3) / 4 · 25
        ({"demands_1": 4, "demands_2": 3, "demands_4": 2}, 66.67),  # (3 + 2 + 3) / 3 · 25
    ],
)
def test_our_own_scale_runs_to_a_hundred_and_turns_what_is_worded_the_other_way(
    marks: dict[str, int], shown: float
) -> None:
    assert round(hundred(scores(_scales("work"), marks)["demands"]), 2) == shown


def test_two_of_four_answers_are_no_score() -> None:
    assert scores(_scales("work"), {"demands_1": 5, "demands_2": 5, "control_1": 3}) == {}


def test_a_single_question_needs_no_score_beside_its_mark() -> None:
    assert scores(_scales("outcomes"), {"pleasure": 4, "performance": 2}) == {}


@given(st.sampled_from(shipped_names()), st.integers(1, 5), st.integers(0, 1_000))
def test_marks_filled_in_for_a_score_make_that_score(name: str, value: int, seed: int) -> None:
    scales = _scales(name)
    wanted = {str(scale["code"]): value for scale in scales}
    for dice in (None, Random(seed)):
        marks = filled(scales, wanted, dice)
        assert all(1 <= mark <= 5 for mark in marks.values())
        found = {**marks, **scores(scales, marks)}
        assert {code: found[code] for code in wanted} == wanted


def test_a_code_that_is_no_scale_keeps_its_mark() -> None:
    assert filled(_scales("work"), {"V1": 2}) == {"V1": 2}
