"""One step at a time: what may happen, what is refused and why, and what follows."""

from datetime import UTC, date, datetime

import pytest

from tests.workflows.machines import NL, STANDARD, ask, at, codes, decide, refuse, small
from tests.workflows.situations import MONDAY, MORNING, in_order
from workflows.definition import load
from workflows.facts import ConsultationFact, Facts, Measure, PilotFact
from workflows.machine import (
    State,
    Tell,
    enter,
    step,
)
from workflows.machine import (
    compile as built,
)

# --- beginning ------------------------------------------------------------------------------------


def test_a_life_begins_in_its_first_stage_with_version_and_visit_one() -> None:
    begun = enter(STANDARD, "cycle", MORNING, {}, NL)
    assert (begun.step, begun.from_stage, begun.to_stage) == ("start", None, "preparation")
    assert (begun.version, begun.visit, begun.previous, begun.final) == (1, 1, None, False)
    assert begun.means == "preparation"
    assert begun.entered_at == MORNING
    assert [due.what for due in begun.deadlines] == ["remind", "remind", "due", "escalate"]


def test_a_named_date_counts_from_the_first_moment() -> None:
    begun = enter(STANDARD, "idea", MORNING, {"submitted_on": date(2026, 2, 26)}, NL)
    due = next(each for each in begun.deadlines if each.what == "due")
    # Thursday 26 February and two working days: Monday 2 March.
    assert due.at == datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)


def test_a_lifecycle_can_tell_people_that_it_begins() -> None:
    text = """
workflow: telling
title: {nl: T, en: T}
calendar: nl
roles: [lead]
cycle:
  start: a
  tells: {lead: cycle_started}
  stages:
    a: {label: {nl: A, en: A}, due: none, steps: {go: {to: z, by: lead}}}
    z: {label: {nl: Z, en: Z}, final: true}
"""
    begun = enter(built(load(text)), "cycle", MORNING, {}, NL)
    assert begun.tells == (Tell("lead", "cycle_started"),)


# --- a step that is possible ----------------------------------------------------------------------


def test_a_step_moves_on_and_counts_one_version_and_one_visit() -> None:
    taken = decide(at("preparation", visit=1), ask("open_ideas", "lead"), in_order())
    assert (taken.from_stage, taken.to_stage, taken.means) == ("preparation", "ideas", "ideas")
    assert (taken.version, taken.visit, taken.previous) == (8, 2, "preparation")
    assert taken.state == State("ideas", 8, 2, "preparation", MORNING)
    assert Tell("affected", "ideas_open") in taken.tells
    assert Tell("works_council", "cycle_started") in taken.tells


def test_a_step_changes_nothing_itself() -> None:
    state, facts = at("preparation"), in_order()
    first = decide(state, ask("open_ideas", "lead"), facts)
    assert state == at("preparation")
    assert decide(state, ask("open_ideas", "lead"), facts) == first


def test_a_step_says_when_it_cannot_be_undone_and_when_it_can() -> None:
    assert decide(at("ideas"), ask("pause", "sponsor", reason="verbouwing"), in_order()).undoable
    assert not decide(at("ideas"), ask("stop", "sponsor", reason="geen geld"), in_order()).undoable


def test_a_final_stage_is_marked_and_has_no_deadlines() -> None:
    closed = decide(at("evaluation"), ask("close", "sponsor"), in_order())
    assert closed.final
    assert closed.deadlines == ()
    assert STANDARD.possible("cycle", "closed") == ()


def test_a_warning_is_said_and_does_not_stop_the_step() -> None:
    long = in_order(pilots=(*in_order().pilots[:1], pilot_of(days=57)))
    taken = decide(at("selection"), ask("start_pilot", "sponsor", reason="beste variant"), long)
    assert [unmet.code for unmet in taken.warnings] == ["pilot_modest"]
    assert taken.to_stage == "pilot"


def pilot_of(days: int) -> PilotFact:
    return PilotFact(code="P2", days=days, staff_share=8, sites=6)


# --- a step that is refused -----------------------------------------------------------------------


def test_a_step_from_the_wrong_stage_names_the_steps_that_are_possible() -> None:
    refused = refuse(at("preparation"), ask("go", "sponsor"), in_order())
    assert codes(refused) == ["not_from_here"]
    assert refused.possible == ("open_ideas", "pause", "stop")
    assert refused.unmet[0].numbers["possible"] == ("open_ideas", "pause", "stop")
    assert refused.unmet[0].numbers["stage_nl"] == "Voorbereiden"


