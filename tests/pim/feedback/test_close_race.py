"""An answer that races the close is counted or refused, never lost and never half in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pim.feedback.refusals import RoundClosed
from tests.pim.feedback.desk import ASKED, ENDED, Desk, at

ROUNDS = 40
TOGETHER = 6


@pytest.mark.slow
@pytest.mark.parametrize("by_clock", [False, True])
def test_an_answer_that_races_the_close_is_counted_or_refused(desk: Desk, by_clock: bool) -> None:
    counted = refused = 0
    with ThreadPoolExecutor(TOGETHER + 1) as many:
        for turn in range(ROUNDS // 2):
            round_id = desk.opened(at(2))
            for who in ASKED[:8]:
                desk.answer(round_id, who, demands=1)
            start = Barrier(TOGETHER + 1)

            def late(who: str, round_id: int = round_id, start: Barrier = start) -> bool:
                start.wait()
                try:
                    desk.answer(round_id, who, demands=5)
                except RoundClosed:
                    return False
                return True

            def close(round_id: int = round_id, start: Barrier = start) -> None:
                start.wait()
                if by_clock:
                    while desk.means(round_id) == "open":  # who holds the row is passed by, and tried again
                        desk.tick(ENDED)
                else:
                    desk.close(round_id)

            closing = many.submit(close)
            took = list(many.map(late, ASKED[8 : 8 + TOGETHER]))
            closing.result()
            said = [result.body["ratings"]["demands"] for result in desk.results(round_id)]
            assert said.count(5) == took.count(True), f"turn {turn}: {said}, {took}"
            assert said.count(1) == 8
            assert desk.round(round_id).answered == len(said)
            assert desk.answers(round_id) == []
            counted += took.count(True)
            refused += took.count(False)
    assert desk.key_files() == []
    assert counted + refused == ROUNDS // 2 * TOGETHER


def test_of_an_edit_that_races_the_close_either_the_old_or_the_new_answer_counts(desk: Desk) -> None:
    for _ in range(10):
        round_id = desk.opened(at(2))
        desk.answer(round_id, "tom", demands=1)
        start = Barrier(2)

        def edit(round_id: int = round_id, start: Barrier = start) -> bool:
            start.wait()
            try:
                desk.answer(round_id, "tom", demands=5)
            except RoundClosed:
                return False
            return True

        with ThreadPoolExecutor(1) as other:
            editing = other.submit(edit)
            start.wait()
            desk.close(round_id)
            changed = editing.result()
        said = [result.body["ratings"]["demands"] for result in desk.results(round_id)]
        assert said == [5 if changed else 1]
