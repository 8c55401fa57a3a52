"""Noordervers, to the day: domain.md §3 A, played by the real commands on a moved clock."""

import pytest

from pim.demo.stories.supermarket_rollout import Supermarket
from tests.stories import noordervers_to_june as early
from tests.stories import noordervers_to_the_end as late
from tests.stories.theatre import Theatre, nothing_is_left_over, the_outsider_hears_and_sees_nothing

UNTIL_JUNE = {
    "2026-01-12": "preparation",
    "2026-01-31": "preparation",
    "2026-02-02": "ideas",
    "2026-02-20": "ideas",
    "2026-02-23": "variants",
    "2026-03-02": "feedback",
    "2026-03-26": "feedback",
    "2026-04-02": "selection",
    "2026-04-29": "selection",
    "2026-04-30": "selection",
    "2026-05-08": "pilot",
    "2026-06-06": "pilot",
    "2026-06-12": "pilot",
}
AFTER_JUNE = {
    "2026-07-18": "pilot",
    "2026-07-24": "decision",
    "2026-07-27": "consulting",
    "2026-09-14": "consulting",
    "2026-10-14": "decision",
    "2026-10-15": "rollout",
    "2027-01-11": "rollout",
    "2027-02-12": "evaluation",
    "2027-04-12": "closed",
}


pytestmark = pytest.mark.slow  # some ten seconds each, all of it work


def test_the_supermarket_plays_to_its_end(stage: Theatre) -> None:
    story = Supermarket(stage.player)
    until_mid_june(stage, story)
    stage.play(story, until="2027-07-31")
    assert {day: stage.stages[day] for day in AFTER_JUNE} == AFTER_JUNE
    late.the_second_pilot_is_good_work(stage, story)
    late.the_stores_counted_less_empty_shelves(stage, story)
    late.execution_waits_until_14_october_inclusive(stage, story)
    late.the_waves_wait_for_christmas_and_for_kampen(stage, story)
    late.everybody_hears_what_was_learned(stage, story)
    late.a_subsidy_would_have_ended_on_11_january(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)


# --- until mid-June --------------------------------------------------------------------------------


def until_mid_june(stage: Theatre, story: Supermarket) -> None:
    stage.play(story, until="2026-06-15")
    assert {day: stage.stages[day] for day in UNTIL_JUNE} == UNTIL_JUNE
    early.nothing_begins_without_a_charter(stage, story)
    early.the_baseline_and_the_ideas(stage, story)
    early.round_1_hides_the_store_with_four_answers(stage, story)
    early.reminders_went_out_and_left_no_trace(stage, story)
    early.one_variant_stops_one_goes_on_one_waits(stage, story)
    early.the_law_is_asked_in_plain_words(stage, story)
    early.a_manager_says_what_is_missing(stage, story)
    early.no_pilot_before_consent(stage, story)
    early.the_pilot_raises_demands_and_takes_control(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)
