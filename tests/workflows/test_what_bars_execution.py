"""A suspended decision is not carried out by way of a pilot; nothing is chosen before people were asked."""

from datetime import date

import pytest

from tests.workflows.situations import MORNING, in_order, own
from workflows.definition import shipped, shipped_names
from workflows.facts import ConsultationFact, Facts
from workflows.machine import Decision, Machine, Refused, Request, State, step
from workflows.machine import compile as built
from workflows.reasons import explain
from workflows.working_days import calendar

MACHINES = {name: built(shipped(name)) for name in sorted(shipped_names())}
SUSPENDED = ConsultationFact(
    kind="advice", title="Uitrol", meaning="suspended", suspended_until=date(2026, 10, 14)
)
WHY = "Deze proef gaat over een ander onderdeel dan het advies."
TRIALS = [
    (name, kind, stage.name, view.name)
    for name, machine in MACHINES.items()
    for kind, meaning, reaches in (("cycle", "selection", "pilot"), ("pilot", "planned", "running"))
    for stage in machine.stages(kind)
    if stage.means == meaning
    for view in machine.possible(kind, stage.name)
    if machine.stage(kind, view.to).means == reaches
]


def ask(
    machine: Machine, kind: str, stage: str, name: str, facts: Facts, role: str, **overrides: str
) -> Decision | Refused:
    state = State(stage, 1, 1, None, MORNING)
    request = Request(name, frozenset({role}), "omdat het zo is", overrides)
    return step(machine, kind, state, request, facts, calendar("nl"), MORNING)


@pytest.mark.parametrize(("name", "kind", "stage", "trial"), TRIALS)
def test_a_trial_waits_for_the_end_of_a_suspension(name: str, kind: str, stage: str, trial: str) -> None:
    waits = in_order(own=own(kind), consultations=(SUSPENDED,))
    refused = ask(MACHINES[name], kind, stage, trial, waits, "sponsor")
    assert isinstance(refused, Refused)
    assert [unmet.code for unmet in refused.unmet] == ["suspension_over"]
    assert "tot en met 14 oktober 2026" in explain(refused.unmet[0], "nl")
    free = in_order(own=own(kind), consultations=(SUSPENDED,), today=date(2026, 10, 15))
    assert isinstance(ask(MACHINES[name], kind, stage, trial, free, "sponsor"), Decision)


@pytest.mark.parametrize(("name", "kind", "stage", "trial"), TRIALS)
def test_only_the_sponsor_can_say_that_the_suspension_is_about_something_else(
    name: str, kind: str, stage: str, trial: str
) -> None:
    waits = in_order(own=own(kind), consultations=(SUSPENDED,))
    taken = ask(MACHINES[name], kind, stage, trial, waits, "sponsor", suspension_over=WHY)
    assert isinstance(taken, Decision)
    assert [(unmet.code, why) for unmet, why in taken.overridden] == [("suspension_over", WHY)]
    assert isinstance(ask(MACHINES[name], kind, stage, trial, waits, "lead", suspension_over=WHY), Refused)


def test_every_shipped_workflow_has_such_a_trial_of_the_innovation_and_of_a_pilot() -> None:
    assert {(name, kind) for name, kind, _, _ in TRIALS} == {
        (name, kind) for name in MACHINES for kind in ("cycle", "pilot")
    }


@pytest.mark.parametrize(
    ("stage", "name", "here", "elsewhere"),
    [
        ("draft", "ask", "feedback", "variants"),
        ("asked", "choose", "selection", "feedback"),
        ("draft", "choose_version", "decision", "variants"),
        ("asked", "stop", "selection", "feedback"),
        ("asked", "park", "decision", "variants"),
        ("asked", "keep_as_fallback", "selection", "feedback"),
    ],
)
def test_what_becomes_of_a_variant_belongs_to_a_stage_of_the_innovation(
    stage: str, name: str, here: str, elsewhere: str
) -> None:
    machine, who = MACHINES["supermarket"], "lead" if name == "ask" else "sponsor"
    taken = ask(machine, "variant", stage, name, in_order(own=own("variant"), now_in=here), who)
    assert isinstance(taken, Decision)
    refused = ask(machine, "variant", stage, name, in_order(own=own("variant"), now_in=elsewhere), who)
    assert isinstance(refused, Refused)
    assert [unmet.code for unmet in refused.unmet] == ["innovation_in"]


def test_the_stages_are_called_as_the_workflow_calls_them() -> None:
    refused = ask(MACHINES["supermarket"], "variant", "draft", "ask", in_order(own=own("variant")), "lead")
    assert isinstance(refused, Refused)
    assert explain(refused.unmet[0], "nl").endswith("in deze fase is: Feedback van winkels.")
    assert explain(refused.unmet[0], "en").endswith("in this stage: Feedback from the stores.")
