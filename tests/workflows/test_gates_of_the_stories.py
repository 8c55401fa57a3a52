"""The gates of the two stories, on the days on which they opened and stayed shut."""

from datetime import UTC, date, datetime

import pytest

from tests.workflows.situations import in_order, own
from workflows.definition import shipped
from workflows.facts import (
    Charter,
    ConsultationFact,
    Facts,
    LowSite,
    Measure,
    Own,
    RoundFact,
    VariantFact,
    WaveFact,
)
from workflows.machine import Decision, Machine, Request, State, step
from workflows.machine import compile as built
from workflows.working_days import calendar

NL = calendar("nl")
SUPERMARKET = built(shipped("supermarket"))
PARKING = built(shipped("parking-chain"))


def missing(
    machine: Machine, kind: str, stage: str, name: str, role: str, facts: Facts, reason: str = "besluit"
) -> list[str]:
    """What keeps this step from being taken on the day of the facts; nothing when it can be."""
    now = datetime(facts.today.year, facts.today.month, facts.today.day, 9, tzinfo=UTC)
    state = State(stage, 5, 5, None, now)
    answer = step(machine, kind, state, Request(name, frozenset({role}), reason), facts, NL, now)
    return [] if isinstance(answer, Decision) else [unmet.code for unmet in answer.unmet]


def test_a_pilot_before_the_consent_of_30_april_is_refused() -> None:
    for meaning, gate in (("asked", ["consultations_closed"]), ("given", [])):
        log = ConsultationFact(kind="consent", title="Logboek", meaning=meaning)
        facts = in_order(date(2026, 4, 30), consultations=(log,), own=own("pilot"))
        assert missing(SUPERMARKET, "cycle", "selection", "start_pilot", "sponsor", facts) == gate
        assert missing(SUPERMARKET, "pilot", "planned", "run", "lead", facts) == gate


def test_stress_risk_in_the_first_pilot_blocks_go_and_leaves_repeat() -> None:
    found = {"baseline": {"demands": 58, "control": 62}, "pilot": {"demands": 71, "control": 44}}
    measures = tuple(
        Measure(moment=moment, dimension=dimension, value=found[moment].get(dimension, 60), n=61)
        for moment in found
        for dimension in ("pleasure", "performance", "innovation", "demands", "control")
    )
    facts = in_order(date(2026, 6, 12), measures=measures)
    go = missing(SUPERMARKET, "cycle", "decision", "go", "sponsor", facts)
    assert go == ["no_outcome_fell", "no_site_in_stress_risk"]
    assert missing(SUPERMARKET, "cycle", "decision", "repeat", "lead", facts) == []


def test_repeating_needs_a_new_version() -> None:
    facts = in_order(date(2026, 6, 12), variants=(VariantFact(code="V2", meaning="chosen", rounds=2),))
    assert missing(SUPERMARKET, "cycle", "decision", "repeat", "lead", facts) == ["new_version_made"]


@pytest.mark.parametrize(
    ("today", "gate"), [(date(2026, 10, 14), ["suspension_over"]), (date(2026, 10, 15), [])]
)
def test_rollout_is_refused_on_14_october_and_allowed_on_the_15th(today: date, gate: list[str]) -> None:
    advice = ConsultationFact(
        kind="advice", title="Uitrol", meaning="suspended", suspended_until=date(2026, 10, 14)
    )
    facts = in_order(today, consultations=(advice,))
    assert missing(SUPERMARKET, "cycle", "decision", "go", "sponsor", facts) == gate


def test_advice_that_is_followed_suspends_nothing() -> None:
    facts = in_order(date(2026, 9, 17), consultations=(ConsultationFact(kind="advice", meaning="closed"),))
    assert missing(PARKING, "cycle", "decision", "go", "sponsor", facts) == []


