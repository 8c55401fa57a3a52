"""After the close nobody can find out whose answer is whose, and nothing that was said is lost."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pim.db import Database
from pim.feedback.closing import close_books
from pim.feedback.custody import destroy_leftover_keys
from pim.feedback.keys import kept_tags, make_key, new_tag, nullifier, read_key
from pim.feedback.opening import open_books
from pim.feedback.refusals import RoundClosed
from pim.feedback.steps import close_round, withdraw_round
from pim.lifecycle.subject import lock
from tests.pim.feedback.desk import ASKED, ENDED, Desk, at, lay_desk


def _key(desk: Desk, round_id: int) -> bytes:
    return read_key(desk.settings.round_keys_dir, desk.round(round_id).key_tag)


def _answered(desk: Desk, count: int = 9) -> int:
    round_id = desk.opened()
    for number, who in enumerate(ASKED[:count]):
        desk.answer(
            round_id, who, {"ratings": {"demands": number % 5 + 1}, "texts": {"remarks": f"Van {number}"}}
        )
    return round_id


def test_the_clock_closes_a_round_that_enough_people_answered(desk: Desk) -> None:
    round_id = _answered(desk, 7)
    desk.tick(ENDED)
    assert desk.means(round_id) == "closed"
    assert desk.round(round_id).answered == 7


def test_the_clock_holds_a_round_that_few_answered_and_closes_it_later(desk: Desk) -> None:
    round_id = _answered(desk, 6)
    desk.tick(ENDED)
    assert desk.means(round_id) == "held"
    assert len(desk.key_files()) == 1
    desk.tick(at(24))
    assert desk.means(round_id) == "closed"
    assert desk.round(round_id).answered == 6
    assert desk.key_files() == []


def test_everything_that_was_said_is_kept_and_nothing_else(desk: Desk) -> None:
    round_id = _answered(desk)
    said = sorted(repr((answer.cell_id, answer.body)) for answer in desk.answers(round_id))
    desk.close(round_id)
    assert sorted(repr((result.cell_id, result.body)) for result in desk.results(round_id)) == said
    assert desk.answers(round_id) == []
    assert desk.key_files() == []


def test_no_table_holds_a_nullifier_after_the_close(desk: Desk) -> None:
    round_id = _answered(desk)
    key = _key(desk, round_id)
    nullifiers = {nullifier(key, round_id, desk.cast[who].person_id) for who in ASKED}
    assert nullifiers & {answer.nullifier for answer in desk.answers(round_id)}
    desk.close(round_id)
    dumped = repr(desk.dump())
    assert not [one for one in nullifiers if one in dumped]
    assert key.hex() not in dumped


def test_the_file_of_an_sqlite_database_holds_no_nullifier_after_the_close(
    sqlite_url: str, tmp_path: Path
) -> None:
    """PostgreSQL keeps dead rows until it is vacuumed; without the key they say nothing."""
    desk = lay_desk(Database(sqlite_url), tmp_path / "round-keys")
    round_id = _answered(desk)
    nullifiers = [answer.nullifier.encode() for answer in desk.answers(round_id)]
    desk.close(round_id)
    desk.database.dispose()  # the last connection writes the log into the file
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    assert not file.with_name(f"{file.name}-wal").exists()
    content = file.read_bytes()
    assert b"Van 3" in content
    assert not [one for one in nullifiers if one in content]


def test_results_stand_in_an_order_that_says_nothing(desk: Desk) -> None:
    """In twelve closes the first to answer is found at several places, as chance would have it."""
    firsts = set()
    for _ in range(12):
        round_id = _answered(desk)
        desk.close(round_id)
        order = [body["texts"]["remarks"] for body in desk.ask(lambda s, n=round_id: _physical(s, desk, n))]
        firsts.add(order.index("Van 0"))
        assert len(order) == 9
    assert len(firsts) >= 3


def _physical(session: Any, desk: Desk, round_id: int) -> list[dict[str, Any]]:
    """Return the bodies in the order in which they lie on the disk."""
    order = "id" if desk.database.dialect == "sqlite" else "ctid"
    rows = session.execute(
        text(f"SELECT body FROM result WHERE round_id = :n ORDER BY {order}"), {"n": round_id}
    )
    return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]


def test_neither_answers_nor_results_have_a_number_that_counts_up(desk: Desk) -> None:
    round_id = _answered(desk)
    ids = [answer.nullifier for answer in desk.answers(round_id)]
    desk.close(round_id)
    ids += [result.id for result in desk.results(round_id)]
    assert all(len(one) in (32, 64) and int(one, 16) >= 0 for one in ids)
    if desk.database.dialect == "sqlite":
        for table in ("answer", "result"):
            with pytest.raises(Exception, match="no such column"), desk.database.read() as session:
                session.execute(text(f"SELECT rowid FROM {table}"))


def test_closing_twice_changes_nothing(desk: Desk) -> None:
    round_id = _answered(desk)
    desk.close(round_id)
    before = desk.dump()
    with desk.database.write() as session:
        close_books(session, lock(session, round_id), at(9), desk.settings)
    assert desk.dump() == before


def test_a_round_that_nobody_answered_closes_too(desk: Desk) -> None:
    round_id = desk.opened()
    desk.close(round_id)
    assert desk.round(round_id).answered == 0
    assert desk.results(round_id) == []


def test_other_rounds_are_left_alone(desk: Desk) -> None:
    other, round_id = _answered(desk), _answered(desk)
    desk.close(round_id)
    assert len(desk.answers(other)) == 9
    assert [file.stem for file in desk.key_files()] == [desk.round(other).key_tag]


def test_a_close_that_is_undone_keeps_key_and_answers(desk: Desk) -> None:
    round_id = _answered(desk)

    def close_and_fail(work: Any) -> None:
        close_round(work, round_id)
        raise KeyError("the power went")

    with pytest.raises(KeyError):
        desk.do("marieke", close_and_fail, at(9))
    assert desk.means(round_id) == "open"
    assert len(desk.answers(round_id)) == 9
    assert desk.results(round_id) == []
    desk.answer(round_id, "tom", demands=5)


def test_a_key_that_cannot_be_destroyed_now_is_destroyed_by_the_next_sweep(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = _answered(desk)

    def stuck(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr("pim.feedback.custody.destroy_key", stuck)
        desk.close(round_id)
    assert desk.means(round_id) == "closed"
    assert len(desk.key_files()) == 1
    assert desk.ask(lambda s: destroy_leftover_keys(s, desk.settings)) == 1
    assert desk.key_files() == []
    assert desk.ask(lambda s: destroy_leftover_keys(s, desk.settings)) == 0


def test_the_sweep_leaves_keys_of_rounds_that_need_them_and_keys_it_does_not_know(desk: Desk) -> None:
    held, still_open = desk.opened(), desk.opened(at(12))
    desk.tick(ENDED)
    assert (desk.means(held), desk.means(still_open)) == ("held", "open")
    strange = new_tag()
    make_key(desk.settings.round_keys_dir, strange)
    before = kept_tags(desk.settings.round_keys_dir)
    assert desk.ask(lambda s: destroy_leftover_keys(s, desk.settings)) == 0
    assert kept_tags(desk.settings.round_keys_dir) == before
    assert len(before) == 3


def test_another_database_that_shares_the_folder_does_not_touch_our_key(desk: Desk, tmp_path: Path) -> None:
    """Its round 2 is closed, ours is open: they are not the same round 2."""
    ours = desk.opened()
    beside = Database(f"sqlite:///{tmp_path / 'beside.sqlite3'}")
    beside.create_tables()
    other = lay_desk(beside, desk.settings.round_keys_dir)
    theirs = other.opened()
    assert theirs == ours
    other.close(theirs)
    assert other.ask(lambda s: destroy_leftover_keys(s, other.settings)) == 0
    desk.answer(ours, "tom", demands=3)
    assert len(desk.answers(ours)) == 1
    beside.dispose()


def test_a_withdrawn_round_drops_its_answers_unread_and_its_key(desk: Desk) -> None:
    round_id = _answered(desk)
    desk.do("marieke", lambda work: withdraw_round(work, round_id, reason="Verkeerde vragen."), at(5))
    assert desk.means(round_id) == "withdrawn"
    assert (desk.answers(round_id), desk.results(round_id), desk.key_files()) == ([], [], [])
    with pytest.raises(RoundClosed):
        desk.answer(round_id, "tom", demands=5)


def test_a_draft_can_be_withdrawn(desk: Desk) -> None:
    round_id = desk.draft()
    desk.do("marieke", lambda work: withdraw_round(work, round_id))
    assert desk.means(round_id) == "withdrawn"
    assert desk.round(round_id).answered is None


def test_a_closed_round_cannot_be_opened_again_whatever_a_workflow_says(desk: Desk) -> None:
    round_id = _answered(desk)
    desk.close(round_id)
    with desk.database.write() as session, pytest.raises(RoundClosed, match="key has been destroyed"):
        open_books(session, lock(session, round_id), at(10), desk.settings)
    assert desk.round(round_id).extensions == 0
