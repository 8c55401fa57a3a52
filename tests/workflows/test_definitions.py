"""The three workflows that come with the product, and what a definition is once it has been read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

import workflows
from notifications.catalogue import NOTICES
from workflows.definition import (
    SHIPPED,
    Definition,
    Lifecycle,
    Step,
    WorkflowError,
    canonical,
    check,
    digest,
    from_canonical,
    load,
    shipped,
    shipped_names,
)
from workflows.machine import compile as built
from workflows.requirements import CATALOGUE
from workflows.vocabulary import KINDS, MEANINGS

NAMES = ("parking-chain", "standard", "supermarket")
LETTERS = frozenset(NOTICES)
MEASURED = {"measures", "link_measures"}


def steps(life: Lifecycle) -> Iterator[tuple[str, Step]]:
    for stage in life.stages.values():
        yield from stage.steps.items()
    yield from life.everywhere.items()


def params(definition: Definition, kind: str, step: str, requirement: str) -> dict[str, Any]:
    life = definition.lifecycle(kind)
    assert life is not None
    way = next(way for name, way in steps(life) if name == step)
    return dict(next(need.params for need in (*way.needs, *way.warns) if need.name == requirement))


# --- they are whole -------------------------------------------------------------------------------


def test_three_workflows_come_with_the_product() -> None:
    assert shipped_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_workflow_has_no_fault_and_no_warning(name: str) -> None:
    found = check(SHIPPED / f"{name}.yaml", LETTERS)
    assert (found.faults, found.warnings) == ((), ())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_workflow_has_every_lifecycle_and_each_meaning_it_needs(name: str, kind: str) -> None:
    life = shipped(name).lifecycle(kind)
    assert life is not None
    means = {stage.meaning(kind, stage_name) for stage_name, stage in life.stages.items()}
    # "decided" is for organisations that tell the works council later than they decide.
    assert means == set(MEANINGS[kind]) - ({"decided"} if kind == "consultation" else set())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_can_be_reached_and_leads_to_an_end(name: str, kind: str) -> None:
    machine = built(shipped(name))
    ways = {
        stage.name: {
            target
            for view in machine.possible(kind, stage.name)
            for target in machine.place(kind, stage.name).ways[view.name].targets
        }
        for stage in machine.stages(kind)
    }
    finals = {stage.name for stage in machine.stages(kind) if stage.final}

    def reach(start: str) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            new = ways[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    assert reach(machine.start(kind)) == set(ways)
    assert all(reach(stage) & finals for stage in ways)


@pytest.mark.parametrize("name", NAMES)
def test_a_lead_finds_a_word_for_everything_in_both_languages(name: str) -> None:
    machine = built(shipped(name))
    for kind in KINDS:
        for stage in machine.stages(kind):
            labels = [view.label for view in machine.possible(kind, stage.name)]
            assert all(label["nl"] and label["en"] for label in (stage.label, *labels))
            for language in ("nl", "en"):
                said = [label[language] for label in labels]
                assert len(set(said)) == len(said), (kind, stage.name, said)


@pytest.mark.parametrize("name", NAMES)
def test_whoever_must_choose_hears_that_a_gate_waits(name: str) -> None:
    cycle = shipped(name).cycle
    assert cycle.stages["feedback"].steps["select"].tells["sponsor"] == "gate_waiting"
    assert cycle.stages["pilot"].steps["evaluate_pilot"].tells["sponsor"] == "gate_waiting"


@pytest.mark.parametrize("name", NAMES)
def test_the_letter_about_a_gate_names_every_measurement_that_the_gate_asks(name: str) -> None:
    stages = shipped(name).cycle.stages
    for stage in stages.values():
        for step in stage.steps.values():
            if step.tells.get("sponsor") != "gate_waiting":
                continue
            gate = next(iter(stages[step.to].steps.values()))
            asked = [need for need in gate.needs if CATALOGUE[need.name].reads <= MEASURED]
            assert asked
            assert [need for need in asked if need not in (*step.needs, *step.warns)] == []


@pytest.mark.parametrize("name", NAMES)
def test_stopping_and_pausing_need_a_reason_and_tell_every_contributor(name: str) -> None:
    everywhere = shipped(name).cycle.everywhere
    for step, letter in (("pause", "paused"), ("stop", "stopped")):
        assert everywhere[step].reason == "required"
        assert everywhere[step].by == ("sponsor",)
        assert everywhere[step].tells["contributors"] == letter
        assert [need.name for need in everywhere[step].needs] == ["lesson_recorded"]


@pytest.mark.parametrize("name", NAMES)
def test_repeating_and_extending_need_a_reason_and_a_new_lesson_and_tell_every_contributor(name: str) -> None:
    decision, running = (
        shipped(name).cycle.stages["decision"],
        shipped(name).lifecycles["pilot"].stages["running"],
    )
    for step in (decision.steps["repeat"], decision.steps["extend"], running.steps["extend"]):
        (lesson,) = (need for need in step.needs if need.name == "lesson_recorded")
        assert "extend" in lesson.params["since"]
        assert step.reason == "required"
        assert step.tells["contributors"] == "decision_made"


@pytest.mark.parametrize("name", NAMES)
def test_the_loops_of_the_method_are_there(name: str) -> None:
    stages = shipped(name).cycle.stages
    assert stages["feedback"].steps["adapt"].to == "variants"
    assert stages["decision"].steps["repeat"].to == "pilot"
    assert stages["decision"].steps["extend"].to == "pilot"
    assert stages["rollout"].steps["next_functionality"].to == "ideas"
    assert stages["paused"].steps["resume"].to == "back"


@pytest.mark.parametrize("name", NAMES)
def test_no_deadline_opens_a_gate(name: str) -> None:
    for kind, life in shipped(name).lifecycles.items():
        for step, way in steps(life):
            if "clock" in way.by:
                assert (kind, step) in {
                    ("round", "close"),
                    ("round", "hold"),
                    ("round", "close_anyway"),
                    ("pilot", "end"),
                    ("consultation", "end_suspension"),
                }


# --- the numbers stand in the file ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_the_method_stand_in_the_file(name: str) -> None:
    of = shipped(name)
    assert params(of, "cycle", "ask_feedback", "enough_variants") == {"at_least": 2}
    assert params(of, "cycle", "repeat", "rounds_per_variant") == {"at_most": 3}
    assert params(of, "cycle", "start_pilot", "pilot_modest") == {"weeks": 8, "percent": 10}
    assert params(of, "cycle", "go", "no_outcome_fell")["points"] == 5
    assert params(of, "cycle", "go", "no_site_in_stress_risk") == {
        "moment": "pilot",
        "cut": 50,
        "answers_at_least": 5,
    }
    assert params(of, "wave", "begin", "previous_wave_accepted") == {
        "acceptability_at_least": 3.0,
        "answers_at_least": 5,
    }
    assert params(of, "round", "close", "response_at_least") == {"percent": 50}
    assert params(of, "round", "extend", "taken_at_most") == {"step": "extend", "times": 1}
    terms = {
        (kind, stage): due.in_ or due.lasts
        for kind, life in of.lifecycles.items()
        for stage, place in life.stages.items()
        if (due := place.due) is not None and due != "none"
    }
    assert terms["idea", "submitted"] == "2 working days"
    assert terms["idea", "acknowledged"] == "10 working days"
    assert terms["round", "open"] == "14 days"
    assert terms["round", "held"] == "5 working days"
    assert terms["round", "closed"] == "10 working days"
    assert terms["cycle", "decision"] == "15 working days"
    assert terms["consultation", "suspended"] == "1 month"


def test_a_number_that_is_changed_in_the_file_changes_what_happens() -> None:
    text = (SHIPPED / "standard.yaml").read_text("utf-8")
    changed = load(text.replace("enough_variants: {at_least: 2}", "enough_variants: {at_least: 4}"))
    assert params(changed, "cycle", "ask_feedback", "enough_variants") == {"at_least": 4}


def test_no_number_of_the_method_stands_in_python() -> None:
    """The files that decide contain no number but 0, 1 and what days, weeks and percentages are made of."""
    folder = Path(workflows.__file__).parent
    allowed = {"0", "1", "2", "7", "100"}
    for path in [*(folder / "needs").glob("*.py"), folder / "guard.py", folder / "compiled.py"]:
        code = re.sub(r'""".*?"""|#.*|"[^"]*"', "", path.read_text("utf-8"), flags=re.S)
        found = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", code)) - {"0.0"}
        assert found <= allowed, (path.name, found - allowed)


# --- the two organisations are no copies ----------------------------------------------------------


def test_the_supermarket_is_a_workflow_of_its_own() -> None:
    own, standard = shipped("supermarket"), shipped("standard")
    assert own.title.nl == "Supermarktketen: nieuw systeem in stappen"
    assert own.roles["employee"].nl == "Winkelmedewerker"
    assert own.cycle.stages["ideas"].label.nl == "Ideeën uit de winkels"
    assert own.cycle != standard.cycle
    assert own.pilot != standard.pilot
    assert own.round == standard.round  # borrowed
    assert params(own, "pilot", "run", "no_freeze") == {"day": "starts_on"}


def test_the_parking_chain_hears_residents_and_begins_with_warnings_only() -> None:
    own = shipped("parking-chain")
    assert own.roles["resident_panel"].nl == "Bewonerspanel"
    assert own.cycle.stages["decision"].steps["go"].tells["resident_panel"] == "decision_made"
    assert own.cycle.stages["rollout"].steps["next_link"].to == "pilot"
    assert own.pilot is not None
    warnings = own.pilot.stages["warnings_only"]
    assert warnings.meaning("pilot", "warnings_only") == "running"
    assert params(own, "pilot", "enforce", "weeks_since") == {"date": "starts_on", "at_least": 4}


def test_a_borrowed_lifecycle_is_written_as_one_word() -> None:
    written = yaml.safe_load((SHIPPED / "supermarket.yaml").read_text("utf-8"))
    assert [kind for kind in KINDS if written[kind] == "standard"] == [
        "idea",
        "variant",
        "round",
        "consultation",
    ]


# --- one text, one hash ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_survives_its_canonical_text(name: str) -> None:
    again = from_canonical(canonical(shipped(name)))
    assert again == shipped(name)
    assert canonical(again) == canonical(shipped(name))
    for kind, life in shipped(name).lifecycles.items():
        other = again.lifecycle(kind)
        assert other is not None
        assert list(other.stages) == list(life.stages)  # the order is the author's
        assert [list(stage.steps) for stage in other.stages.values()] == [
            list(stage.steps) for stage in life.stages.values()
        ]


def test_what_is_borrowed_is_pinned_with_the_rest() -> None:
    assert '"round":{' in canonical(shipped("supermarket"))
    assert "standard" not in canonical(shipped("supermarket"))


def test_comments_and_spacing_do_not_change_the_hash_and_a_number_does() -> None:
    text = (SHIPPED / "standard.yaml").read_text("utf-8")
    assert digest(load("# een opmerking\n" + text)) == digest(shipped("standard"))
    assert digest(load(text.replace("lasts: 14 days", "lasts: 15 days"))) != digest(shipped("standard"))
    assert len({digest(shipped(name)) for name in NAMES}) == 3


def test_a_definition_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        shipped("standard").cycle.start = "closed"


def test_an_unknown_shipped_workflow_names_the_nearest() -> None:
    with pytest.raises(LookupError, match="did you mean 'supermarket'"):
        shipped("supermarkt")


def test_a_workflow_that_is_not_there_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_a_short_list_of_roles_takes_the_known_labels() -> None:
    assert shipped("standard").roles["lead"].nl == "Kartrekker"


def test_people_who_have_work_but_no_term_are_warned_of() -> None:
    text = (SHIPPED / "standard.yaml").read_text("utf-8")
    draft = "      label: {nl: In de maak, en: Being made}\n      due: none\n"
    found = check(text.replace(draft, draft.replace("      due: none\n", "")))
    assert found.definition is not None
    [warning] = found.warnings
    assert warning.path == "variant.stages.draft"
    assert "nothing is due" in warning.what