def test_no_wave_starts_in_the_freeze_before_christmas() -> None:
    charter = Charter(freezes=((date(2026, 11, 30), date(2027, 1, 3)),))
    third = Own(wave=WaveFact(number=1, sites=16), dates={"starts_on": date(2027, 1, 11)})
    for today, gate in ((date(2026, 12, 14), ["no_freeze"]), (date(2027, 1, 11), [])):
        facts = in_order(today, charter=charter, own=third)
        assert missing(SUPERMARKET, "wave", "announced", "begin", "lead", facts) == gate
    # Announcing it in the freeze is fine: it starts after.
    facts = in_order(date(2026, 12, 14), charter=charter, own=third)
    assert missing(SUPERMARKET, "wave", "planned", "announce", "lead", facts) == []


@pytest.mark.parametrize(("answered", "gate"), [(False, ["previous_wave_accepted"]), (True, [])])
def test_one_unhappy_store_holds_up_the_third_wave_until_it_is_answered(
    answered: bool, gate: list[str]
) -> None:
    waves = (
        WaveFact(number=1, meaning="done", answered=True),
        WaveFact(
            number=2,
            meaning="done",
            answered=answered,
            low_sites=(LowSite(site="Hoogeveen", value=2.6, n=8), LowSite(site="Assen", value=4.0, n=9)),
        ),
    )
    own_wave = Own(wave=WaveFact(number=3, sites=16), dates={"starts_on": date(2027, 1, 11)})
    facts = in_order(date(2027, 1, 11), waves=waves, own=own_wave)
    assert missing(SUPERMARKET, "wave", "announced", "begin", "lead", facts) == gate


def test_a_round_that_was_not_answered_blocks_the_next_one() -> None:
    rounds = (RoundFact(id=1, code="R1", meaning="closed", clusters=9, clusters_open=1),)
    facts = in_order(date(2026, 4, 28), rounds=rounds, own=own("round"))
    assert missing(PARKING, "round", "draft", "open", "lead", facts) == ["previous_round_answered"]
    assert "previous_round_answered" in missing(PARKING, "cycle", "variants", "ask_feedback", "lead", facts)


def test_every_link_of_the_chain_sits_in_the_work_group() -> None:
    links = ("Vergunningen", "Handhaving", "Beoordeling", "Bezwaar", "Invordering")
    charter = Charter(
        sponsor_named=True,
        teams_affected=links,
        teams_in_work_group=links[:-1],
        staff_hours=60,
        technology_themes=frozenset({"work", "organisation", "technology", "people"}),
    )
    facts = in_order(date(2026, 2, 3), charter=charter)
    gate = missing(PARKING, "cycle", "preparation", "open_ideas", "lead", facts)
    assert gate == ["every_team_in_work_group"]


def test_four_weeks_of_warnings_only_cannot_be_shortened() -> None:
    scan_car = own("pilot", dates={"starts_on": date(2026, 10, 5), "ends_on": date(2026, 11, 29)})
    for today, gate in ((date(2026, 11, 1), ["weeks_since"]), (date(2026, 11, 2), [])):
        facts = in_order(today, own=scan_car)
        assert missing(PARKING, "pilot", "warnings_only", "enforce", "lead", facts) == gate


def test_a_pilot_is_extended_once_and_the_next_link_may_be_extended_too() -> None:
    for course, gate in (
        ("start_pilot", []),
        ("start_pilot extend", ["taken_at_most"]),
        ("start_pilot extend next_link", []),
        # What the first pilot did not use is not kept for the second.
        ("start_pilot next_link extend", ["taken_at_most"]),
    ):
        taken_at = {step: (datetime(2026, 6, day, tzinfo=UTC),) for day, step in enumerate(course.split(), 1)}
        taken = dict.fromkeys(taken_at, 1)
        facts = in_order(date(2026, 12, 10), steps_taken=taken, taken_at=taken_at)
        assert missing(PARKING, "cycle", "decision", "extend", "sponsor", facts) == gate


def test_the_city_goes_on_only_after_the_college_has_decided_what_is_its_own() -> None:
    facts = in_order(date(2027, 2, 4), confirmed=frozenset({"residents_heard"}))
    assert missing(PARKING, "cycle", "decision", "go", "sponsor", facts) == ["confirmed"]
