"""Reminding by hand: once in a round, only who has not answered, and nobody can see who that is."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import REMINDER, LetterRow
from pim.feedback.nudge import NotOpen, NudgedBefore, nudge
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.tables import JournalEntry
from tests.pim.feedback.desk import ASKED, ASSEN, Desk, at


def _reminders(desk: Desk, round_id: int) -> list[LetterRow]:
    wanted = (col(LetterRow.about_instance) == round_id, col(LetterRow.check) == REMINDER)
    rows: list[LetterRow] = desk.ask(lambda s: s.scalars(select(LetterRow).where(*wanted)).all())
    return rows


def _nudge(desk: Desk, round_id: int, who: str = "marieke", day: int = 4) -> None:
    desk.do(who, lambda work: nudge(work, round_id), at(day))


def test_only_those_who_have_not_answered_get_it_with_the_words_of_a_reminder(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASSEN:
        desk.answer(round_id, who, demands=3)
    _nudge(desk, round_id)
    rows = _reminders(desk, round_id)
    late = {desk.cast[who].person_id for who in ASKED if who not in ASSEN}
    assert {row.person_id for row in rows} == late
    assert len(rows) == len(late)
    assert {row.notice for row in rows} == {"round_reminder"}
    assert rows[0].context["site"] == "Winkel Zwolle"
    assert "15 maart" in rows[0].context["due"]


def test_it_is_done_once_in_a_round_and_the_planned_reminders_go_all_the_same(desk: Desk) -> None:
    round_id = desk.opened()
    _nudge(desk, round_id)
    with pytest.raises(NudgedBefore):
        _nudge(desk, round_id, day=5)
    assert len(_reminders(desk, round_id)) == len(ASKED)
    desk.tick(at(8, 7))
    assert len(_reminders(desk, round_id)) == 2 * len(ASKED)


def test_what_stays_of_it_is_the_same_whether_one_or_thirteen_had_answered(desk: Desk) -> None:
    def left(*people: str) -> list[Any]:
        round_id = desk.opened()
        for who in people:
            desk.answer(round_id, who, demands=3)
        _nudge(desk, round_id)
        row = desk.ask(
            lambda s: s.scalars(
                select(JournalEntry).where(
                    col(JournalEntry.instance_id) == round_id, col(JournalEntry.what) == "nudge"
                )
            ).one()
        )
        desk.close(round_id)
        assert _reminders(desk, round_id) == []
        return [row.data, row.actor_id, row.version, desk.round(round_id).nudged_on]

    assert left(ASKED[0]) == left(*ASKED[:13])


def test_only_the_lead_reminds_and_only_while_the_round_is_open(desk: Desk) -> None:
    round_id = desk.draft()
    with pytest.raises(NotOpen):
        _nudge(desk, round_id)
    running = desk.opened()
    for who in ("tom", "henk"):
        with pytest.raises(NotAllowed):
            _nudge(desk, running, who)
    desk.close(running)
    with pytest.raises(NotOpen):
        _nudge(desk, running)
    assert _reminders(desk, running) == []
