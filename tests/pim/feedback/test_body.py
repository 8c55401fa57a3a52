"""What may be said in a round, and what is refused before it is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.errors import BadInput
from pim.feedback.body import checked_body
from pim.feedback.composing import compose, kept_scales
from pim.feedback.questions import (
    about_variants,
    check_length,
    checked_questions,
    minutes_for,
    question,
    seconds_for,
)
from pim.instruments.loading import shipped

QUESTIONS = [
    question("V1", "rating", "nl", "en"),
    question("V2", "rating", "nl", "en"),
    question("V2", "text", "nl", "en"),
]


def test_an_answer_keeps_ratings_and_texts_in_the_order_of_the_questions() -> None:
    body = checked_body({"texts": {"V2": "  goed \r\nplan "}, "ratings": {"V2": 4, "V1": 2}}, QUESTIONS)
    assert list(body["ratings"].items()) == [("V1", 2), ("V2", 4)]
    assert body["texts"] == {"V2": "goed \nplan"}


def test_a_question_may_be_left_open() -> None:
    body = checked_body({"ratings": {"V1": None, "V2": 5}, "texts": {"V2": "   "}}, QUESTIONS)
    assert body == {"ratings": {"V2": 5}, "texts": {}}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "nothing was answered"),
        ({"ratings": {}, "texts": {"V2": " \n "}}, "nothing was answered"),
        ({"ratings": {"V3": 4}}, "does not ask 'V3'; it asks V1, V2"),
        ({"texts": {"V1": "x"}}, "does not ask 'V1'; it asks V2"),
        ({"ratings": {"V1": 0}}, "V1: expected a whole number from 1 to 5"),
        ({"ratings": {"V1": 6}}, "V1: expected"),
        ({"ratings": {"V1": True}}, "V1: expected"),
        ({"ratings": {"V1": 3.0}}, "V1: expected"),
        ({"ratings": {"V1": "3"}}, "V1: expected"),
        ({"ratings": [3]}, "ratings: expected"),
        ({"texts": {"V2": 7}}, "V2: expected text"),
        ({"texts": {"V2": "x" * 4001}}, "at most 4000 characters, got 4001"),
        ({"ratings": {"V1": 3}, "name": "Tom"}, "nothing else"),
        ("V1=3", "ratings and texts"),
        (None, "ratings and texts"),
    ],
)
def test_a_wrong_answer_says_what_was_expected(given: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        checked_body(given, QUESTIONS)


@given(st.text(max_size=50))
def test_any_text_is_kept_so_that_both_databases_can_read_it_back(text: str) -> None:
    try:
        said = checked_body({"texts": {"V2": text}}, QUESTIONS)["texts"]["V2"]
    except BadInput:
        return  # nothing was left of it
    assert said.encode()
    assert "\0" not in said


def test_a_round_about_variants_asks_one_rating_and_one_text_for_each() -> None:
    asked = about_variants([("V1", "Automatisch"), ("V2b", "Tot 14 uur")])
    assert [(one["kind"], one["code"]) for one in asked] == [
        ("rating", "V1"), ("text", "V1"), ("rating", "V2b"), ("text", "V2b"),
    ]  # fmt: skip
    assert "Tot 14 uur" in asked[2]["nl"]
    assert "Tot 14 uur" in asked[2]["en"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "expected 1 to 60, got 0"),
        ([question("V1", "rating", "nl", "en")] * 61, "got 61"),
        (["V1"], "question 1: expected code, kind, nl and en"),
        ([{"code": "V1", "kind": "rating", "nl": "ja"}], "question 1: expected code"),
        ([question("1V", "rating", "nl", "en")], "question 1, code"),
        ([question("V1'; DROP", "rating", "nl", "en")], "question 1, code"),
        (
            [question("V1", "stars", "nl", "en")],
            "question 1, kind: expected rating, text, choice, got 'stars'",
        ),
        ([question("V1", "rating", " ", "en")], "question 1, nl"),
        ([question("V1", "rating", "nl", "x" * 501)], "question 1, en"),
        ([question("V1", "rating", "nl", "en")] * 2, "question 2, code: there is already a rating 'V1'"),
    ],
)
def test_a_wrong_question_is_named_with_what_was_expected(given: list[Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        checked_questions(given)


def test_the_minutes_are_rounded_up() -> None:
    assert minutes_for(QUESTIONS) == 1
    assert minutes_for([question(f"q{n}", "rating", "?", "?") for n in range(11)]) == 2
    assert minutes_for([]) == 1


def test_a_variant_is_looked_at_before_it_gets_its_mark_and_its_text_is_optional() -> None:
    asked = about_variants([(f"V{n}", "x") for n in range(1, 7)])
    assert seconds_for(asked) == 6 * 20
    check_length(asked)
    with pytest.raises(BadInput, match="asks 140 seconds of everybody"):
        check_length(about_variants([(f"V{n}", "x") for n in range(1, 8)]))


OPTIONS = [
    {"code": "time", "nl": "Geen tijd", "en": "No time"},
    {"code": "use", "nl": "Geen nut", "en": "No use"},
]
POLL = [{**question("holds_back", "choice", "Waarom niet?", "Why not?"), "options": OPTIONS}]


def test_a_choice_is_kept_by_the_code_of_its_option() -> None:
    assert checked_body({"choices": {"holds_back": "time"}}, POLL) == {
        "ratings": {},
        "texts": {},
        "choices": {"holds_back": "time"},
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"choices": {"holds_back": "money"}}, "holds_back: expected one of time, use"),
        ({"choices": {"holds_back": ["time"]}}, "holds_back: expected one of time, use"),
        ({"choices": {"mood": "time"}}, "does not ask 'mood'"),
        ({"choices": {"holds_back": None}}, "nothing was answered"),
        ({"ratings": {"holds_back": 3}}, "does not ask 'holds_back'"),
    ],
)
def test_a_choice_that_is_none_of_the_options_is_refused(given: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        checked_body(given, POLL)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (None, "options: expected 2 to 12"),
        (OPTIONS[:1], "options: expected 2 to 12"),
        ([*OPTIONS, OPTIONS[0]], "another code for each"),
        ([OPTIONS[0], {"code": "x", "nl": "Ja"}], "option 2: expected code, nl and en"),
        ([OPTIONS[0], {"code": "1x", "nl": "Ja", "en": "Yes"}], "option 2, code"),
    ],
)
def test_a_choice_without_answers_to_choose_from_is_no_question(options: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        checked_questions([{**question("why", "choice", "Waarom?", "Why?"), "options": options}])


def test_scores_are_reckoned_here_and_never_taken_from_outside() -> None:
    scales = kept_scales(shipped("work"), "pilot")
    asked = compose([shipped("work")], "pilot").questions
    marks = {"demands_1": 4, "demands_2": 4, "demands_3": 4, "demands_4": 2, "control_1": 1}
    assert checked_body({"ratings": marks}, asked, scales)["scores"] == {"demands": 4.0}
    assert "scores" not in checked_body({"ratings": {"control_1": 1}}, asked, scales)
    with pytest.raises(BadInput, match="nothing else"):
        checked_body({"ratings": marks, "scores": {"demands": 1.0}}, asked, scales)
