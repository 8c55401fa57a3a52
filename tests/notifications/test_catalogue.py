"""The catalogue: every notice has its letters, and its fields and their words are the same set."""

import json
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment, meta

import notifications.letters
from notifications.catalogue import ALL, NOTICES, Dated, General, Notice, RoundInvitation, notice
from notifications.dates import say_day, say_moment, say_weekday
from notifications.words import BECAUSE, LANGUAGES, why
from tests.notifications.letter_examples import STORE
from workflows.vocabulary import AUDIENCES, KNOWN_ROLES

TEMPLATES = Path(notifications.letters.__file__).parent / "templates"
FRAME = {"organisation", "recipient", "innovation", "link", "because", "because_label", "due_at"}
"""Fields that stand around every letter, so that its own words need not name them."""

ASKED_FOR = """
cycle_started ideas_open idea_acknowledged idea_answered idea_overdue variants_shown round_invitation
round_reminder round_held round_extended round_closed round_answered answers_overdue answers_still_overdue
gate_waiting stage_changed selection_made decision_made pilot_starts pilot_ended advice_requested
consent_requested privacy_requested
consultation_answered suspension_running term_running_out wave_announced wave_started wave_blocked paused
resumed stopped evaluation_closed weekly_digest bundle incident deadline_near overdue general
workflow_changed manager_misses missing_answered site_chose
council_question condition_task consent_missing nullity_invoked
idea_grouped idea_merged idea_unmerged cluster_given cluster_due sign_in_link
"""


def used(language: str, name: str) -> set[str]:
    """Return the variables that a letter names."""
    environment = Environment()
    environment.filters["page"] = str
    source = (TEMPLATES / language / f"{name}.j2").read_text(encoding="utf-8")
    return meta.find_undeclared_variables(environment.parse(source))


def test_every_notice_that_the_stakeholders_need_is_there() -> None:
    assert set(ASKED_FOR.split()) == set(NOTICES)
    assert len(ALL) == len(NOTICES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_one_file_for_each_notice_and_no_other(language: str) -> None:
    assert {file.name for file in (TEMPLATES / language).iterdir()} == {f"{name}.j2" for name in NOTICES}


@pytest.mark.parametrize("name", sorted(NOTICES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fields_of_a_notice_are_exactly_the_words_its_letter_uses(language: str, name: str) -> None:
    holds = {field.name for field in fields(NOTICES[name])}
    names = used(language, name)
    assert names <= holds, f"{name} names what the notice does not hold: {names - holds}"
    assert holds - FRAME <= names, f"{name} does not use {holds - FRAME - names}"


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_a_notice_survives_a_trip_through_json(name: str) -> None:
    context = STORE[name].context()
    assert json.loads(json.dumps(context)) == context
    assert set(context) == {field.name for field in fields(NOTICES[name])}


def test_a_notice_cannot_be_changed_after_it_was_made() -> None:
    with pytest.raises(FrozenInstanceError):
        STORE["paused"].reason = "iets anders"  # type: ignore[attr-defined]


def test_what_is_promised_to_readers_is_a_field_of_that_notice() -> None:
    for kind in ALL:
        assert kind.must_say <= {field.name for field in fields(kind)}
    assert RoundInvitation.must_say >= {"combined_with", "smallest_group"}
    assert NOTICES["decision_made"].must_say >= {"reasons", "overrides"}


def test_a_question_with_a_last_day_is_never_gathered_with_other_notices() -> None:
    asks = {"round_invitation", "round_reminder", "advice_requested", "consent_requested", "gate_waiting"}
    assert not [name for name in asks if NOTICES[name].bundle]
    assert NOTICES["stage_changed"].bundle


def test_a_day_that_has_passed_is_no_calendar_entry() -> None:
    past = ("idea_overdue", "answers_overdue", "answers_still_overdue", "overdue")
    assert not [name for name in past if issubclass(kind := NOTICES[name], Dated) and kind.calendar]


def test_a_notice_takes_only_its_own_fields_from_all_that_is_known() -> None:
    known = {**STORE["round_invitation"].context(), "reason": "x", "salary": 1}
    made = notice("paused", {**known, "actor": "Henk Wolters"})
    assert made.context() == {
        "organisation": "Noordervers",
        "recipient": "Fatima El Idrissi",
        "innovation": "Nieuw bestelsysteem",
        "link": "https://pim.noordervers.example/rondes/2",
        "because": "asked",
        "because_label": "",
        "actor": "Henk Wolters",
        "reason": "x",
        "lesson": "",
    }


def test_a_name_outside_the_catalogue_is_an_own_letter_with_general_fields() -> None:
    assert isinstance(notice("shift_briefing", STORE["general"].context()), General)


def test_a_notice_without_a_field_it_needs_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="minutes"):
        notice("round_invitation", {**STORE["paused"].context(), "round": "1", "site": "x"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*AUDIENCES, *KNOWN_ROLES, "resident_panel", "involved"])
def test_every_audience_and_role_has_words_for_why_it_hears_something(code: str, language: str) -> None:
    assert code in BECAUSE[language]
    said = why(language, code, "")
    assert said.endswith(".")
    assert said.startswith(
        {"nl": "U krijgt dit bericht omdat u ", "en": "You get this message because you "}[language]
    )
    assert "_" not in said


def test_both_languages_know_the_same_reasons() -> None:
    assert BECAUSE["nl"].keys() == BECAUSE["en"].keys()


def test_a_role_of_an_organisations_own_workflow_is_called_by_its_own_label() -> None:
    assert why("nl", "care_coach", "Zorgcoach") == "U krijgt dit bericht omdat u de rol ‘Zorgcoach’ hebt."
    assert (
        why("en", "care_coach", "Care coach")
        == "You get this message because you have the role ‘Care coach’."
    )
    assert "‘care coach’" in why("en", "care_coach", "")


def test_days_are_written_as_people_write_them() -> None:
    assert say_day(date(2026, 3, 27), "nl") == "27 maart 2026"
    assert say_day(date(2026, 3, 1), "en") == "1 March 2026"
    assert say_weekday(date(2026, 3, 27), "nl") == "vrijdag 27 maart 2026"
    assert say_weekday(date(2026, 3, 29), "en") == "Sunday 29 March 2026"


@pytest.mark.parametrize(("number", "month"), [(1, "januari"), (5, "mei"), (8, "augustus"), (12, "december")])
def test_every_month_has_its_dutch_name(number: int, month: str) -> None:
    assert say_day(date(2026, number, 9), "nl") == f"9 {month} 2026"


def test_a_moment_is_said_on_the_clock_of_its_place_in_summer_and_winter() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    winter = datetime(2026, 3, 27, 22, 59, 59, tzinfo=UTC)
    summer = datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)
    assert say_moment(winter, "nl", amsterdam) == "27 maart 2026, 23:59 uur"
    assert say_moment(winter, "en", amsterdam) == "27 March 2026, 23:59"
    assert say_moment(summer, "nl", amsterdam) == "29 maart 2026, 23:59 uur"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        say_moment(datetime(2026, 3, 27, 23, 59), "nl", UTC)  # noqa: DTZ001 - the fault under test


def test_every_example_of_these_tests_is_a_real_notice() -> None:
    assert set(STORE) == set(NOTICES)
    assert all(isinstance(example, Notice) for example in STORE.values())
