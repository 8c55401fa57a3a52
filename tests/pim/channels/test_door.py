"""The door of a round: a code opens it, a wrong one is counted, and no row says who came."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from notifications.blanks import BLANK
from pim.channels.codes import code_for
from pim.channels.door import AT_MOST, WITHIN, note_wrong, open_door, whose
from pim.channels.links import mailed, read_reference
from pim.channels.refusals import TooManyWrongCodes, WrongCode
from pim.channels.tables import WrongCodes
from pim.db import Database
from pim.errors import NotFound
from pim.feedback.answering import own_answer, submit
from pim.feedback.keys import destroy_key, read_key
from pim.feedback.refusals import KeyLost, RoundClosed
from pim.feedback.steps import withdraw_round
from pim.settings import Settings
from tests.pim.feedback.desk import ASKED, START, Desk, at, counted, lay_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return lay_desk(database, tmp_path / "round-keys")


def code(desk: Desk, round_id: int, who: str) -> str:
    """Return somebody's code."""
    key = read_key(desk.settings.round_keys_dir, desk.round(round_id).key_tag)
    return code_for(key, round_id, desk.cast[who].person_id)


def _whose(desk: Desk, round_id: int, typed: str, minutes: int = 0) -> int:
    return whose(desk.database, desk.settings, round_id, typed, START + timedelta(minutes=minutes))


def test_each_code_is_that_of_one_person_in_one_round(desk: Desk) -> None:
    first, second = desk.opened(), desk.opened()
    codes = {who: code(desk, first, who) for who in ASKED}
    assert len(set(codes.values())) == len(ASKED)
    for who, typed in codes.items():
        assert _whose(desk, first, typed) == desk.cast[who].person_id
        with pytest.raises(WrongCode):
            _whose(desk, second, typed)


def test_nothing_is_kept_to_recognise_a_code(desk: Desk) -> None:
    round_id = desk.opened()
    before = desk.dump()
    codes = [code(desk, round_id, who) for who in ASKED]
    for typed in codes:
        _whose(desk, round_id, typed)
    after = desk.dump()
    assert after == before
    assert not [one for one in codes if one in repr(after) or one.replace("-", "") in repr(after)]


@pytest.mark.parametrize("how_many", [0, 400])
def test_a_code_takes_one_statement_with_fourteen_people_and_with_many(desk: Desk, how_many: int) -> None:
    desk.hire("assen/Nachtploeg", how_many)
    round_id = desk.opened()
    typed = code(desk, round_id, "tom")
    with desk.database.read() as session, counted(session) as seen:
        assert open_door(session, desk.settings, round_id, typed, START) == desk.cast["tom"].person_id
    assert len(seen) == 1


def test_codes_die_with_the_round(desk: Desk) -> None:
    closed, lost, off = desk.opened(), desk.opened(), desk.opened()
    codes = {round_id: code(desk, round_id, "tom") for round_id in (closed, lost, off)}
    desk.close(closed)
    tag = desk.round(lost).key_tag
    assert tag is not None
    destroy_key(desk.settings.round_keys_dir, tag)
    desk.do("marieke", lambda work: withdraw_round(work, off, reason="Gaat niet door."))
    for round_id, refusal in ((closed, RoundClosed), (lost, KeyLost), (off, RoundClosed)):
        with pytest.raises(refusal):
            _whose(desk, round_id, codes[round_id])
    assert desk.ask(lambda s: s.scalars(select(WrongCodes)).all()) == [], "none of these was a wrong code"


def test_a_draft_and_a_round_that_is_not_there_open_for_nobody(desk: Desk) -> None:
    for round_id in (desk.draft(), 99_999, desk.cycle_id):
        with pytest.raises(NotFound):
            _whose(desk, round_id, "7K3M-9QXT-0V2B")


def test_too_many_wrong_codes_are_counted_no_more_and_shut_nobody_out(desk: Desk) -> None:
    round_id, other = desk.opened(), desk.opened()
    for _ in range(AT_MOST - 1):
        with desk.database.write() as session:
            note_wrong(session, round_id, START)
    assert _whose(desk, round_id, code(desk, round_id, "tom")) == desk.cast["tom"].person_id
    with pytest.raises(WrongCode):
        _whose(desk, round_id, "7K3M-9QXT-0V2B", 4)
    with pytest.raises(TooManyWrongCodes):
        _whose(desk, round_id, "7K3M-9QXT-0V2B", 4)
    assert _whose(desk, round_id, code(desk, round_id, "tom"), 4) == desk.cast["tom"].person_id
    assert _whose(desk, other, code(desk, other, "tom")) == desk.cast["tom"].person_id
    later = int(WITHIN.total_seconds() // 60)
    assert _whose(desk, round_id, code(desk, round_id, "tom"), later) == desk.cast["tom"].person_id
    with pytest.raises(WrongCode):
        _whose(desk, round_id, "7K3M-9QXT-0V2B", later)
    row = desk.ask(lambda s: s.scalars(select(WrongCodes)).one())
    assert (row.round_id, row.count) == (round_id, 1), "a new count began"


def test_a_wrong_code_leaves_a_number_and_nothing_else(desk: Desk) -> None:
    round_id = desk.opened()
    before = desk.dump()
    with pytest.raises(WrongCode):
        _whose(desk, round_id, "7K3M-9QXT-0V2B")
    after = desk.dump()
    assert {table for table in after if after[table] != before[table]} == {"wrong_codes"}
    assert set(WrongCodes.model_fields) == {"round_id", "since", "count"}


def test_a_code_lets_somebody_answer_again_and_the_last_one_counts(desk: Desk) -> None:
    round_id = desk.opened()
    for mark in (2, 5):
        person_id = _whose(desk, round_id, code(desk, round_id, "tom"), mark)
        with desk.database.write() as session:
            submit(session, desk.settings, round_id, person_id, {"ratings": {"demands": mark}})
    assert len(desk.answers(round_id)) == 1
    with desk.database.write() as session:
        mine = own_answer(session, desk.settings, round_id, desk.cast["tom"].person_id)
    assert mine is not None
    assert mine["ratings"] == {"demands": 5}
    desk.close(round_id, at(9))
    assert desk.round(round_id).answered == 1


def test_the_address_in_a_letter_is_short_and_its_code_is_blank() -> None:
    settings = Settings(base_url="https://pim.noordervers.example")
    assert mailed(settings, 12) == f"https://pim.noordervers.example/a/12-{BLANK}"
    for base in ("https://pim.gemeente-waterveld.nl", "https://feedback.noordervers.nl/"):
        assert len(mailed(Settings(base_url=base), 12_345)) <= 60


@pytest.mark.parametrize(
    "reference", ["", "12", "12-", "-7K3M", "0-7K3M", "x-7K3M", f"{2**31}-7K3M", "1-" + "A" * 41]
)
def test_what_is_no_address_of_a_form_is_not_there(reference: str) -> None:
    with pytest.raises(NotFound):
        read_reference(reference)


def test_an_address_is_read_however_it_was_copied() -> None:
    assert read_reference("12-7K3M-9QXT-0V2B") == (12, "7K3M-9QXT-0V2B")
    assert read_reference("12-7k3m9qxt0v2b") == (12, "7k3m9qxt0v2b")
