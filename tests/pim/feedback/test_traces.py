"""Nothing says who answered: no row, no log line, no number on a screen that moves with an answer."""

import logging
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from pim.answers.queries import fact_of, facts, own
from pim.feedback.answering import submit
from pim.feedback.counting import count_open_rounds
from pim.feedback.keys import nullifier, read_key
from pim.feedback.steps import extend_round
from pim.feedback.tables import Answer, Result
from pim.feedback.views import round_view
from pim.lifecycle.advance import Refusal
from pim.lifecycle.subject import look
from tests.pim.feedback.desk import ASKED, Desk, at


def test_during_a_round_no_row_holds_a_person_and_an_answer(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED[:8]:
        desk.answer(round_id, who, {"ratings": {"demands": 3}, "texts": {"remarks": f"Zegt {who[::-1]}."}})
    nullifiers = {answer.nullifier for answer in desk.answers(round_id)}
    for table, rows in desk.dump().items():
        for row in rows:
            held = [value for value in row if str(value) in nullifiers]
            if held:
                assert table == "answer"
                assert len(row) == 4  # the nullifier, the round, the cell, what was said
    cells = {answer.cell_id for answer in desk.answers(round_id)}
    assert len(cells) == 2  # seven people each: a cell does not tell who


def test_the_table_of_answers_has_no_column_for_a_person_a_time_or_an_address(desk: Desk) -> None:
    assert set(Answer.model_fields) == {"nullifier", "round_id", "cell_id", "body"}
    assert set(Result.model_fields) == {"id", "round_id", "cell_id", "body"}


def test_without_the_key_nobody_can_compute_a_nullifier(desk: Desk) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", demands=3)
    tom = desk.cast["tom"].person_id
    found = desk.answers(round_id)[0].nullifier
    guesses = {nullifier(key, round_id, tom) for key in (b"", bytes(32), str(round_id).encode().rjust(32))}
    assert found not in guesses
    assert found == nullifier(
        read_key(desk.settings.round_keys_dir, desk.round(round_id).key_tag), round_id, tom
    )


def test_the_same_person_has_another_nullifier_in_each_round(desk: Desk) -> None:
    first, second = desk.opened(), desk.opened()
    desk.answer(first, "tom", demands=3)
    desk.answer(second, "tom", demands=3)
    assert desk.answers(first)[0].nullifier != desk.answers(second)[0].nullifier


def test_no_journal_row_and_no_key_of_a_command_tells_of_an_answer(desk: Desk) -> None:
    round_id = desk.opened()
    before = desk.dump()
    for who in ASKED:
        desk.answer(round_id, who, demands=3)
    after = desk.dump()
    for table in ("journal", "step_key", "letter", "instance", "round", "asked", "deadline"):
        assert after[table] == before[table], table


def test_no_log_line_tells_of_an_answer(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    round_id = desk.opened()
    with caplog.at_level(logging.DEBUG):
        for level in ("pim", "notifications", "workflows"):
            caplog.set_level(logging.DEBUG, logger=level)
        desk.answer(round_id, "tom", {"ratings": {"demands": 3}, "texts": {"remarks": "Nachtploeg is moe"}})
        for wrong in ({"ratings": {"demands": 9}}, {"texts": {"remarks": "x" * 5_000}}):
            with pytest.raises(Exception, match="expected"):
                desk.answer(round_id, "tom", wrong)
        desk.close(round_id)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "Tom" not in said
    assert "Nachtploeg is moe" not in said
    assert str(desk.cast["tom"].person_id) not in said.split()


def test_a_fault_of_the_database_shows_neither_the_answer_nor_the_nullifier(desk: Desk) -> None:
    round_id = desk.opened()
    tom = desk.cast["tom"].person_id
    with desk.database.write() as session:
        connection = session.connection()

        def spoil(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
            return (statement.replace("INTO answer", "INTO nowhere"), parameters)

        event.listen(connection, "before_cursor_execute", spoil, retval=True)
        with pytest.raises(DBAPIError) as raised:
            submit(session, desk.settings, round_id, tom, {"texts": {"remarks": "Nachtploeg is moe"}})
        event.remove(connection, "before_cursor_execute", spoil)
        session.rollback()
    told = f"{raised.value} {raised.value!r}"
    assert "Nachtploeg is moe" not in told
    key = read_key(desk.settings.round_keys_dir, desk.round(round_id).key_tag)
    assert nullifier(key, round_id, tom) not in told


def test_the_response_that_is_shown_moves_once_a_day_and_only_from_five(desk: Desk) -> None:
    round_id = desk.opened()
    shown = []

    def count(day: int) -> int:
        with desk.database.write() as session:
            count_open_rounds(session, desk.home_id, date(2026, 3, day))
        return int(desk.ask(lambda s: fact_of(s, round_id)).answered)

    for who in ASKED[:4]:
        desk.answer(round_id, who, demands=3)
    shown.append(count(2))
    desk.answer(round_id, ASKED[4], demands=3)
    shown.append(count(2))
    shown.append(count(3))
    desk.answer(round_id, ASKED[5], demands=3)
    shown.append(count(3))
    shown.append(count(4))
    assert shown == [0, 0, 5, 5, 6]


def test_the_shown_response_is_the_same_wherever_it_is_shown(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED[:6]:
        desk.answer(round_id, who, demands=3)
    subject = desk.ask(lambda s: look(s, round_id))

    def everywhere() -> set[int | None]:
        return {
            desk.ask(lambda s: fact_of(s, round_id)).answered or None,
            desk.ask(lambda s: facts(s, desk.cycle_id))[0].answered or None,
            desk.ask(lambda s: own(s, subject)).round.answered or None,
            desk.ask(lambda s: round_view(s, round_id)).answered,
        }

    assert everywhere() == {None}
    with desk.database.write() as session:
        count_open_rounds(session, desk.home_id, date(2026, 3, 3))
    assert everywhere() == {6}


def test_only_the_clock_sees_the_number_as_it_is_now(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED[:4]:
        desk.answer(round_id, who, demands=3)
    subject = desk.ask(lambda s: look(s, round_id))
    assert desk.ask(lambda s: own(s, subject, live=True)).round.answered == 4
    assert desk.ask(lambda s: own(s, subject)).round.answered == 0


def test_a_refusal_does_not_tell_the_lead_how_many_answered_today(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED[:9]:
        desk.answer(round_id, who, demands=3)
    with desk.database.write() as session:
        count_open_rounds(session, desk.home_id, date(2026, 3, 3))
    desk.answer(round_id, ASKED[9], demands=3)
    with pytest.raises(Refusal) as refused:
        desk.do(
            "marieke", lambda work: extend_round(work, round_id, reason="Meer tijd.", only_look=True), at(4)
        )
    numbers = {unmet.code: unmet.numbers for unmet in refused.value.refused.unmet}
    assert numbers["response_below"]["answered"] == 9


def test_a_round_of_another_organisation_is_not_counted(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED:
        desk.answer(round_id, who, demands=3)
    with desk.database.write() as session:
        theirs = desk.cast["olga"].organisation_id
        assert count_open_rounds(session, theirs, date(2026, 3, 3)) == 0
    assert desk.round(round_id).counted == 0


def test_fewer_than_five_answers_are_no_number_after_the_close_either(desk: Desk) -> None:
    round_id = desk.closed({who: {"ratings": {"demands": 3}} for who in ASKED[:4]})
    assert desk.ask(lambda s: fact_of(s, round_id)).answered == 0
    assert desk.ask(lambda s: round_view(s, round_id)).answered is None
