"""Requirements from the charter up to the rounds: met here, not met there."""

from datetime import date, timedelta

from tests.workflows.situations import MORNING
from tests.workflows.situations_of_needs import Case, asked_before, measure, round_, variant
from workflows.facts import (
    Charter,
    Ideas,
    Own,
)

LATER = MORNING + timedelta(days=30)

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
    ("benefits_judged", {}, {}, None),
    (
        "benefits_judged",
        {},
        {"benefits_open": ("Minder lege schappen",)},
        {"waiting": 1, "benefits": ("Minder lege schappen",)},
    ),
    ("lesson_recorded", {}, {}, {}),
    ("lesson_recorded", {}, {"lessons": 1}, None),
    ("lesson_recorded", {"since": ["repeat"]}, {}, {}),
    ("lesson_recorded", {"since": ["repeat"]}, {"lessons": 1}, None),
    (
        "lesson_recorded",
        {"since": ["repeat"]},
        {"lessons": 2, "lesson_at": MORNING, "last_taken": {"repeat": MORNING, "go": LATER}},
        {"case": "again"},
    ),
    (
        "lesson_recorded",
        {"since": ["repeat"]},
        {"lessons": 2, "lesson_at": LATER, "last_taken": {"repeat": MORNING}},
        None,
    ),
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
    ("not_asked_again", {}, {}, None),
    ("not_asked_again", {}, {"asked_before": (asked_before("assen/Nacht", 3),)}, None),
    (
        "not_asked_again",
        {},
        {
            "asked_before": (
                asked_before("assen/Nacht", 4),
                asked_before("emmen/Dag", 6, what=("control",), round="R2", again_from=date(2026, 4, 20)),
            )
        },
        {
            "teams": ("assen/Nacht", "emmen/Dag"),
            "what": ("demands", "control"),
            "rounds": ("R1", "R2"),
            "from": "2026-04-20",
        },
    ),
    (
        "not_asked_again",
        {},
        {"asked_before": (asked_before("assen/Nacht", 6, what=("V2",), again_from=None),)},
        {"case": "never", "teams": ("assen/Nacht",), "what": ("V2",), "rounds": ("R1",)},
    ),
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
    # The next round was prepared and never opened: what was answered is the one before it.
    (
        "round_answered",
        {"purpose": "variants"},
        {"rounds": (round_(2, "answered"), round_(4, "draft"))},
        {"case": "draft", "purpose": "variants", "round": "R4"},
    ),
    (
        "round_answered",
        {"purpose": "variants"},
        {"rounds": (round_(2, "closed", clusters_open=3), round_(4, "draft"))},
        {"case": "and_draft", "purpose": "variants", "round": "R2", "open": 3, "drafted": "R4"},
    ),
    (
        "round_answered",
        {"purpose": "variants"},
        {"rounds": (round_(2, "answered"), round_(4, "withdrawn"))},
        None,
    ),
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
    # What is missing is said at once: answering the cluster must not bring up the next thing.
    (
        "every_cluster_answered",
        {},
        {"own": Own(round=round_(1, "closed", answered=74, clusters=9, clusters_open=1, texts_waiting=7))},
        {"case": "and_not_placed", "open": 1, "clusters": 9, "waiting": 7},
    ),
    (
        "every_cluster_answered",
        {},
        {"own": Own(round=round_(1, "closed", answered=74, clusters=9, texts_waiting=7))},
        {"case": "not_placed", "waiting": 7},
    ),
    ("every_cluster_answered", {}, {"own": Own(round=round_(1, "closed"))}, None),
    ("every_cluster_answered", {}, {"own": Own(round=round_(1, "closed", answered=74, clusters=9))}, None),
    (
        "measured",
        {"moment": "baseline"},
        {"measures": (measure("pilot", "control", 44),)},
        {"moment": "baseline"},
    ),
]
