"""Requirements from the pilot up to the evaluation: met here, not met there."""

from datetime import date, timedelta

from tests.workflows.situations import MONDAY, MORNING
from tests.workflows.situations_of_needs import (
    ASSEN,
    FREEZE,
    RISK,
    SUPPORT,
    Case,
    measure,
    request,
    round_,
    wave,
)
from workflows.facts import (
    LowSite,
    Own,
    PilotFact,
)

EVENING = MORNING + timedelta(hours=12)
EARLIER = PilotFact(code="pilot-1", title="Proef 1", meaning="ended", this_trial=False)

# requirement, parameters, facts, and the numbers when it is not met (None: it is met).
CASES: list[Case] = [
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
    ("trial_decided", {}, {"been_in": frozenset({"selection"})}, {}),
    ("trial_decided", {}, {"been_in": frozenset({"selection", "pilot"})}, None),
    ("rollout_decided", {}, {"been_in": frozenset({"pilot", "decision"})}, {}),
    ("rollout_decided", {}, {"been_in": frozenset({"decision", "rollout"})}, None),
    ("innovation_in", {"stages": ["selection", "decision"]}, {"now_in": "decision"}, None),
    (
        "innovation_in",
        {"stages": ["selection", "decision"]},
        {"now_in": "feedback"},
        {"stages": ("selection", "decision")},
    ),
    ("pilot_ended", {}, {}, {"case": "none"}),
    # A repeated trial: the pilot of the first one does not count for the second.
    (
        "pilot_ended",
        {},
        {
            "pilots": (
                EARLIER,
                PilotFact(code="pilot-2", title="Proef 2", meaning="planned"),
            )
        },
        {"case": "planned", "pilots": ("Proef 2",)},
    ),
    ("pilot_ended", {}, {"pilots": (EARLIER,)}, {"case": "earlier", "pilots": ("Proef 1",)}),
    # Nor do the answers about the first one count for the second.
    (
        "round_answered",
        {"purpose": "pilot"},
        {
            "rounds": (round_(2, "answered", purpose="pilot"),),
            "pilots": (
                PilotFact(code="pilot-1", meaning="ended", this_trial=False),
                PilotFact(code="pilot-2", meaning="ended", answered=False),
            ),
        },
        {"case": "none", "purpose": "pilot"},
    ),
    (
        "round_answered",
        {"purpose": "pilot"},
        {
            "rounds": (round_(2, "answered", purpose="pilot"), round_(3, "answered", purpose="pilot")),
            "pilots": (
                PilotFact(code="pilot-1", meaning="ended", this_trial=False, answered=False),
                PilotFact(code="pilot-2", meaning="ended"),
            ),
        },
        None,
    ),
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
        {"steps_taken": {"extend": 1}, "taken_at": {"extend": (MORNING,), "start_pilot": (EVENING,)}},
        None,
    ),
    (
        "taken_at_most",
        {"step": "extend", "times": 1, "per": ["start_pilot"]},
        {"steps_taken": {"extend": 1}, "taken_at": {"extend": (EVENING,), "start_pilot": (MORNING,)}},
        {"step": "extend", "taken": 1, "times": 1},
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
