"""Requirements of the works council: conditions, and the month in which a decision may be void."""

from dataclasses import replace
from datetime import timedelta

from tests.workflows.situations import MONDAY
from tests.workflows.situations_of_needs import Case, request
from workflows.facts import Own

VOIDABLE = Own(consultation=request("consent", "contestable", nullity_until=MONDAY))

# requirement, parameters, facts, and the numbers when it is not met (None: it is met).
CASES: list[Case] = [
    (
        "conditions_met",
        {"kinds": ["consent", "advice"]},
        {
            "consultations": (
                request("consent", "given", conditions_open=(("Geen lijst.", None), ("Wissen.", MONDAY))),
                request("advice", "closed", conditions_open=(("Uitleg.", MONDAY - timedelta(days=1)),)),
            )
        },
        {"title": ("over consent", "over advice"), "condition": ("Geen lijst.", "Uitleg.")},
    ),
    (
        "conditions_met",
        {"kinds": ["consent"]},
        {
            "consultations": (
                request("consent", "withdrawn", conditions_open=(("Geen lijst.", None),)),
                request("advice", "closed", conditions_open=(("Uitleg.", None),)),
            )
        },
        None,
    ),
    (
        "asked_of",
        {"bodies": ["representation", "meeting"]},
        {"own": VOIDABLE},
        {"bodies": ("representation", "meeting")},
    ),
    ("asked_of", {"bodies": ["works_council"]}, {"own": VOIDABLE}, None),
    ("nullity_in_time", {}, {"own": VOIDABLE}, None),
    (
        "nullity_in_time",
        {},
        {"own": replace(VOIDABLE, dates={"invoked_on": MONDAY + timedelta(days=1)})},
        {"day": "2026-03-03", "until": "2026-03-02"},
    ),
    ("nullity_over", {}, {"own": VOIDABLE}, {"until": "2026-03-02"}),
    (
        "nullity_over",
        {},
        {
            "own": Own(
                consultation=request("consent", "contestable", nullity_until=MONDAY - timedelta(days=1))
            )
        },
        None,
    ),
]
