"""What may be said in a round, and what is refused before it is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.errors import BadInput
from pim.feedback.body import checked_body
from pim.feedback.questions import checked_questions, default_questions, minutes_for, question

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
        ({"ratings": {"V1": 3}, "name": "Tom"}, "ratings and texts, and nothing else"),
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
    asked = default_questions("variants", [("V1", "Automatisch"), ("V2b", "Tot 14 uur")])
    assert [(one["kind"], one["code"]) for one in asked] == [
        ("rating", "V1"), ("text", "V1"), ("rating", "V2b"), ("text", "V2b"),
    ]  # fmt: skip
    assert "Tot 14 uur" in asked[2]["nl"]
    assert "Tot 14 uur" in asked[2]["en"]


@pytest.mark.parametrize("purpose", ["baseline", "pilot", "wave", "evaluation"])
def test_a_measurement_asks_for_every_dimension_and_a_remark(purpose: str) -> None:
    asked = default_questions(purpose)
    ratings = {one["code"] for one in asked if one["kind"] == "rating"}
    assert {"demands", "control", "pleasure", "performance", "innovation"} <= ratings
    assert ("acceptability" in ratings) == (purpose in ("pilot", "wave"))
    assert [one["kind"] for one in asked].count("text") == 1
    assert checked_questions(asked) == asked


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "expected 1 to 60, got 0"),
        ([question("V1", "rating", "nl", "en")] * 61, "got 61"),
        (["V1"], "question 1: expected code, kind, nl and en"),
        ([{"code": "V1", "kind": "rating", "nl": "ja"}], "question 1: expected code"),
        ([question("1V", "rating", "nl", "en")], "question 1, code"),
        ([question("V1'; DROP", "rating", "nl", "en")], "question 1, code"),
        ([question("V1", "stars", "nl", "en")], "question 1, kind: expected rating or text, got 'stars'"),
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
    assert minutes_for(default_questions("pilot")) == 2
    assert minutes_for([]) == 1
