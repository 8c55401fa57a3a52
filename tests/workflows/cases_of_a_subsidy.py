"""What a subsidy asks, and the hours of staff: met here, not met there."""

from datetime import date
from typing import Any

from tests.workflows.situations_of_needs import Case
from workflows.facts import Charter, Own, Subsidy

RULES = frozenset({"programme_fit", "one_project_per_application", "no_other_eu_money"})
NAMED = {"profile_nl": "ESF-subsidie", "profile_en": "ESF subsidy"}
TERM = {"months": 12, "until": "2026-03-01", **NAMED}


def paid(asks: frozenset[str] = RULES, **more: Any) -> dict[str, Any]:
    return {
        "charter": Charter(
            subsidy=Subsidy(label_nl="ESF-subsidie", label_en="ESF subsidy", asks=asks, **more)
        )
    }


def hours(booked: float, used: float) -> dict[str, Any]:
    return {"charter": Charter(staff_hours=booked, staff_hours_used=used, warn_at_percent=80)}


# The day of these cases is 2 March 2026.
CASES: list[Case] = [
    ("programme_fit_recorded", {}, {}, None),
    ("programme_fit_recorded", {}, paid(), NAMED),
    ("programme_fit_recorded", {}, paid(frozenset()), None),
    ("programme_fit_recorded", {}, paid(programme_fit="Duurzame inzetbaarheid"), None),
    ("one_project_per_application", {}, {}, None),
    ("one_project_per_application", {}, paid(), {"case": "none", **NAMED}),
    ("one_project_per_application", {}, paid(application="2026-17"), None),
    (
        "one_project_per_application",
        {},
        paid(application="2026-17", same_application=("Karton",)),
        {"application": "2026-17", "projects": ("Karton",), **NAMED},
    ),
    ("no_other_eu_money", {}, {}, None),
    ("no_other_eu_money", {}, paid(), {"case": "unknown", **NAMED}),
    ("no_other_eu_money", {}, paid(other_eu_money=True), NAMED),
    ("no_other_eu_money", {}, paid(other_eu_money=False), None),
    ("within_subsidy_term", {}, {}, None),
    ("within_subsidy_term", {}, paid(), None),
    ("within_subsidy_term", {}, paid(months=12, last_day=date(2026, 3, 2)), None),
    ("within_subsidy_term", {}, paid(months=12, last_day=date(2026, 3, 1)), {"day": "2026-03-02", **TERM}),
    (
        "within_subsidy_term",
        {"day": "starts_on"},
        {**paid(months=12, last_day=date(2026, 3, 1)), "own": Own(dates={"starts_on": date(2026, 2, 27)})},
        None,
    ),
    (
        "within_subsidy_term",
        {"day": "ends_on"},
        {**paid(months=12, last_day=date(2026, 3, 1)), "own": Own(dates={"ends_on": date(2026, 4, 1)})},
        {"day": "2026-04-01", **TERM},
    ),
    ("staff_hours_left", {}, {}, None),
    ("staff_hours_left", {}, hours(100, 79.9), None),
    ("staff_hours_left", {}, hours(100, 80), {"used": 80, "booked": 100}),
    ("staff_hours_left", {}, hours(100, 100), {"used": 100, "booked": 100}),
    ("staff_hours_left", {}, hours(100, 100.1), {"used": 100.1, "booked": 100, "case": "over"}),
]
