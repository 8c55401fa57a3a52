"""A quite different organisation, written in YAML only, runs to its end through enter() and step()."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from notifications.catalogue import NOTICES
from workflows.definition import Definition, WorkflowError, check, load, shipped
from workflows.facts import Facts, Ideas, Measure, Own, PilotFact
from workflows.machine import Decision, Machine, Refused, Request, State, Tell, enter, step
from workflows.machine import compile as built
from workflows.reasons import explain
from workflows.working_days import calendar

HOSPITAL = Path(__file__).with_name("hospital.yaml")
OWN_LETTERS = frozenset({"ward_question", "ward_sketch", "ward_trial", "ward_outcome", "ward_late"})
LETTERS = frozenset(NOTICES) | OWN_LETTERS
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
CALENDAR = calendar("weekdays")


@pytest.fixture
def ward() -> Machine:
    return built(load(HOSPITAL, LETTERS))


def take(
    ward: Machine,
    kind: str,
    state: State,
    name: str,
    role: str,
    facts: Facts,
    reason: str | None = None,
    **overrides: str,
) -> Decision:
    answer = step(
        ward, kind, state, Request(name, frozenset({role}), reason, overrides), facts, CALENDAR, MONDAY
    )
    assert isinstance(answer, Decision), [explain(unmet, "en") for unmet in answer.unmet]
    return answer


def test_it_has_no_fault_and_nothing_to_warn_of() -> None:
    found = check(HOSPITAL, LETTERS)
    assert (found.faults, found.warnings) == ((), ())


def test_it_shares_no_stage_role_or_letter_with_the_standard_workflow(ward: Machine) -> None:
    standard, own = shipped("standard"), ward.definition
    assert not set(own.cycle.stages) & set(standard.cycle.stages)
    assert not set(own.roles) & set(standard.roles)
    told = {
        letter
        for stage in own.cycle.stages.values()
        for way in stage.steps.values()
        for letter in way.tells.values()
    }
    assert told <= OWN_LETTERS


def test_its_own_letters_must_exist() -> None:
    with pytest.raises(WorkflowError) as refused:
        load(HOSPITAL, LETTERS - {"ward_trial"})
    assert {fault.what for fault in refused.value.faults} == {"unknown letter 'ward_trial'"}


def test_it_runs_from_a_question_to_the_way_things_are_done(ward: Machine) -> None:
    begun = enter(ward, "cycle", MONDAY, {}, CALENDAR)
    assert begun.tells == (Tell("nurse", "ward_question"),)
    # Three weeks, the first day counted: Sunday 22 March. The doctor hears it a day later.
    assert CALENDAR.local_date(begun.deadlines[-2].at) == date(2026, 3, 22)
    assert begun.deadlines[-1].tells == (Tell("doctor", "ward_late"),)

    facts = Facts(today=date(2026, 3, 2), ideas=Ideas(total=2))
    sketching = take(ward, "cycle", begun.state, "sketch", "nurse", facts)
    assert sketching.means is None

    ready = Facts(today=date(2026, 3, 9), confirmed=frozenset({"patients_told", "night_covered"}))
    trying = take(ward, "cycle", sketching.state, "try_it", "head_nurse", ready, "we willen het weten")
    assert trying.means == "pilot"
    assert trying.deadlines[-1].at == MONDAY + timedelta(hours=168)

    again = take(ward, "cycle", trying.state, "rethink", "nurse", ready)
    trying = take(ward, "cycle", again.state, "try_it", "doctor", ready, "beter plan")

    paused = take(ward, "cycle", trying.state, "not_now", "nurse", ready, "griepgolf")
    back = take(ward, "cycle", paused.state, "pick_up", "nurse", ready)
    assert back.to_stage == "trying"

    measured = Facts(
        today=date(2026, 3, 16),
        lessons=1,
        measures=tuple(Measure(moment="pilot", dimension=each, value=61) for each in ("pleasure", "demands")),
    )
    kept = take(ward, "cycle", back.state, "keep", "head_nurse", measured)
    assert (kept.final, kept.means, kept.version) == (True, "closed", 8)
    assert kept.tells == (Tell("client_council", "ward_outcome"), Tell("nurse", "ward_outcome"))


def test_its_doctor_may_go_on_although_patients_do_not_know_yet_and_says_why(ward: Machine) -> None:
    state = State("sketching", 2, 2, "wondering", MONDAY)
    facts = Facts(today=date(2026, 3, 9), confirmed=frozenset({"night_covered"}))
    taken = take(ward, "cycle", state, "try_it", "doctor", facts, "proef", confirmed="morgen verteld")
    [(unmet, why)] = taken.overridden
    assert why == "morgen verteld"
    assert explain(unmet, "nl").startswith("Nog niet afgevinkt: Patiënten en familie weten ervan.")


def test_its_refusals_speak_its_own_words(ward: Machine) -> None:
    state = State("sketching", 2, 2, "wondering", MONDAY)
    request = Request("try_it", frozenset({"nurse"}))
    answer = step(ward, "cycle", state, request, Facts(today=date(2026, 3, 9)), CALENDAR, MONDAY)
    assert isinstance(answer, Refused)
    assert [explain(unmet, "en") for unmet in answer.unmet] == [
        "This step is for: Head nurse or Ward doctor. You do not have that role here.",
        "Write down why. This step is not possible without a reason.",
        "Not ticked off yet: Patients and family know about it. Tick it off when it is done.",
        "Not ticked off yet: Every night shift has somebody who knows it. Tick it off when it is done.",
    ]


def test_its_trial_ends_by_the_clock(ward: Machine) -> None:
    start = date(2026, 3, 9)
    planned = enter(ward, "pilot", MONDAY, {"starts_on": start}, CALENDAR)
    place = Own(pilot=PilotFact(code="B2", sites=1), dates={"starts_on": start})
    running = take(ward, "pilot", planned.state, "begin", "head_nurse", Facts(today=start, own=place))
    ends = running.deadlines[-1]
    assert ends.then == ("finish", "break_off")
    ended = take(ward, "pilot", running.state, "finish", "clock", Facts(today=date(2026, 3, 16), own=place))
    assert (ended.final, ended.means) == (True, "ended")


def test_what_it_did_not_write_does_not_exist_there(ward: Machine) -> None:
    assert ward.kinds == ("cycle", "pilot")
    with pytest.raises(LookupError):
        enter(ward, "wave", MONDAY, {}, CALENDAR)


def test_it_can_borrow_a_lifecycle_of_the_standard_workflow() -> None:
    text = HOSPITAL.read_text("utf-8") + "\nround: standard\n"
    found = check(text, LETTERS)
    # The standard round is opened by the lead, and this ward has none: said on the line that borrows.
    last = text.rstrip().count("\n") + 1
    assert found.definition is None
    assert {fault.line for fault in found.faults} == {last}
    assert any("lead" in fault.what for fault in found.faults)

    with_lead = text.replace(
        "  nurse: {nl", "  lead: {nl: K, en: L}\n  sponsor: {nl: O, en: S}\n  nurse: {nl"
    )
    with_lead = with_lead.replace(
        "  client_council: {nl",
        "  work_group: {nl: W, en: W}\n  works_council: {nl: O, en: W}\n  client_council: {nl",
    )
    borrowed: Definition = load(with_lead, LETTERS)
    assert borrowed.round == shipped("standard").round