def test_a_step_that_does_not_exist_names_the_nearest_one() -> None:
    refused = refuse(at("preparation"), ask("open_idea", "lead"), in_order())
    assert codes(refused) == ["unknown_step"]
    assert refused.unmet[0].numbers["nearest"] == "open_ideas"


@pytest.mark.parametrize("name", ["__class__", "to_closed", "trigger", "", "a" * 5000, "os.system"])
def test_no_word_of_a_client_reaches_the_machine_as_a_name(name: str) -> None:
    assert codes(refuse(at("preparation"), ask(name, "lead"), in_order())) == ["unknown_step"]


def test_a_refusal_names_everything_that_is_missing_at_once() -> None:
    nothing = Facts(today=MONDAY)
    assert codes(refuse(at("preparation"), ask("open_ideas", "employee"), nothing)) == [
        "role_missing",
        "sponsor_named",
        "every_team_in_work_group",
        "staff_hours_booked",
        "technology_test_filled_in",
    ]


def test_a_refusal_for_a_reason_comes_with_the_other_reasons() -> None:
    refused = refuse(at("ideas"), ask("stop", "lead", reason="  "), Facts(today=MONDAY))
    assert codes(refused) == ["role_missing", "reason_missing", "lesson_recorded"]


def test_nobody_may_take_a_step_without_a_role() -> None:
    assert codes(refuse(at("preparation"), ask("open_ideas"), in_order())) == ["role_missing"]


def test_a_stage_or_kind_that_is_not_in_the_workflow_is_an_error_of_the_caller() -> None:
    with pytest.raises(LookupError):
        step(STANDARD, "cycle", at("nowhere"), ask("go"), in_order(), NL, MORNING)
    with pytest.raises(LookupError):
        enter(small(""), "wave", MORNING, {}, NL)


# --- passing a requirement by ---------------------------------------------------------------------

FELL = in_order(
    measures=(
        *(m for m in in_order().measures if not (m.moment == "pilot" and m.dimension == "control")),
        Measure(moment="pilot", dimension="control", value=44, n=61),
    )
)


def test_a_floor_stops_the_decision() -> None:
    refused = refuse(at("decision"), ask("go", "sponsor", reason="winst"), FELL)
    assert codes(refused) == ["no_outcome_fell", "no_site_in_stress_risk"]


def test_the_sponsor_may_pass_a_floor_by_with_a_recorded_reason() -> None:
    request = ask(
        "go",
        "sponsor",
        reason="besluit",
        no_outcome_fell="tijdelijk, met maatregelen",
        no_site_in_stress_risk="extra hulp tot de zomer",
    )
    taken = decide(at("decision"), request, FELL)
    assert [(unmet.code, why) for unmet, why in taken.overridden] == [
        ("no_outcome_fell", "tijdelijk, met maatregelen"),
        ("no_site_in_stress_risk", "extra hulp tot de zomer"),
    ]


def test_a_blank_reason_passes_nothing_by() -> None:
    request = ask("go", "sponsor", reason="x", no_outcome_fell=" ", no_site_in_stress_risk="")
    assert codes(refuse(at("decision"), request, FELL)) == ["no_outcome_fell", "no_site_in_stress_risk"]


def test_another_role_may_not_pass_a_floor_by() -> None:
    request = ask("go", "lead", reason="x", no_outcome_fell="toch", no_site_in_stress_risk="toch")
    refused = refuse(at("decision"), request, FELL)
    assert codes(refused) == [
        "role_missing",
        "no_outcome_fell",
        "override_not_allowed",
        "no_site_in_stress_risk",
        "override_not_allowed",
    ]
    assert refused.unmet[2].numbers["roles_nl"] == ("Opdrachtgever",)


def test_what_no_role_may_pass_by_stays_unmet() -> None:
    suspended = in_order(
        consultations=(ConsultationFact(kind="advice", meaning="suspended", suspended_until=MONDAY),)
    )
    request = ask("go", "sponsor", reason="x", suspension_over="haast")
    refused = refuse(at("decision"), request, suspended)
    assert codes(refused) == ["suspension_over", "override_not_allowed"]
    assert refused.unmet[1].numbers["roles"] == ()


def test_an_override_that_was_not_needed_is_not_recorded() -> None:
    taken = decide(
        at("decision"), ask("go", "sponsor", reason="x", no_outcome_fell="voor de zekerheid"), in_order()
    )
    assert taken.overridden == ()
