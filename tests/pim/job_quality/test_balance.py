"""The balance of a workplace, and the border on which nobody should judge too quickly."""

from datetime import date

import pytest

from pim.job_quality.balance import Balance, quadrant, score
from workflows.facts import Facts, Measure
from workflows.requirements import CATALOGUE


@pytest.mark.parametrize(
    ("demands", "control", "balance"),
    [
        (71, 44, Balance.STRESS_RISK),  # the first pilot of the supermarket
        (66, 43, Balance.STRESS_RISK),  # the counter of the parking chain
        (58, 62, Balance.GOOD_WORK),
        (40, 30, Balance.NO_LEARNING),
        (30, 70, Balance.DULL_WORK),
        (50, 50, Balance.DULL_WORK),
        (50.1, 49.9, Balance.STRESS_RISK),
        (0, 100, Balance.DULL_WORK),
    ],
)
def test_demands_and_control_make_four_kinds(demands: float, control: float, balance: Balance) -> None:
    assert quadrant(demands, control).balance is balance


@pytest.mark.parametrize(
    ("demands", "control", "on_border"),
    [(45, 80, True), (55, 80, True), (44.9, 80, False), (55.1, 80, False), (80, 50, True), (71, 44, False)],
)
def test_from_45_to_55_is_on_the_border(demands: float, control: float, on_border: bool) -> None:
    assert quadrant(demands, control).on_border is on_border


def test_an_organisation_may_set_its_own_cut_and_band() -> None:
    assert quadrant(58, 62, cut=60, band=(58, 62)).balance is Balance.DULL_WORK
    assert quadrant(58, 62, cut=60, band=(58, 62)).on_border
    assert not quadrant(57, 63, cut=60, band=(58, 62)).on_border


@pytest.mark.parametrize("demands", [0, 25, 49, 50, 51, 100])
@pytest.mark.parametrize("control", [0, 25, 49, 50, 51, 100])
def test_the_gate_and_the_page_call_the_same_work_a_stress_risk(demands: float, control: float) -> None:
    facts = Facts(
        today=date(2026, 6, 8),
        measures=tuple(
            Measure(moment="pilot", dimension=name, site="Assen", n=9, value=value)
            for name, value in (("demands", demands), ("control", control))
        ),
    )
    gate = CATALOGUE["no_site_in_stress_risk"]
    unmet = gate.check(facts, moment="pilot", cut=50, answers_at_least=5)
    assert (unmet is not None) == (quadrant(demands, control).balance is Balance.STRESS_RISK)


def test_answers_of_one_to_five_become_nought_to_a_hundred() -> None:
    assert [score(answer) for answer in (1, 2, 3, 4, 5)] == [0, 25, 50, 75, 100]
    assert score(2.76) == pytest.approx(44)
