"""Requirements on what was measured: met here, not met there."""

from tests.workflows.situations_of_needs import FELL, RISK, Case, measure

# requirement, parameters, facts, and the numbers when it is not met (None: it is met).
CASES: list[Case] = [
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
]
