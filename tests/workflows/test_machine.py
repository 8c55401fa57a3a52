"""One step at a time: what may happen, what is refused and why, and what follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.workflows.situations import MONDAY, MORNING, in_order, own
from workflows.definition import Definition, digest, load, shipped
from workflows.facts import Charter, ConsultationFact, Facts, Measure, PilotFact, RoundFact
from workflows.machine import (
    Decision,
    Machine,
    Refused,
    Request,
    State,
    Tell,
    compiled,
    deadlines,
    enter,
    step,
)
from workflows.machine import (
    compile as built,
)
from workflows.working_days import calendar

NL = calendar("nl")
STANDARD = built(shipped("standard"))


def at(stage: str, previous: str | None = None, visit: int = 3) -> State:
    return State(stage, 7, visit, previous, MORNING)


def ask(name: str, *roles: str, reason: str | None = None, **overrides: str) -> Request:
    return Request(name, frozenset(roles), reason, overrides)


def decide(
    state: State, request: Request, facts: Facts, kind: str = "cycle", now: datetime = MORNING
) -> Decision:
    answer = step(STANDARD, kind, state, request, facts, NL, now)
    assert isinstance(answer, Decision), answer
    return answer


def refuse(state: State, request: Request, facts: Facts, kind: str = "cycle") -> Refused:
    answer = step(STANDARD, kind, state, request, facts, NL, MORNING)
    assert isinstance(answer, Refused), answer
    return answer


def codes(refused: Refused) -> list[str]:
    return [unmet.code for unmet in refused.unmet]


def small(steps: str, more: str = "", due: str = "none") -> Machine:
    """A workflow of a few lines: stages a and b, and an end."""
    return built(
        load(
            f"""
workflow: small
title: {{nl: Klein, en: Small}}
calendar: nl
roles: [lead, sponsor]
cycle:
  start: a
  stages:
    a:
      label: {{nl: A, en: A}}
      due: {due}
      steps:
        on_to_b: {{to: b, by: lead}}
{steps}
    b:
      label: {{nl: B, en: B}}
      due: none
      steps:
        finish: {{to: z, by: lead}}
{more}
    z: {{label: {{nl: Z, en: Z}}, final: true}}
"""
        )
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


# --- back, and staying ----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["preparation", "feedback", "decision", "evaluation"])
def test_a_pause_ends_where_it_began(stage: str) -> None:
    paused = decide(at(stage), ask("pause", "sponsor", reason="zomer"), in_order())
    resumed = decide(paused.state, ask("resume", "sponsor"), in_order())
    assert resumed.to_stage == stage
    assert resumed.deadlines == deadlines(STANDARD, "cycle", stage, MORNING, {}, NL)


def test_there_is_no_way_back_from_where_one_began() -> None:
    assert codes(refuse(at("paused", previous=None), ask("resume", "sponsor"), in_order())) == ["no_way_back"]


def test_a_pause_cannot_be_paused() -> None:
    refused = refuse(at("paused", "ideas"), ask("pause", "sponsor", reason="x"), in_order())
    assert codes(refused) == ["not_from_here"]


def test_a_step_that_stays_is_a_new_visit_and_remembers_where_it_came_from() -> None:
    machine = small("        wait: {to: same, by: lead, label: {nl: Wachten, en: Wait}}")
    taken = step(machine, "cycle", at("a", "b"), ask("wait", "lead"), in_order(), NL, MORNING)
    assert isinstance(taken, Decision)
    assert (taken.to_stage, taken.visit, taken.previous) == ("a", 4, "b")


def test_an_extended_round_gets_its_whole_term_again_and_only_once() -> None:
    slow = in_order(own=own("round", round=RoundFact(id=9, invited=118, answered=40)))
    later = MORNING + timedelta(days=12)
    taken = decide(at("open", "draft"), ask("extend", "lead", reason="griep"), slow, "round", later)
    due = next(each for each in taken.deadlines if each.what == "due")
    assert due.at == datetime(2026, 3, 27, 22, 59, 59, tzinfo=UTC)
    again = in_order(own=slow.own, steps_taken={"extend": 1})
    assert codes(refuse(at("open"), ask("extend", "lead", reason="x"), again, "round")) == ["taken_at_most"]


# --- the clock ------------------------------------------------------------------------------------


def test_the_clock_closes_a_round_that_enough_people_answered_and_holds_one_that_they_did_not() -> None:
    clock = frozenset({"clock"})
    for answered, closes in ((59, True), (58, False)):
        facts = in_order(own=own("round", round=RoundFact(id=9, invited=118, answered=answered)))
        answer = step(STANDARD, "round", at("open"), Request("close", clock), facts, NL, MORNING)
        assert isinstance(answer, Decision) is closes
    held = step(STANDARD, "round", at("open"), Request("hold", clock), facts, NL, MORNING)
    assert isinstance(held, Decision)
    assert held.means == "held"


def test_people_cannot_close_a_round_before_its_time() -> None:
    facts = in_order(own=own("round"))
    assert codes(refuse(at("open"), ask("close", "lead", "sponsor"), facts, "round")) == ["role_missing"]


def test_the_clock_needs_no_reason_but_a_person_does() -> None:
    text = """
