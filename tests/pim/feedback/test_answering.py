"""Answering: once per person, changed as often as they like, refused with a reason when it is too late."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pim.errors import BadInput, NotFound
from pim.feedback.answering import own_answer, submit, take_back
from pim.feedback.custody import end_keyless_rounds, keyless_rounds
from pim.feedback.keys import destroy_key
from pim.feedback.refusals import KeyLost, KeysUnreadable, RoundClosed
from pim.feedback.steps import open_round
from pim.lifecycle.work import Work
from pim.people.tables import Person
from tests.pim.feedback.desk import ASKED, ENDED, Desk, at, counted, wait_until_somebody_waits


def test_an_answer_is_kept_in_the_cell_of_whoever_gave_it(desk: Desk) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", {"ratings": {"demands": 4}, "texts": {"remarks": "Te druk."}})
    desk.answer(round_id, "mila", demands=2)
    bodies = [answer.body for answer in desk.answers(round_id)]
    assert {"ratings": {"demands": 4}, "texts": {"remarks": "Te druk."}} in bodies
    assert len({answer.cell_id for answer in desk.answers(round_id)}) == 2


def test_an_answer_can_be_changed_until_the_close(desk: Desk) -> None:
    round_id = desk.opened()
    for value in (1, 5, 3):
        desk.answer(round_id, "tom", demands=value)
    assert [answer.body["ratings"] for answer in desk.answers(round_id)] == [{"demands": 3}]
    desk.close(round_id)
    with pytest.raises(RoundClosed):
        desk.answer(round_id, "tom", demands=1)
    assert [result.body["ratings"] for result in desk.results(round_id)] == [{"demands": 3}]


def test_whoever_answered_can_read_and_take_back_their_own_answer(desk: Desk) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", demands=4)
    tom, nour = desk.cast["tom"].person_id, desk.cast["nour"].person_id
    with desk.database.write() as session:
        assert own_answer(session, desk.settings, round_id, tom) == {"ratings": {"demands": 4}, "texts": {}}
        assert own_answer(session, desk.settings, round_id, nour) is None
        take_back(session, desk.settings, round_id, nour)
        take_back(session, desk.settings, round_id, tom)
    assert desk.answers(round_id) == []
    desk.close(round_id)
    for too_late in (own_answer, take_back):
        with desk.database.write() as session, pytest.raises(RoundClosed):
            too_late(session, desk.settings, round_id, tom)


def test_whoever_left_is_asked_no_more_and_what_they_said_before_counts(desk: Desk) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", demands=4)
    with desk.database.write() as session:
        for who in ("tom", "nour"):
            session.get_one(Person, desk.cast[who].person_id).active = False
    for who in ("tom", "nour"):
        with pytest.raises(NotFound):
            desk.answer(round_id, who, demands=1)
    assert [answer.body["ratings"] for answer in desk.answers(round_id)] == [{"demands": 4}]


@pytest.mark.parametrize("who", ["marieke", "henk", "gerrit", "olga", "anouk"])
def test_whoever_is_not_asked_finds_no_round(desk: Desk, who: str) -> None:
    round_id = desk.opened()
    with pytest.raises(NotFound):
        desk.answer(round_id, who, demands=3)
    desk.close(round_id)
    with pytest.raises(NotFound):
        desk.answer(round_id, who, demands=3)
    assert desk.results(round_id) == []


def test_a_number_that_is_no_round_and_a_draft_are_not_there(desk: Desk) -> None:
    for number in (desk.draft(), desk.cycle_id, 999_999):
        with pytest.raises(NotFound):
            desk.answer(number, "tom", demands=3)


def test_a_wrong_answer_is_refused_and_the_one_before_stays(desk: Desk) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", demands=4)
    for wrong in (
        {"ratings": {"demands": 6}},
        {"ratings": {"mood": 3}},
        {},
        {"texts": {"remarks": "x" * 4001}},
    ):
        with pytest.raises(BadInput):
            desk.answer(round_id, "tom", wrong or {"ratings": {}})
    assert [answer.body["ratings"] for answer in desk.answers(round_id)] == [{"demands": 4}]


def test_a_held_round_takes_no_answers(desk: Desk) -> None:
    round_id = desk.opened()
    desk.tick(ENDED)
    assert desk.means(round_id) == "held"
    with pytest.raises(RoundClosed):
        desk.answer(round_id, "tom", demands=3)


def test_strange_signs_come_back_as_they_were_said(desk: Desk) -> None:
    round_id = desk.opened()
    said = 'Œuf 🥚 ‘goed’ "zo"; DROP TABLE answer; -- %s \\u0000 €'
    desk.answer(round_id, "tom", {"texts": {"remarks": said + "\0\ud800"}})
    assert desk.answers(round_id)[0].body["texts"] == {"remarks": said}


def test_five_hundred_double_submissions_keep_one_answer_each(desk: Desk) -> None:
    round_id = desk.opened()

    def send(turn: int) -> None:
        who = ASKED[turn % 10]
        desk.answer(round_id, who, demands=turn % 5 + 1)

    with ThreadPoolExecutor(8) as many:
        list(many.map(send, (turn // 2 for turn in range(1_000))))
    assert len(desk.answers(round_id)) == 10
    desk.close(round_id)
    assert len(desk.results(round_id)) == 10
    assert desk.round(round_id).answered == 10


def test_answering_takes_two_statements(desk: Desk) -> None:
    round_id = desk.opened()
    tom = desk.cast["tom"].person_id
    with desk.database.write() as session, counted(session) as seen:
        submit(session, desk.settings, round_id, tom, {"ratings": {"demands": 3}})
    assert len(seen) == 2, seen


def test_nothing_is_written_but_the_answer_itself(desk: Desk) -> None:
    round_id = desk.opened()
    before = desk.dump()
    desk.answer(round_id, "tom", demands=3)
    after = desk.dump()
    assert {name for name in after if after[name] != before[name]} == {"answer"}


def test_an_opening_that_lands_while_an_answer_waits_is_seen_whole(desk: Desk) -> None:
    """Somebody's first look may be from before the opening was committed; the second one is not."""
    round_id = desk.draft()
    with ThreadPoolExecutor(1) as other:

        def open_while_somebody_answers(work: Work) -> Any:
            open_round(work, round_id)
            waiting = other.submit(desk.answer, round_id, "tom", demands=3)
            wait_until_somebody_waits(desk.database)
            return waiting

        desk.do("marieke", open_while_somebody_answers).result(timeout=30)
    assert len(desk.answers(round_id)) == 1


