"""Who was not reminded had answered: after the close no row says who was."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlmodel import col

from notifications.delivery import deliver_due
from notifications.letters import Letters
from notifications.outbox import REMINDER, Bounce, LetterRow, Status
from notifications.trouble import note_bounce
from pim.feedback.steps import withdraw_round
from pim.truth import Truth
from tests.pim.feedback.desk import ASKED, ASSEN, ENDED, Desk, at
from tests.pim.feedback.test_reminders import DAY_7, DAY_12


def _rows(desk: Desk, round_id: int, notice: str = "round_reminder") -> list[LetterRow]:
    query = select(LetterRow).where(
        col(LetterRow.about_instance) == round_id, col(LetterRow.notice) == notice
    )
    rows: list[LetterRow] = desk.ask(lambda s: s.scalars(query.order_by(col(LetterRow.id))).all())
    return rows


def _reminded(desk: Desk) -> int:
    """Open a round that everybody in Assen answers, and let the others be reminded twice."""
    round_id = desk.opened()
    for who in ASSEN:
        desk.answer(round_id, who, demands=3)
    for moment in (DAY_7, DAY_12):
        desk.tick(moment)
        deliver_due(desk.database.write, None, Letters(), moment, worker="w", still_true=Truth(desk.settings))
    assert len(_rows(desk, round_id)) == 14
    return round_id


def _person_rows(desk: Desk) -> dict[str, list[tuple[str, tuple[Any, ...]]]]:
    """Return, for everybody who was asked, each row of the database that names them or points to them."""
    found: dict[str, list[tuple[str, tuple[Any, ...]]]] = {who: [] for who in ASKED}
    pointers = {"letter": "person_id", "asked": "person_id", "role": "person_id", "step_key": None}
    dump = desk.dump()
    with desk.database.read() as session:
        for table in dump:
            mine = pointers.get(table)
            for row in session.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for who in ASKED:
                    actor, said = desk.cast[who], repr(tuple(row.values()))
                    named = actor.name in said or f"{who}@noordervers" in said
                    if named or (mine and row[mine] == actor.person_id):
                        found[who].append((table, tuple(row.values())))
    return found


def test_after_the_close_no_table_holds_more_of_those_who_were_reminded_than_of_the_others(
    desk: Desk,
) -> None:
    round_id = _reminded(desk)
    during = {who: [table for table, _ in rows].count("letter") for who, rows in _person_rows(desk).items()}
    assert {during[who] for who in ASSEN} == {1}, "while it is open a reminder shows who had not answered"
    assert {during[who] for who in ASKED if who not in ASSEN} == {3}
    desk.tick(ENDED)
    assert desk.means(round_id) == "closed"
    assert _rows(desk, round_id) == []
    after = _person_rows(desk)
    of = {who: sorted(table for table, _ in after[who] if table != "role") for who in ASKED}
    assert len({tuple(tables) for tables in of.values()}) == 1, of
    assert len(_rows(desk, round_id, "round_invitation")) == len(ASKED)
    assert len(_rows(desk, round_id, "round_closed")) >= len(ASKED)


def test_a_round_that_is_called_off_forgets_its_reminders_too(desk: Desk) -> None:
    round_id = _reminded(desk)
    desk.do("marieke", lambda work: withdraw_round(work, round_id, reason="Gaat niet door."), at(14))
    assert _rows(desk, round_id) == []


def test_the_reminders_of_a_round_that_is_still_open_stay(desk: Desk) -> None:
    other, round_id = _reminded(desk), desk.opened()
    for who in ASSEN:
        desk.answer(round_id, who, demands=3)
    desk.close(round_id)
    assert len(_rows(desk, other)) == 14


def test_a_reminder_that_still_waits_goes_with_the_others(desk: Desk) -> None:
    round_id = desk.opened()
    desk.tick(DAY_7)
    assert {row.status for row in _rows(desk, round_id)} == {"queued"}
    desk.close(round_id)
    assert _rows(desk, round_id) == []


@pytest.mark.parametrize("before", [False, True])
def test_an_address_that_only_a_reminder_showed_to_be_wrong_comes_off_the_bounce_list(
    desk: Desk, before: bool
) -> None:
    round_id = _reminded(desk)
    lisa = desk.cast["lisa"].person_id
    notices = ["round_reminder", "round_invitation"] if before else ["round_reminder"]
    with desk.database.write() as session:
        session.execute(
            update(LetterRow)
            .where(col(LetterRow.person_id) == lisa, col(LetterRow.notice).in_(notices))
            .values(status=Status.BOUNCED.value)
        )
        note_bounce(session, "lisa@noordervers.example", "no such user", DAY_7 + timedelta(minutes=1))
        note_bounce(session, "erik@noordervers.example", "no such user", DAY_7)
    desk.close(round_id)
    left = desk.ask(lambda s: set(s.scalars(select(col(Bounce.address)))))
    assert left == {"erik@noordervers.example"} | ({"lisa@noordervers.example"} if before else set())


def test_what_only_those_get_who_did_not_answer_never_goes_along_in_a_bundle(desk: Desk) -> None:
    _reminded(desk)
    query = select(LetterRow).where(col(LetterRow.check) == REMINDER)
    rows = desk.ask(lambda s: s.scalars(query).all())
    assert rows
    assert not [row for row in rows if row.bundle or row.carried_by]
