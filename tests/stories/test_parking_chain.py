"""Waterveld, to the day: domain.md §3 B, played by the real commands on a moved clock."""

import pytest

from pim.demo.stories.parking_chain_rollout import ParkingChain
from tests.stories import waterveld_to_june as early
from tests.stories import waterveld_to_the_end as late
from tests.stories.theatre import Theatre, nothing_is_left_over, the_outsider_hears_and_sees_nothing

UNTIL_JUNE = {
    "2026-02-03": "preparation",
    "2026-02-21": "preparation",
    "2026-02-24": "ideas",
    "2026-03-10": "ideas",
    "2026-03-16": "variants",
    "2026-03-30": "feedback",
    "2026-04-30": "feedback",
    "2026-05-07": "selection",
    "2026-05-28": "pilot",
    "2026-06-01": "pilot",
}
AFTER_JUNE = {
    "2026-07-16": "pilot",
    "2026-09-14": "decision",
    "2026-09-17": "rollout",
    "2026-10-05": "pilot",
    "2026-11-02": "pilot",
    "2026-12-08": "decision",
    "2026-12-10": "pilot",
    "2027-02-03": "decision",
    "2027-02-04": "rollout",
    "2027-05-25": "evaluation",
    "2027-07-01": "closed",
}


pytestmark = pytest.mark.slow  # some ten seconds each, all of it work


def test_the_parking_chain_plays_to_its_end(stage: Theatre) -> None:
    story = ParkingChain(stage.player)
    until_mid_june(stage, story)
    stage.play(story, until="2027-07-31")
    assert {day: stage.stages[day] for day in AFTER_JUNE} == AFTER_JUNE
    late.the_counter_pays_for_what_the_chain_gains(stage, story)
    late.objections_pay_for_what_the_street_gains(stage, story)
    late.advice_that_is_followed_in_full_suspends_nothing(stage, story)
    late.the_street_begins_with_warnings(stage, story)
    late.what_was_counted(stage, story)
    late.h2_is_extended_once_and_then_goes_on(stage, story)
    late.the_tariff_is_outside_and_its_effects_on_staff_are_inside(stage, story)
    late.everybody_hears_what_was_learned(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)


# --- until mid-June --------------------------------------------------------------------------------


def until_mid_june(stage: Theatre, story: ParkingChain) -> None:
    stage.play(story, until="2026-06-15")
    assert {day: stage.stages[day] for day in UNTIL_JUNE} == UNTIL_JUNE
    early.every_link_sits_in_the_work_group(stage, story)
    early.collection_is_hidden_and_cannot_be_worked_out(stage, story)
    early.a_group_left_lying_reaches_the_sponsor(stage, story)
    early.the_variants_go_their_ways(stage, story)
    early.a_pilot_of_six_weeks_in_one_district(stage, story)
    early.the_privacy_assessment_comes_first(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)
