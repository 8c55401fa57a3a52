"""Back and staying, the clock, what it must look at, compiled once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.workflows.machines import NL, STANDARD, ask, at, codes, decide, refuse, small
from tests.workflows.situations import MONDAY, MORNING, in_order, own
from workflows.definition import Definition, digest, load, shipped
from workflows.facts import Charter, Facts, RoundFact
from workflows.machine import (
    Decision,
    Request,
    compiled,
    deadlines,
    enter,
    step,
)
from workflows.machine import (
    compile as built,
)

# --- back, and staying ----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["preparation", "feedback", "decision", "evaluation"])
def test_a_pause_ends_where_it_began(stage: str) -> None:
    paused = decide(at(stage), ask("pause", "sponsor", reason="zomer"), in_order())
    resumed = decide(paused.state, ask("resume", "sponsor"), in_order())
    assert resumed.to_stage == stage
    assert resumed.deadlines == deadlines(STANDARD, "cycle", stage, MORNING, {}, NL)


def test_who_comes_back_from_a_pause_has_the_rest_of_the_term_and_no_reminder_twice() -> None:
    later = MORNING + timedelta(weeks=9)
    paused = decide(at("preparation"), ask("pause", "sponsor", reason="zomer"), in_order())
    resumed = decide(paused.state, ask("resume", "sponsor"), in_order(spent=26), now=later)
    assert NL.local_date(later) == date(2026, 5, 4)
    coming = [(due.what, NL.local_date(due.at)) for due in resumed.deadlines]
    # 4 of the 30 days were left; the reminder of 5 working days before went out before the pause
    assert coming[:2] == [("remind", date(2026, 5, 7)), ("due", date(2026, 5, 8))]
    assert "remind" not in dict(coming[1:])
    # and a second pause counts from where the first one had left it
    assert resumed.state.entered_at == later - timedelta(days=26)


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
    assert STANDARD.reads("cycle", "preparation", "stop") == {"lessons", "lesson_at", "last_taken"}
    # Back in the evaluation, the term counts from the day of the last wave: a date of the cycle itself.
    assert STANDARD.reads("cycle", "paused", "resume") == {"spent", "own"}
    assert STANDARD.reads("cycle", "preparation", "nonsense") == frozenset()


def test_facts_for_a_warning_are_asked_for_too() -> None:
    assert "pilots" in STANDARD.reads("cycle", "selection", "start_pilot")


def test_its_own_dates_are_asked_for_when_the_next_term_needs_them() -> None:
    assert "own" in STANDARD.reads("pilot", "planned", "run")
    assert STANDARD.reads("wave", "halted", "resume") == {"own", "spent"}  # it may come back to a dated stage


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