def _lose_key(desk: Desk, round_id: int) -> None:
    tag = desk.round(round_id).key_tag
    assert tag is not None
    destroy_key(desk.settings.round_keys_dir, tag)


def test_when_the_key_is_lost_it_is_said_and_the_round_closes_early_with_its_answers(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED[:9]:
        desk.answer(round_id, who, demands=3)
    _lose_key(desk, round_id)
    with pytest.raises(KeyLost, match="closes early; what was said is kept"):
        desk.answer(round_id, "kevin", demands=5)
    now = at(5)
    assert desk.ask(lambda s: keyless_rounds(s, desk.settings)) == [round_id]
    with desk.database.write() as session:
        assert end_keyless_rounds(Work(session, desk.house, None, now), desk.settings) == [round_id]
    with desk.database.write() as session:
        assert end_keyless_rounds(Work(session, desk.house, None, now), desk.settings) == []
    desk.tick(now)
    assert desk.means(round_id) == "closed"
    assert len(desk.results(round_id)) == 9
    lost = [row for row in desk.dump()["journal"] if row[0] == round_id and row[3] == "key_lost"]
    assert len(lost) == 1


def test_rounds_that_have_their_key_run_on(desk: Desk) -> None:
    lost, fine = desk.opened(), desk.opened()
    _lose_key(desk, lost)
    with desk.database.write() as session:
        end_keyless_rounds(Work(session, desk.house, None, at(5)), desk.settings)
    desk.tick(at(5))
    assert desk.means(lost) != "open"
    assert desk.means(fine) == "open"


def test_a_folder_that_is_not_there_at_all_closes_no_round(desk: Desk) -> None:
    """A disk that was not mounted comes back; a round that was closed does not."""
    round_id = desk.opened()
    folder = desk.settings.round_keys_dir
    away = folder.with_name("away")
    folder.rename(away)
    with pytest.raises(KeysUnreadable):
        desk.answer(round_id, "tom", demands=3)
    with desk.database.write() as session:
        assert end_keyless_rounds(Work(session, desk.house, None, at(5)), desk.settings) == []
    away.rename(folder)
    desk.answer(round_id, "tom", demands=3)
    assert len(desk.answers(round_id)) == 1