workflow: ending
title: {nl: E, en: E}
calendar: nl
roles: [lead]
cycle:
  start: a
  stages:
    a: {label: {nl: A, en: A}, due: none, steps: {go: {to: z, by: lead}}}
    z: {label: {nl: Z, en: Z}, final: true}
pilot:
  start: running
  stages:
    running:
      label: {nl: Loopt, en: Running}
      due: {on: ends_on, then: end}
      steps: {end: {to: ended, by: [lead, clock], reason: required}}
    ended: {label: {nl: Klaar, en: Ended}, final: true}
"""
    machine = built(load(text))
    state = at("running")
    for role, taken in (("clock", True), ("lead", False)):
        answer = step(machine, "pilot", state, ask("end", role), in_order(), NL, MORNING)
        assert isinstance(answer, Decision) is taken


def test_the_clock_has_no_step_in_any_cycle() -> None:
    for stage in STANDARD.stages("cycle"):
        assert not any(view.by_clock for view in STANDARD.possible("cycle", stage.name))


# --- what it must look at -------------------------------------------------------------------------


def test_only_the_facts_a_step_looks_at_are_asked_for() -> None:
    assert STANDARD.reads("cycle", "preparation", "open_ideas") == {"charter"}
    assert STANDARD.reads("cycle", "preparation", "stop") == {"lessons"}
    assert STANDARD.reads("cycle", "preparation", "pause") == frozenset()
    assert STANDARD.reads("cycle", "preparation", "nonsense") == frozenset()


def test_facts_for_a_warning_are_asked_for_too() -> None:
    assert "pilots" in STANDARD.reads("cycle", "selection", "start_pilot")


def test_its_own_dates_are_asked_for_when_the_next_term_needs_them() -> None:
    assert "own" in STANDARD.reads("pilot", "planned", "run")
    assert STANDARD.reads("wave", "halted", "resume") == frozenset()


def test_the_clock_is_given_the_facts_of_every_step_it_may_try() -> None:
    assert STANDARD.reads("round", "open", "hold") == STANDARD.reads("round", "open", "close") == {"own"}


def test_a_step_decided_on_what_it_reads_is_decided_as_on_everything() -> None:
    everything = in_order(own=own("pilot"))
    for kind in STANDARD.kinds:
        for stage in STANDARD.stages(kind):
            for view in STANDARD.possible(kind, stage.name):
                groups = STANDARD.reads(kind, stage.name, view.name)
                some = Facts(today=MONDAY, **{name: getattr(everything, name) for name in groups})
                request = ask(view.name, *view.by, reason="x")
                state = at(stage.name, "preparation" if kind == "cycle" else None)
                full = step(STANDARD, kind, state, request, everything, NL, MORNING)
                assert step(STANDARD, kind, state, request, some, NL, MORNING) == full, (kind, view.name)


# --- compiled once --------------------------------------------------------------------------------


def test_a_published_definition_is_compiled_once() -> None:
    asked: list[str] = []

    def stored(wanted: str) -> Definition:
        asked.append(wanted)
        return shipped("supermarket")

    key = digest(shipped("supermarket"))
    assert compiled(key, stored) is compiled(key, stored)
    assert asked == [key]


def test_a_definition_that_was_changed_in_the_store_is_not_run() -> None:
    with pytest.raises(ValueError, match="not the published one"):
        compiled("0" * 64, lambda _: shipped("standard"))


def test_one_machine_serves_many_threads() -> None:
    facts = in_order()

    def walk(_: int) -> str:
        state = enter(STANDARD, "cycle", MORNING, {}, NL).state
        for name, role in (
            ("open_ideas", "lead"),
            ("make_variants", "lead"),
            ("pause", "sponsor"),
            ("resume", "sponsor"),
        ):
            state = decide(state, ask(name, role, reason="x"), facts).state
        return f"{state.stage} {state.version}"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(walk, range(400))) == {"variants 5"}


def test_a_page_is_told_what_each_step_is_called_and_who_may_take_it() -> None:
    views = {view.name: view for view in STANDARD.possible("cycle", "decision")}
    assert views["go"].label["nl"] == "Doorgaan met uitrollen"
    assert views["go"].by == ("sponsor",)
    assert views["go"].overridable == {"no_outcome_fell": "sponsor", "no_site_in_stress_risk": "sponsor"}
    assert views["go"].reason_required
    assert not views["go"].by_clock
    assert STANDARD.stage("cycle", "consulting").means == "decision"
    assert [stage.position for stage in STANDARD.stages("round")] == [0, 1, 2, 3, 4, 5]


def test_a_step_without_a_label_is_called_after_where_it_leads() -> None:
    views = {view.name: view for view in small("").possible("cycle", "a")}
    assert views["on_to_b"].label == {"nl": "Naar: B", "en": "To: B"}


def test_a_charter_that_is_not_complete_says_which_teams_are_missing() -> None:
    facts = in_order(charter=Charter(sponsor_named=True, teams_affected=("Kassa", "Vers", "Nacht")))
    refused = refuse(at("preparation"), ask("open_ideas", "lead"), facts)
    assert refused.unmet[0].numbers["teams"] == ("Kassa", "Vers", "Nacht")
