"""Answers that add up to what a story tells."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.demo.voices import Voices, bodies, in_turns, on_five, spread, who_answers

ASKED = {
    ("assen", "dag"): range(1, 9),
    ("assen", "nacht"): range(9, 15),
    ("zwolle", "dag"): range(20, 34),
    ("zwolle", "nacht"): range(40, 49),
}


def _mean(said: dict[int, dict[str, dict[str, int]]], code: str, people: range | None = None) -> float:
    values = [
        body["ratings"][code]
        for person, body in said.items()
        if code in body["ratings"] and (people is None or person in people)
    ]
    return sum(values) / len(values)


@given(st.integers(1, 400), st.floats(1, 5), st.integers())
def test_answers_are_whole_and_have_the_sum_that_was_asked_for(number: int, mean: float, seed: int) -> None:
    values = spread(number, round(number * mean), Random(seed))
    assert len(values) == number
    assert sum(values) == round(number * mean)
    assert set(values) <= {1, 2, 3, 4, 5}


def test_people_differ() -> None:
    assert len(set(spread(60, 180, Random(1)))) >= 3


@pytest.mark.parametrize("total", [3, 26])
def test_a_sum_that_no_answers_give_is_refused(total: int) -> None:
    with pytest.raises(ValueError, match="cannot add up"):
        spread(5, total, Random(1))


def test_the_means_of_a_story_come_out_to_one_decimal() -> None:
    voices = Voices(answers=74 - 48, means={"V1": 2.3, "demands": on_five(70)}, hidden={"assen": 4})
    said = bodies(who_answers(ASKED, voices), voices)
    assert len(said) == 26
    shown = range(20, 50)
    assert round(_mean(said, "V1", shown), 1) == 2.3
    assert round((_mean(said, "demands", shown) - 1) * 25) == 70


def test_a_site_may_stay_below_five_and_no_team_does_so_by_accident() -> None:
    voices = Voices(answers=20, means={}, hidden={"assen": 4})
    speakers = who_answers(ASKED, voices)
    assert sum(len(people) for (site, _), people in speakers.items() if site == "assen") == 4
    assert all(len(people) >= 5 for (site, _), people in speakers.items() if site == "zwolle")
    assert sum(map(len, speakers.values())) == 20


def test_one_site_may_think_otherwise_while_the_whole_keeps_its_mean() -> None:
    voices = Voices(answers=24, means={"control": on_five(58)}, at={"assen": {"control": on_five(43)}})
    said = bodies(who_answers(ASKED, voices), voices)
    assert abs(_mean(said, "control", range(1, 15)) - on_five(43)) < 0.06
    assert abs(_mean(said, "control") - on_five(58)) < 0.03


def test_somebody_may_leave_a_question_open() -> None:
    voices = Voices(answers=24, means={"a": 3, "b": 3}, silent={"a": {"zwolle": 2}})
    said = bodies(who_answers(ASKED, voices), voices)
    assert sum("a" in body["ratings"] for body in said.values()) == 22
    assert sum("b" in body["ratings"] for body in said.values()) == 24


def test_sentences_are_handed_out_once_each() -> None:
    voices = Voices(answers=24, means={"V1": 3}).saying({"V1": ["een", "twee", "drie"]})
    said = bodies(who_answers(ASKED, voices), voices)
    assert sorted(t for body in said.values() for t in body["texts"].values()) == ["drie", "een", "twee"]


def test_more_answers_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be spread"):
        who_answers(ASKED, Voices(answers=38, means={}))


def test_everybody_answers_in_exactly_one_turn() -> None:
    turns = in_turns(range(74), (0.5, 0.3, 0.2))
    assert [len(turn) for turn in turns] == [37, 22, 15]
    assert sorted(person for turn in turns for person in turn) == list(range(74))
