"""Ten thousand answers from fourteen people: whoever answers again and again counts once."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.pim.feedback.desk import ASKED, Desk

SENT, AT_ONCE = 5_000, 8  # on each of the two databases


@pytest.mark.slow
def test_of_ten_thousand_answers_none_is_counted_twice(desk: Desk) -> None:
    round_id = desk.opened()
    chance = random.Random(14)
    sent = [(who, 1 + number % 5) for number in range(SENT // len(ASKED)) for who in ASKED]
    chance.shuffle(sent)
    with ThreadPoolExecutor(AT_ONCE) as many:
        list(many.map(lambda one: desk.answer(round_id, one[0], demands=one[1]), sent))
    assert len(desk.answers(round_id)) == len(ASKED)
    for number, who in enumerate(ASKED):
        desk.answer(round_id, who, demands=1 + number % 5)
    desk.close(round_id)
    marks = sorted(result.body["ratings"]["demands"] for result in desk.results(round_id))
    assert marks == sorted(1 + number % 5 for number in range(len(ASKED)))
    assert desk.round(round_id).answered == len(ASKED)
