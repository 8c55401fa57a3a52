"""A migration plan: every fault with its line, and where each stage goes."""

import pytest

from tests.pim.migrating.second_version import PLAN, second_text
from workflows.definition import load, shipped
from workflows.faults import WorkflowError
from workflows.machine import Machine, Unmet
from workflows.machine import compile as compiled
from workflows.plan import Plan, digest_of, read_plan
from workflows.plan_checks import Move, check
from workflows.reasons import explain

FIRST = compiled(shipped("standard"))
SECOND = compiled(load(second_text()))


def between(text: str, new: Machine = SECOND) -> Move:
    return Move(read_plan(text), FIRST, new)


def another(*changes: tuple[str, str]) -> Machine:
    """Return the second version with some more changed."""
    text = second_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return compiled(load(text))


def faults(text: str, new: Machine = SECOND) -> list[str]:
    with pytest.raises(WorkflowError) as refused:
        check(between(text, new), {})
    return [str(fault) for fault in refused.value.faults]


def test_a_plan_that_fits_has_nothing_to_say() -> None:
    assert check(between(PLAN), {"cycle": {"variants": 2, "ideas": 1}, "idea": {"submitted": 3}}) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "plan:1: the file is empty. Expected: a migration plan."),
        ("from: standard@1\n", "plan:1: 'to' is missing"),
        (PLAN.replace("from:", "form:"), "plan:1: unknown key 'form' (at form). Expected: one of from, to"),
        (PLAN.replace("standard@1", "standard@0"), "plan:1: 'standard@0' names no version of a workflow"),
        (PLAN.replace("standard@2", "1234"), "plan:2: 1234 names no version of a workflow"),
        (PLAN.replace("reason: {nl", "reason: {de"), "plan:3: a reason is missing"),
        (PLAN + "terms: new\n", "plan:7: 'new' is not possible here (at terms)"),
        (PLAN.replace("  idea:", "  ideas:"), "plan:6: unknown kind 'ideas' (at stages.ideas)"),
        (PLAN.replace("{submitted: received}", "[submitted]"), "plan:6: this is no list of stages"),
        (PLAN.replace("{submitted: received}", "{submitted: 3}"), "plan:6: 3 is no stage"),
    ],
)
def test_what_is_wrong_in_a_plan_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(WorkflowError) as refused:
        read_plan(text)
    assert any(str(fault).startswith(told) for fault in refused.value.faults), str(refused.value)


def test_a_name_that_neither_workflow_has_is_told_with_the_nearest_one() -> None:
    assert faults(PLAN.replace("variants: designs", "varaints: designs"))[0].endswith(
        "Did you mean 'variants'?"
    )
    assert faults(PLAN.replace("variants: designs", "variants: desings"))[0].endswith(
        "Did you mean 'designs'?"
    )


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ("pilot: rollout", "'pilot' means pilot, and 'rollout' means rollout"),
        ("variants: ideas", "'variants' means variants, and 'ideas' means ideas"),
        ("ideas: stopped", "'ideas' means ideas, and 'stopped' means stopped"),
    ],
)
def test_what_a_stage_means_never_changes(stages: str, told: str) -> None:
    found = faults(PLAN.replace("variants: designs", stages))
    assert told in found[0]
    assert found[0].startswith("plan:5:")


def test_a_plan_neither_ends_what_lives_nor_brings_back_what_has_ended() -> None:
    own = another(
        ("    stopped:\n      label: {nl: Gestopt, en: Stopped}\n      final: true\n\n  everywhere:",
         "    stopped:\n      label: {nl: Gestopt, en: Stopped}\n      final: true\n\n"
         "    shelved:\n      label: {nl: Weggelegd, en: Shelved}\n      means: ideas\n      final: true\n\n"
         "  everywhere:"),
        ("    pause:\n      label: {nl: Pauzeren, en: Pause}",
         "    shelve:\n      label: {nl: Wegleggen, en: Shelve}\n      to: shelved\n      by: sponsor\n"
         "    pause:\n      label: {nl: Pauzeren, en: Pause}"),
    )  # fmt: skip
    told = faults(PLAN.replace("variants: designs", "ideas: shelved"), own)
    assert "'shelved' is final: a plan does not end what lives" in told[0]
    back = Move(read_plan(PLAN), own, own).place("cycle", "shelved")
    assert not isinstance(back, Unmet)
    reopened = Move(read_plan(PLAN.replace("variants: designs", "shelved: ideas")), own, own)
    found = reopened.place("cycle", "shelved")
    assert isinstance(found, Unmet)
    assert found.code == "migrate_would_reopen"


def test_a_step_that_is_counted_keeps_its_name_or_the_count_would_begin_again() -> None:
    text = second_text().replace("repeat, extend]", "repeat, prolong]")
    for old, new in (
        ("        extend:\n          label: {nl: Proef é", "        prolong:\n          label: {nl: Proef é"),
        ("{step: extend, times: 1, per:", "{step: prolong, times: 1, per:"),
    ):
        assert old in text
        text = text.replace(old, new)
    renamed = compiled(load(text))
    assert "step 'extend' of cycle is counted" in faults(PLAN, renamed)[0]


def test_a_stage_in_use_that_has_no_place_is_a_warning_with_what_to_write() -> None:
    silent = PLAN.replace("  idea: {submitted: received}\n", "")
    warnings = check(between(silent), {"idea": {"submitted": 3, "answered": 1}})
    assert [str(one) for one in warnings] == [
        "plan:4: stage 'submitted' of idea is in use (3) and nothing there can go along (at stages)."
        " Expected: `submitted: received`."
    ]


def test_a_role_that_is_gone_is_a_warning() -> None:
    gone = another((", privacy_officer, employee]", ", privacy_officer, employee, confidant]"))
    plan = PLAN[: PLAN.index("stages:")]
    told = [str(one) for one in check(Move(read_plan(plan), gone, SECOND), {})]
    assert len(told) == 1
    assert "the new workflow has no role 'confidant'" in told[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_why_something_has_no_place_is_said_in_words(language: str) -> None:
    silent = PLAN.replace("  idea: {submitted: received}\n", "")
    found = between(silent).place("idea", "submitted")
    assert isinstance(found, Unmet)
    said = explain(Unmet(found.code, {**found.numbers, "title": "Brood op"}), language)
    assert "‘Brood op’" in said
    assert "received, acknowledged" in said
    assert {"nl": "Ingediend", "en": "Submitted"}[language] in said


def test_the_digest_of_a_plan_follows_what_it_does_and_not_how_it_is_written() -> None:
    def key(text: str, to: str = "b") -> str:
        plan: Plan = read_plan(text)
        return digest_of(plan, "a", to)

    assert key(PLAN) == key("# Ons plan\n" + PLAN)
    assert (
        len({key(PLAN), key(PLAN + "terms: anew\n"), key(PLAN, "c"), key(PLAN.replace("designs", "x"))}) == 4
    )
