"""Each requirement: met here, not met there, and with which numbers it says so."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from tests.workflows.situations import MONDAY, any_facts
from workflows.facts import (
    GROUPS,
    Charter,
    ConsultationFact,
    Facts,
    Ideas,
    LowSite,
    Measure,
    Own,
    PilotFact,
    RoundFact,
    VariantFact,
    WaveFact,
)
from workflows.requirements import CATALOGUE, Unmet, bound

Case = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any] | None]

SUPPORT = {"acceptability_at_least": 3.0, "answers_at_least": 5}
FELL = {"points": 5, "from": "baseline", "to": "pilot", "dimensions": ["pleasure", "control", "demands"]}
RISK = {"moment": "pilot", "cut": 50, "answers_at_least": 5}
FREEZE = Charter(freezes=((date(2026, 11, 30), date(2027, 1, 3)),))


def measure(moment: str, dimension: str, value: float, site: str | None = None, n: int = 20) -> Measure:
    return Measure(moment=moment, dimension=dimension, value=value, site=site, n=n)


def variant(code: str, meaning: str = "draft", **more: Any) -> VariantFact:
    return VariantFact(code=code, meaning=meaning, **more)


def round_(number: int, meaning: str, **more: Any) -> RoundFact:
    return RoundFact(id=number, code=f"R{number}", meaning=meaning, **more)


def wave(number: int, meaning: str = "running", **more: Any) -> WaveFact:
    return WaveFact(number=number, meaning=meaning, **more)


def request(kind: str, meaning: str, **more: Any) -> ConsultationFact:
    return ConsultationFact(kind=kind, title=f"over {kind}", meaning=meaning, **more)


ASSEN = LowSite(site="Assen", value=2.6, n=8)

# requirement, parameters, facts, and the numbers when it is not met (None: it is met).
CASES: list[Case] = [
    ("sponsor_named", {}, {}, {}),
    ("sponsor_named", {}, {"charter": Charter(sponsor_named=True)}, None),
    ("every_team_in_work_group", {}, {}, {"case": "no_teams"}),
    (
        "every_team_in_work_group",
        {},
        {"charter": Charter(teams_affected=("Kassa", "Nacht"), teams_in_work_group=("Kassa",))},
        {"teams": ("Nacht",)},
    ),
    (
        "every_team_in_work_group",
        {},
        {"charter": Charter(teams_affected=("Kassa",), teams_in_work_group=("Vers", "Kassa"))},
        None,
    ),
    (
        "staff_hours_booked",
        {"at_least": 40},
        {"charter": Charter(staff_hours=39.5)},
        {"booked": 39.5, "at_least": 40, "missing": 0.5},
    ),
    ("staff_hours_booked", {"at_least": 40}, {"charter": Charter(staff_hours=40)}, None),
    (
        "technology_test_filled_in",
        {"themes": ["work", "people"]},
        {"charter": Charter(technology_themes=frozenset({"work", "organisation"}))},
        {"themes": ("people",)},
    ),
    (
        "technology_test_filled_in",
        {"themes": ["work"]},
        {"charter": Charter(technology_themes=frozenset({"work"}))},
        None,
    ),
    (
        "every_idea_acknowledged",
        {},
        {"ideas": Ideas(total=31, unacknowledged=2)},
        {"waiting": 2, "total": 31},
    ),
    ("every_idea_acknowledged", {}, {"ideas": Ideas(total=31, unanswered=2)}, None),
    ("every_idea_answered", {}, {"ideas": Ideas(total=31, unanswered=1)}, {"waiting": 1, "total": 31}),
    ("every_idea_answered", {}, {"ideas": Ideas(total=31)}, None),
    ("ideas_brought", {"at_least": 5}, {"ideas": Ideas(total=4)}, {"total": 4, "at_least": 5}),
    ("ideas_brought", {"at_least": 5}, {"ideas": Ideas(total=5)}, None),
    ("functionalities_named", {"at_least": 1}, {}, {"named": 0, "at_least": 1}),
    ("functionalities_named", {"at_least": 1}, {"ideas": Ideas(functionalities=("F2",))}, None),
    ("lesson_recorded", {}, {}, {}),
    ("lesson_recorded", {}, {"lessons": 1}, None),
    ("confirmed", {"item": "briefed"}, {"confirmed": frozenset({"other"})}, {"item": "briefed"}),
    ("confirmed", {"item": "briefed"}, {"confirmed": frozenset({"briefed"})}, None),
    ("enough_variants", {"at_least": 2}, {"variants": (variant("V1"),)}, {"count": 1, "at_least": 2}),
    ("enough_variants", {"at_least": 2}, {"variants": (variant("V1"), variant("V2", "asked"))}, None),
    (
        "enough_variants",
        {"at_least": 2},
        {"variants": (variant("V1"), variant("V2", "stopped"), variant("V3", "parked"))},
        {"count": 1, "at_least": 2},
    ),
    (
        "enough_variants",
        {"at_least": 2},
        {"variants": (variant("V1"),), "charter": Charter(single_variant_reason="wettelijk bepaald")},
        None,
    ),
    (
        "enough_variants",
        {"at_least": 2},
        {"charter": Charter(single_variant_reason="wettelijk bepaald")},
        {"count": 0, "at_least": 2},
    ),
    ("variant_chosen", {}, {"variants": (variant("V1", "asked"),)}, {}),
    ("variant_chosen", {}, {"variants": (variant("V2", "chosen"),)}, None),
    ("new_version_made", {}, {"variants": (variant("V2", "chosen"),)}, {}),
    ("new_version_made", {}, {"variants": (variant("V9", "stopped", newer_than_last_round=True),)}, {}),
    ("new_version_made", {}, {"variants": (variant("V2b", newer_than_last_round=True),)}, None),
    (
        "rounds_per_variant",
        {"at_most": 3},
        {"variants": (variant("V2", "chosen", rounds=3), variant("V3", "asked", rounds=2))},
        {"variants": ("V2",), "at_most": 3},
    ),
    ("rounds_per_variant", {"at_most": 3}, {"variants": (variant("V1", "stopped", rounds=5),)}, None),
    ("audience_chosen", {}, {"rounds": (round_(1, "answered", invited=9),)}, {}),
    ("audience_chosen", {}, {"rounds": (round_(1, "draft", invited=9),)}, None),
    (
        "audience_chosen",
        {},
        {"rounds": (round_(1, "draft", invited=9),), "own": Own(round=round_(2, "draft"))},
        {},
    ),
    ("audience_chosen", {}, {"own": Own(round=round_(2, "draft", invited=118))}, None),
    ("questions_chosen", {}, {"own": Own(round=round_(2, "draft"))}, {}),
    ("questions_chosen", {}, {}, {}),
    ("questions_chosen", {}, {"own": Own(round=round_(2, "draft", questions=1))}, None),
    (
        "previous_round_answered",
        {},
        {"rounds": (round_(1, "closed"), round_(2, "held"), round_(3, "open"), round_(4, "draft"))},
        {"rounds": ("R1", "R2", "R3")},
    ),
    ("previous_round_answered", {}, {"rounds": (round_(1, "answered"), round_(2, "withdrawn"))}, None),
    (
        "previous_round_answered",
        {},
        {"rounds": (round_(2, "open"),), "own": Own(round=round_(2, "open"))},
        None,
    ),
    ("every_round_answered", {}, {}, {"case": "none"}),
    ("every_round_answered", {}, {"rounds": (round_(1, "withdrawn"),)}, {"case": "none"}),
    (
        "every_round_answered",
        {},
        {"rounds": (round_(1, "answered"), round_(2, "closed"))},
        {"rounds": ("R2",)},
    ),
    ("every_round_answered", {}, {"rounds": (round_(1, "answered"), round_(2, "draft"))}, None),
    ("round_answered", {"purpose": "pilot"}, {}, {"case": "none", "purpose": "pilot"}),
    (
        "round_answered",
        {"purpose": "pilot"},
        {"rounds": (round_(1, "answered", purpose="variants"),)},
        {"case": "none", "purpose": "pilot"},
    ),
    (
        "round_answered",
        {"purpose": "pilot"},
        {
            "rounds": (
                round_(3, "closed", purpose="pilot", clusters_open=2),
                round_(2, "answered", purpose="pilot"),
            )
        },
        {"purpose": "pilot", "round": "R3", "open": 2},
    ),
    ("round_answered", {"purpose": "pilot"}, {"rounds": (round_(3, "answered", purpose="pilot"),)}, None),
    (
        "response_at_least",
        {"percent": 50},
        {"own": Own(round=round_(1, "open", invited=118, answered=58))},
        {"percent": 50, "share": 49.2, "answered": 58, "invited": 118},
    ),
    (
        "response_at_least",
        {"percent": 50},
        {"own": Own(round=round_(1, "open", invited=118, answered=59))},
        None,
    ),
    (
        "response_at_least",
        {"percent": 50},
        {},
        {"percent": 50, "share": 0.0, "answered": 0, "invited": 0},
    ),
    (
        "response_below",
        {"percent": 50},
        {"own": Own(round=round_(1, "open", invited=118, answered=59))},
        {"percent": 50, "share": 50.0, "answered": 59, "invited": 118},
    ),
    (
        "response_below",
        {"percent": 50},
        {"own": Own(round=round_(1, "open", invited=118, answered=58))},
        None,
    ),
    ("every_cluster_answered", {}, {}, {"case": "no_round"}),
    (
        "every_cluster_answered",
        {},
        {"own": Own(round=round_(1, "closed", answered=74, clusters=9, clusters_open=1))},
        {"open": 1, "clusters": 9},
    ),
    (
        "every_cluster_answered",
        {},
        {"own": Own(round=round_(1, "closed", answered=74))},
        {"case": "not_grouped", "answered": 74},
    ),
    ("every_cluster_answered", {}, {"own": Own(round=round_(1, "closed"))}, None),
    ("every_cluster_answered", {}, {"own": Own(round=round_(1, "closed", answered=74, clusters=9))}, None),
    (
        "measured",
        {"moment": "baseline"},
        {"measures": (measure("pilot", "control", 44),)},
        {"moment": "baseline"},
    ),
    ("measured", {"moment": "baseline"}, {"measures": (measure("baseline", "control", 62),)}, None),
    (
        "outcomes_measured",
        {"moment": "pilot", "dimensions": ["pleasure", "performance", "innovation"]},
        {"measures": (measure("pilot", "pleasure", 60), measure("baseline", "performance", 60))},
        {"moment": "pilot", "dimensions": ("performance", "innovation")},
    ),
    (
        "outcomes_measured",
        {"moment": "pilot", "dimensions": ["pleasure"]},
        {"measures": (measure("pilot", "pleasure", 60),)},
        None,
    ),
    (
        "no_outcome_fell",
        FELL,
        {
            "measures": (
                measure("baseline", "control", 62),
                measure("pilot", "control", 44),
                measure("baseline", "demands", 58),
                measure("pilot", "demands", 71),
                measure("baseline", "pleasure", 60),
                measure("pilot", "pleasure", 55),
            )
        },
        {
            "points": 5,
            "from": "baseline",
            "to": "pilot",
            "dimension": ("control", "demands"),
            "before": ("62", "58"),
            "after": ("44", "71"),
        },
    ),
    (
        "no_outcome_fell",
        FELL,
        {"measures": (measure("baseline", "demands", 58), measure("pilot", "demands", 30))},
        None,
    ),
    ("no_outcome_fell", FELL, {"measures": (measure("pilot", "control", 1),)}, None),
    (
        "no_outcome_fell",
        FELL,
        {  # one unhappy site is for the stress risk; the newest mean over all sites counts here
            "measures": (
                measure("baseline", "control", 62),
                measure("pilot", "control", 44),
                measure("pilot", "control", 63),
                measure("pilot", "control", 20, site="Assen"),
            )
        },
        None,
    ),
    (
        "no_site_in_stress_risk",
        RISK,
        {
            "measures": (
                measure("pilot", "demands", 71, "Assen"),
                measure("pilot", "control", 44, "Assen"),
                measure("pilot", "demands", 66),
                measure("pilot", "control", 43.5),
                measure("pilot", "demands", 71, "Zwolle"),
                measure("pilot", "control", 63, "Zwolle"),
            )
        },
        {
            "moment": "pilot",
            "cut": 50,
            "site": ("*", "Assen"),
            "demands": ("66", "71"),
            "control": ("43.5", "44"),
        },
    ),
    (
        "no_site_in_stress_risk",
        RISK,
        {
            "measures": (
                measure("pilot", "demands", 90, "Emmen", 4),
                measure("pilot", "control", 9, "Emmen", 4),
            )
        },
        None,
    ),
    (
        "no_site_in_stress_risk",
        RISK,
        {"measures": (measure("pilot", "demands", 50), measure("pilot", "control", 20))},
        None,
    ),
    ("no_site_in_stress_risk", RISK, {"measures": (measure("pilot", "demands", 90),)}, None),
    (
        "consultations_closed",
        {"kinds": ["advice", "consent"]},
        {
            "consultations": (
                request("consent", "asked"),
                request("advice", "given"),
                request("dpia", "asked"),
                request("consent", "given"),
                request("advice", "waived"),
                request("advice", "withdrawn"),
            )
        },
        {
            "kind": ("consent", "advice"),
            "title": ("over consent", "over advice"),
            "meaning": ("asked", "given"),
        },
    ),
    ("consultations_closed", {"kinds": ["advice"]}, {}, None),
    (
        "consultations_closed",
        {"kinds": ["consent"]},
        {"consultations": (request("consent", "withheld"),)},
        {"kind": ("consent",), "title": ("over consent",), "meaning": ("withheld",)},
    ),
    (
        "consultations_closed",
        {"kinds": ["advice"]},
        {"consultations": (request("advice", "suspended", suspended_until=MONDAY),)},
        None,
    ),
    (
        "suspension_over",
        {},
        {"consultations": (request("advice", "suspended", suspended_until=MONDAY),)},
        {"title": ("over advice",), "until": "2026-03-02"},
    ),
    (
        "suspension_over",
        {},
        {"consultations": (request("advice", "closed", suspended_until=MONDAY - timedelta(days=1)),)},
        None,
    ),
    ("suspension_over", {}, {"consultations": (request("advice", "waived", suspended_until=MONDAY),)}, None),
    (
        "consultation_is",
        {"kinds": ["advice"]},
        {"own": Own(consultation=request("dpia", "draft"))},
        {"kinds": ("advice",), "kind": "dpia"},
    ),
    ("consultation_is", {"kinds": ["advice"]}, {"own": Own(consultation=request("advice", "draft"))}, None),
    ("meeting_held", {}, {}, {}),
    ("meeting_held", {}, {"own": Own(meetings=1)}, None),
    ("pilot_planned", {}, {"pilots": (PilotFact(code="P1", meaning="ended", sites=4),)}, {"case": "none"}),
    ("pilot_planned", {}, {"pilots": (PilotFact(code="P2"),)}, {"pilots": ("P2",)}),
    ("pilot_planned", {}, {"pilots": (PilotFact(code="P2", sites=1),)}, None),
    (
        "pilot_modest",
        {"weeks": 8, "percent": 10},
        {
            "pilots": (
                PilotFact(code="P1", days=57, staff_share=1),
                PilotFact(code="P2", days=56, staff_share=10.5),
                PilotFact(code="P3", days=90, meaning="ended"),
            )
        },
        {"pilot": ("P1", "P2"), "days": ("57", "56"), "share": ("1", "10.5"), "weeks": 8, "percent": 10},
    ),
    (
        "pilot_modest",
        {"weeks": 8, "percent": 10},
        {"pilots": (PilotFact(code="P1", days=56, staff_share=10),)},
        None,
    ),
    (
        "pilot_modest",
        {"weeks": 8, "percent": 10},
        {"own": Own(pilot=PilotFact(code="P1", days=60, meaning="running"))},
        {"pilot": ("P1",), "days": ("60",), "share": ("0",), "weeks": 8, "percent": 10},
    ),
    ("pilot_ended", {}, {}, {"case": "none"}),
    (
        "pilot_ended",
        {},
        {"pilots": (PilotFact(code="P1", meaning="ended"), PilotFact(code="P2", meaning="running"))},
        {"pilots": ("P2",)},
    ),
    (
        "pilot_ended",
        {},
        {"pilots": (PilotFact(code="P1", meaning="ended"), PilotFact(code="P2", meaning="planned"))},
        None,
    ),
    ("sites_chosen", {}, {"own": Own(pilot=PilotFact(code="P1"))}, {}),
    ("sites_chosen", {}, {"own": Own(pilot=PilotFact(code="P1", sites=4))}, None),
    ("sites_chosen", {}, {"own": Own(wave=wave(1, sites=10))}, None),
    ("comparison_sites_chosen", {}, {"own": Own(pilot=PilotFact(code="P1", sites=4))}, {}),
    ("comparison_sites_chosen", {}, {"own": Own(pilot=PilotFact(code="P1", comparison_sites=4))}, None),
    ("waves_done", {}, {"waves": (wave(1, "cancelled"),)}, {"case": "none"}),
    (
        "waves_done",
        {},
        {"waves": (wave(1, "done"), wave(2, "running"), wave(3, "halted"))},
        {"waves": ("2", "3")},
    ),
    ("waves_done", {}, {"waves": (wave(1, "done"), wave(2, "cancelled"))}, None),
    (
        "previous_wave_accepted",
        SUPPORT,
        {"own": Own(wave=wave(3, "announced")), "waves": (wave(1, "done"), wave(2, low_sites=(ASSEN,)))},
        {"wave": 2, "floor": 3.0, "site": ("Assen",), "value": ("2.6",), "n": ("8",)},
    ),
    (
        "previous_wave_accepted",
        SUPPORT,
        {"own": Own(wave=wave(3)), "waves": (wave(2, low_sites=(ASSEN,), answered=True),)},
        None,
    ),
    (
        "previous_wave_accepted",
        SUPPORT,
        {
            "own": Own(wave=wave(2)),
            "waves": (
                wave(
                    1,
                    low_sites=(LowSite(site="Emmen", value=1.5, n=4), LowSite(site="Hoorn", value=3.0, n=9)),
                ),
            ),
        },
        None,
    ),
    (
        "previous_wave_accepted",
        SUPPORT,
        {"own": Own(wave=wave(2)), "waves": (wave(1, "announced"),)},
        {"case": "not_running", "wave": 1},
    ),
    (
        "previous_wave_accepted",
        SUPPORT,
        {"own": Own(wave=wave(2)), "waves": (wave(1, "done"),)},
        {"case": "not_measured", "wave": 1},
    ),
    ("previous_wave_accepted", SUPPORT, {"own": Own(wave=wave(1)), "waves": (wave(1), wave(2))}, None),
    ("wave_measured", {}, {"own": Own(wave=wave(1))}, {}),
    ("wave_measured", {}, {"own": Own(wave=wave(1, low_sites=(ASSEN,)))}, None),
    ("wave_measured", {}, {"own": Own(wave=wave(1, answered=True))}, None),
    (
        "no_freeze",
        {},
        {"today": date(2026, 11, 30), "charter": FREEZE},
        {"day": "2026-11-30", "from": "2026-11-30", "until": "2027-01-03"},
    ),
    ("no_freeze", {}, {"today": date(2027, 1, 4), "charter": FREEZE}, None),
    (
        "no_freeze",
        {"day": "starts_on"},
        {"charter": FREEZE, "own": Own(wave=wave(2, starts_on=date(2027, 1, 3)))},
        {"day": "2027-01-03", "from": "2026-11-30", "until": "2027-01-03"},
    ),
    (
        "no_freeze",
        {"day": "starts_on"},
        {"today": date(2026, 12, 1), "charter": FREEZE, "own": Own(dates={"starts_on": date(2027, 1, 11)})},
        None,
    ),
    ("dates_set", {"dates": ["starts_on", "ends_on"]}, {}, {"dates": ("starts_on", "ends_on")}),
    ("dates_set", {"dates": ["starts_on"]}, {"own": Own(dates={"starts_on": MONDAY})}, None),
    (
        "text_written",
        {"texts": ["grounds", "measures"]},
        {"own": Own(texts=frozenset({"grounds"}))},
        {"texts": ("measures",)},
    ),
    ("text_written", {"texts": ["grounds"]}, {"own": Own(texts=frozenset({"grounds"}))}, None),
    (
        "taken_at_most",
        {"step": "extend", "times": 1},
        {"steps_taken": {"extend": 1}},
        {"step": "extend", "taken": 1, "times": 1},
    ),
    ("taken_at_most", {"step": "extend", "times": 1}, {}, None),
    (
        "taken_at_most",
        {"step": "extend", "times": 1, "per": ["start_pilot"]},
        {"steps_taken": {"extend": 1, "start_pilot": 2}},
        None,
    ),
    (
        "taken_at_most",
        {"step": "extend", "times": 1, "per": ["start_pilot"]},
        {"steps_taken": {"extend": 2, "start_pilot": 2}},
        {"step": "extend", "taken": 2, "times": 1},
    ),
    ("taken_at_least", {"step": "agree", "times": 1}, {}, {"step": "agree", "taken": 0, "times": 1}),
    ("taken_at_least", {"step": "agree", "times": 1}, {"steps_taken": {"agree": 1}}, None),
    (
        "weeks_since",
        {"date": "starts_on", "at_least": 4},
        {"today": date(2026, 11, 1), "own": Own(dates={"starts_on": date(2026, 10, 5)})},
        {"date": "starts_on", "at_least": 4, "from": "2026-11-02"},
    ),
    (
        "weeks_since",
        {"date": "starts_on", "at_least": 4},
        {"today": date(2026, 11, 2), "own": Own(dates={"starts_on": date(2026, 10, 5)})},
        None,
    ),
    (
        "weeks_since",
        {"date": "starts_on", "at_least": 4},
        {},
        {"case": "no_date", "date": "starts_on", "at_least": 4},
    ),
    (
        "months_since",
        {"date": "started_on", "at_most": 12},
        {"today": date(2027, 1, 13), "own": Own(dates={"started_on": date(2026, 1, 12)})},
        {"date": "started_on", "at_most": 12, "until": "2027-01-12"},
    ),
    (
        "months_since",
        {"date": "started_on", "at_most": 12},
        {"today": date(2027, 1, 12), "own": Own(dates={"started_on": date(2026, 1, 12)})},
        None,
    ),
    (
        "months_since",
        {"date": "started_on", "at_most": 12},
        {},
        {"case": "no_date", "date": "started_on", "at_most": 12},
    ),
]

# One set of parameters for each requirement, to ask it about any facts.
PARAMS = {name: params for name, params, _, _ in CASES}


def ask(name: str, params: dict[str, Any], facts: dict[str, Any]) -> Unmet | None:
    return bound(name, params)(Facts(**{"today": MONDAY, **facts}))


@pytest.mark.parametrize(("name", "params", "facts", "numbers"), CASES)
def test_a_requirement_says_what_is_missing_or_nothing(
    name: str, params: dict[str, Any], facts: dict[str, Any], numbers: dict[str, Any] | None
) -> None:
    found = ask(name, params, facts)
    assert found == (None if numbers is None else Unmet(name, numbers))


def test_every_requirement_of_the_catalogue_is_tried_both_ways() -> None:
    met = {name for name, _, _, numbers in CASES if numbers is None}
    unmet = {name for name, _, _, numbers in CASES if numbers is not None}
    assert met == unmet == set(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_requirement_looks_only_at_the_facts_it_says_it_reads(name: str) -> None:
    reads = CATALOGUE[name].reads
    assert reads <= GROUPS

    @given(any_facts)
    def tried(facts: Facts) -> None:
        some = {each.name: getattr(facts, each.name) for each in fields(Facts) if each.name in reads}
        check = bound(name, PARAMS[name])
        assert check(Facts(today=facts.today, **some)) == check(facts)

    tried()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_numbers_of_a_requirement_can_be_stored_as_json(name: str) -> None:
    @given(any_facts)
    def tried(facts: Facts) -> None:
        found = bound(name, PARAMS[name])(facts)
        if found is not None:
            assert found.code == name
            for value in found.numbers.values():
                plain = value if isinstance(value, tuple) else (value,)
                assert all(type(each) in (int, float, str) for each in plain)

    tried()


@pytest.mark.parametrize(("name", "params", "facts", "numbers"), CASES)
def test_the_parameters_tried_are_those_the_catalogue_knows(
    name: str, params: dict[str, Any], facts: dict[str, Any], numbers: dict[str, Any] | None
) -> None:
    known = CATALOGUE[name].params
    assert set(params) <= set(known)
    assert {each for each, param in known.items() if param.required} <= set(params)
