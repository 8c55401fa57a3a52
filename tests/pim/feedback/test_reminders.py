"""Reminders go to those who have not answered, and after the close to nobody."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.feedback.keys import destroy_key
from pim.feedback.queries import asked, contributors, has_answered, not_answered
from pim.feedback.steps import open_round
from tests.pim.feedback.desk import ASKED, ASSEN, ENDED, Desk

DAY_7 = datetime(2026, 3, 8, 7, tzinfo=UTC)  # 08:00 in Amsterdam
DAY_12 = datetime(2026, 3, 13, 7, tzinfo=UTC)


def _reminded(desk: Desk, round_id: int) -> list[str]:
    names = {actor.person_id: who for who, actor in desk.cast.people.items()}
    rows = desk.ask(
        lambda s: s.scalars(
            select(LetterRow)
            .where(col(LetterRow.about_instance) == round_id, col(LetterRow.notice) == "round_reminder")
            .order_by(col(LetterRow.id))
        ).all()
    )
    return [names[row.person_id] for row in rows]


def test_reminders_go_on_day_7_and_12_to_those_who_have_not_answered(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASSEN:
        desk.answer(round_id, who, demands=3)
    desk.tick(DAY_7)
    assert set(_reminded(desk, round_id)) == set(ASKED) - set(ASSEN)
    desk.answer(round_id, "lisa", demands=3)
    desk.tick(DAY_12)
    reminded = _reminded(desk, round_id)
    assert len(reminded) == 7 + 6
    assert reminded.count("lisa") == 1
    assert not set(reminded) & set(ASSEN)


def test_a_reminder_carries_what_an_invitation_promised(desk: Desk) -> None:
    round_id = desk.opened()
    desk.tick(DAY_7)
    row = desk.ask(
        lambda s: s.scalars(select(LetterRow).where(col(LetterRow.notice) == "round_reminder")).first()
    )
    assert row.about_instance == round_id
    assert row.check == "not_answered"
    assert (row.context["combined_with"], row.context["smallest_group"]) == (6, 5)
    assert row.context["site"] in ("Winkel Assen", "Winkel Zwolle")


def test_who_answered_is_only_known_while_the_round_is_open(desk: Desk) -> None:
    round_id = desk.opened()
    tom, nour = desk.cast["tom"].person_id, desk.cast["nour"].person_id
    desk.answer(round_id, "tom", demands=3)
    assert desk.ask(lambda s: has_answered(s, desk.settings, round_id, tom))
    assert not desk.ask(lambda s: has_answered(s, desk.settings, round_id, nour))
    assert len(desk.ask(lambda s: not_answered(s, desk.settings, round_id))) == 13
    desk.close(round_id)
    assert not desk.ask(lambda s: has_answered(s, desk.settings, round_id, tom))
    assert desk.ask(lambda s: not_answered(s, desk.settings, round_id)) == {}


def test_in_a_held_round_those_who_did_not_answer_can_still_be_told_of_more_time(desk: Desk) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", demands=3)
    desk.tick(ENDED)
    assert desk.means(round_id) == "held"
    waiting = desk.ask(lambda s: not_answered(s, desk.settings, round_id))
    assert desk.cast["tom"].person_id not in waiting
    assert len(waiting) == 13


def test_without_the_key_nobody_is_reminded_rather_than_everybody(desk: Desk) -> None:
    round_id = desk.opened()
    tag = desk.round(round_id).key_tag
    assert tag is not None
    destroy_key(desk.settings.round_keys_dir, tag)
    assert desk.ask(lambda s: not_answered(s, desk.settings, round_id)) == {}
    assert desk.ask(lambda s: asked(s, round_id)) != {}
    desk.tick(DAY_7)
    assert _reminded(desk, round_id) == []


def test_people_whose_site_was_taken_together_count_only_in_the_whole(desk: Desk) -> None:
    small = desk.opened(team_ids=[desk.team("assen/Nachtploeg"), desk.team("kantoor/HR")])
    words = desk.ask(lambda s: asked(s, small))
    assert words[desk.cast["tom"].person_id] == {"site": "Winkel Assen", "group": "", "combined_with": 0}
    assert words[desk.cast["els"].person_id] == {"site": "Hoofdkantoor", "group": "", "combined_with": 0}


def test_a_draft_would_ask_the_same_people_with_the_same_words(desk: Desk) -> None:
    round_id = desk.draft()
    before = desk.ask(lambda s: asked(s, round_id))
    assert len(before) == 14
    desk.do("marieke", lambda work: open_round(work, round_id))
    assert desk.ask(lambda s: asked(s, round_id)) == before


def test_contributors_are_all_who_were_asked_once_each(desk: Desk) -> None:
    desk.opened(site_ids=[desk.site("assen")])
    second = desk.opened()
    desk.draft(site_ids=[desk.site("kantoor")])
    desk.answer(second, "tom", demands=3)
    found = desk.ask(lambda s: contributors(s, desk.cycle_id))
    assert found == sorted(desk.cast[who].person_id for who in ASKED)
