"""Every refusal in plain words, in both languages, whole and without a word of the machine."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.situations import MORNING, any_facts, in_order
from tests.workflows.situations_of_needs import Case
from tests.workflows.test_requirements import CASES, ask
from workflows.definition import shipped
from workflows.facts import Facts
from workflows.machine import Refused, Request, State, step
from workflows.machine import compile as built
from workflows.reasons import LANGUAGES, explain, known_codes
from workflows.requirements import CATALOGUE, Unmet, bound
from workflows.working_days import calendar

BUILT_IN = {
    "unknown_step",
    "not_from_here",
    "role_missing",
    "reason_missing",
    "override_not_allowed",
    "no_way_back",
}
MIGRATION = {
    "migrate_no_kind",
    "migrate_no_place",
    "migrate_other_meaning",
    "migrate_would_end",
    "migrate_would_reopen",
    "migrate_past_other",
    "migrate_other_workflow",
}
UNMET = [ask(name, params, facts) for name, params, facts, numbers in CASES if numbers is not None]
STANDARD = built(shipped("standard"))


def said_well(text: str) -> None:
    assert text[0].isupper() or text[0].isdigit() or text[0] == "‘", text
    assert text.endswith("."), text
    without_steps = re.sub(r"‘[^’]*’", "", text).replace("Bedoelt u ?", "").replace("Did you mean ?", "")
    assert not re.search(r"[{}?]|\w_\w|\(\)|: \.|None", without_steps), text


def refused(stage: str, name: str, role: str) -> tuple[Unmet, ...]:
    state = State(stage, 1, 1, None, MORNING)
    request = Request(name, frozenset({role}), "omdat")
    answer = step(STANDARD, "cycle", state, request, in_order(), calendar("nl"), MORNING)
    assert isinstance(answer, Refused)
    return answer.unmet


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_requirement_has_words(language: str) -> None:
    assert known_codes(language) == {*CATALOGUE, *BUILT_IN, *MIGRATION, "unknown"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unmet", UNMET, ids=lambda unmet: f"{unmet.code}-{unmet.numbers.get('case', '')}")
def test_every_way_in_which_a_requirement_is_missed_is_said_in_whole_sentences(
    unmet: Unmet, language: str
) -> None:
    said_well(explain(unmet, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_stored_as_json_is_said_the_same(language: str) -> None:
    for unmet in UNMET:
        assert unmet is not None
        stored = Unmet(unmet.code, json.loads(json.dumps(dict(unmet.numbers))))
        assert explain(stored, language) == explain(unmet, language)


@given(any_facts, st.sampled_from(CASES))
def test_no_facts_lead_to_a_broken_sentence(facts: Facts, case: Case) -> None:
    name, params, _, _ = case
    unmet = bound(name, params)(facts)
    if unmet is not None:
        for language in LANGUAGES:
            said_well(explain(unmet, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["2026-02-30", "2026-10-14", "0000-00-00", "٢٠٢٦-٠٢-٠٣"])
def test_what_somebody_typed_is_said_as_they_typed_it_also_where_it_looks_like_a_date(
    language: str, typed: str
) -> None:
    unknown = Unmet("unknown_step", {"step": typed, "stage": "ideas", "possible": ("pause",)})
    assert f"‘{typed}’" in explain(unknown, language)


def test_a_date_and_a_number_are_written_as_people_write_them() -> None:
    until = Unmet("suspension_over", {"title": ("x",), "until": "2026-10-14"})
    assert "14 oktober 2026" in explain(until, "nl")
    assert "14 October 2026" in explain(until, "en")
    hours = Unmet("staff_hours_booked", {"booked": 39.5, "at_least": 40, "missing": 0.5})
    assert "39,5 uren" in explain(hours, "nl")
    assert "39.5 hours" in explain(hours, "en")


def test_a_fall_is_told_with_its_numbers_and_the_way_out() -> None:
    unmet = Unmet(
        "no_outcome_fell",
        {"points": 5, "dimension": ("control", "demands"), "before": ("62", "58"), "after": ("44", "71")},
    )
    assert explain(unmet, "nl") == (
        "Meer dan 5 punten slechter dan bij de meting vooraf: regelmogelijkheden van 62 naar 44 en "
        "taakeisen van 58 naar 71. Verbeter de variant, of laat de opdrachtgever vastleggen waarom het "
        "toch doorgaat."
    )


def test_one_and_more_than_one_are_told_apart() -> None:
    one, more = (Unmet("every_idea_answered", {"waiting": n, "total": 31}) for n in (1, 2))
    assert explain(one, "en").startswith("1 idea has no answer yet.")
    assert explain(more, "en").startswith("2 of 31 ideas have no answer yet.")


def test_names_of_people_and_places_are_left_as_they_are() -> None:
    unmet = Unmet("every_team_in_work_group", {"teams": ("control", "work", "Vers & Brood")})
    assert "control, work en Vers & Brood" in explain(unmet, "nl")


def test_all_sites_together_have_a_name() -> None:
    numbers = {"site": ("*",), "demands": ("66",), "control": ("43.5",)}
    assert "alle vestigingen samen (taakeisen 66, regelmogelijkheden 43,5)" in explain(
        Unmet("no_site_in_stress_risk", numbers), "nl"
    )


def test_roles_steps_and_stages_are_called_as_the_workflow_calls_them() -> None:
    [wrong] = refused("preparation", "go", "sponsor")
    assert explain(wrong, "nl") == (
        "‘Doorgaan met uitrollen’ kan niet vanuit de fase ‘Voorbereiden’. "
        "Wat hier kan: Ideeën ophalen, Pauzeren en Stoppen."
    )
    [role] = refused("feedback", "select", "employee")
    assert explain(role, "nl") == "Deze stap is voor: Kartrekker of Opdrachtgever. U hebt die rol hier niet."
    assert explain(role, "en") == "This step is for: Project lead or Sponsor. You do not have that role here."


def test_a_typing_error_is_answered_with_the_nearest_step() -> None:
    [wrong] = refused("preparation", "open_idea", "lead")
    assert "Bedoelt u ‘open_ideas’?" in explain(wrong, "nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_machine_itself_refuses_is_said_in_whole_sentences(language: str) -> None:
    said: set[str] = set()
    for stage, name, role in (
        ("preparation", "go", "sponsor"),
        ("closed", "go", "sponsor"),
        ("preparation", "open_idea", "lead"),
        ("closed", "xyz", "lead"),
        ("selection", "start_pilot", "lead"),
        ("paused", "resume", "sponsor"),
    ):
        for unmet in refused(stage, name, role):
            said_well(explain(unmet, language))
            said.add(unmet.code)
    for numbers in ({"roles": ("sponsor",)}, {"roles": ()}):
        said_well(explain(Unmet("override_not_allowed", numbers), language))
    said_well(explain(Unmet("reason_missing", {"step": "stop"}), language))
    assert said == BUILT_IN - {"override_not_allowed", "reason_missing"}


def test_an_end_says_that_nothing_more_is_possible() -> None:
    [wrong] = refused("closed", "go", "sponsor")
    assert explain(wrong, "en").endswith("Everything is done here; nothing more is possible.")


def test_a_step_of_the_clock_is_not_put_as_somebody_elses_role() -> None:
    state = State("open", 1, 1, None, MORNING)
    answer = step(
        STANDARD, "round", state, Request("hold", frozenset({"lead"})), in_order(), calendar("nl"), MORNING
    )
    assert isinstance(answer, Refused)
    assert explain(answer.unmet[0], "en") == "Nobody takes this step; it follows when the term has passed."


def test_a_code_of_a_newer_release_still_gives_a_sentence() -> None:
    unmet = Unmet("brand_new", {"whatever": 3})
    assert explain(unmet, "nl") == "Aan een voorwaarde is nog niet voldaan: brand new."


def test_numbers_that_are_missing_do_not_break_the_page() -> None:
    for code in CATALOGUE:
        assert explain(Unmet(code, {}), "nl")


def test_a_language_there_is_none_of_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        explain(Unmet("sponsor_named", {}), "fr")
