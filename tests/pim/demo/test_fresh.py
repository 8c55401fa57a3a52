"""A demo is made in an empty place, and never in place of somebody's work."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from pim.db import Database
from pim.demo.fresh import FILE, Found, in_a_hurry, look_inside, make_demo, own_folder
from pim.errors import BadInput
from pim.make import make_database
from tests.cast import DRIEVLIET, cast

NOW = datetime(2026, 1, 1, tzinfo=UTC)

NOON = datetime(2026, 1, 5, 11, 0, tzinfo=UTC)


def _played(database: Database) -> None:
    make_demo(database, NOON)
    with database.write() as session:
        cast(session, DRIEVLIET)


def test_an_empty_database_becomes_a_demo(empty_database: Database) -> None:
    assert look_inside(empty_database) is Found.NOTHING
    make_demo(empty_database, NOON)
    assert look_inside(empty_database) is Found.EMPTY_DEMO
    make_demo(empty_database, NOON)  # made with `pim init --demo` before
    assert look_inside(empty_database) is Found.EMPTY_DEMO


def test_a_database_of_real_work_is_refused_and_stays_as_it_was(empty_database: Database) -> None:
    make_database(empty_database, NOW)
    with pytest.raises(BadInput, match="holds real work"):
        make_demo(empty_database, NOON)
    assert look_inside(empty_database) is Found.WORK


def test_a_database_of_another_program_is_refused(empty_database: Database) -> None:
    with empty_database.write() as session:
        session.connection().execute(text("CREATE TABLE book (title TEXT)"))
    with pytest.raises(BadInput, match="holds real work"):
        make_demo(empty_database, NOON)


def test_a_demo_that_was_played_is_not_played_over(empty_database: Database) -> None:
    _played(empty_database)
    with pytest.raises(BadInput, match="was played"):
        make_demo(empty_database, NOON)


def test_a_refusal_does_not_show_the_password_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database("postgresql://ann:secret@nowhere.invalid/shop")
    monkeypatch.setattr("pim.demo.fresh.look_inside", lambda _: Found.WORK)
    with pytest.raises(BadInput, match="shop") as refused:
        make_demo(database, NOON)
    assert "secret" not in str(refused.value)


def test_the_demos_own_folder_is_cleared_of_the_last_demo_and_of_nothing_else(tmp_path: Path) -> None:
    first = Database(own_folder(tmp_path))
    _played(first)
    first.dispose()
    (tmp_path / "round-keys").mkdir()
    (tmp_path / "my-notes.txt").write_text("keep")
    assert own_folder(tmp_path) == f"sqlite:///{tmp_path / FILE}"
    assert [path.name for path in tmp_path.iterdir()] == ["my-notes.txt"]


def test_real_work_in_the_demos_own_folder_is_not_removed(tmp_path: Path) -> None:
    work = Database(own_folder(tmp_path))
    make_database(work, NOW)
    work.dispose()
    with pytest.raises(BadInput, match="holds real work"):
        own_folder(tmp_path)
    assert (tmp_path / FILE).exists()


def test_after_the_hurry_every_commit_waits_for_the_disk_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'hurry.sqlite3'}")
    database.make_file()
    ask = text("PRAGMA synchronous")
    off, full = 0, 2
    with in_a_hurry(database), database.write() as session:
        assert session.connection().scalar(ask) == off
    with database.write() as session:
        assert session.connection().scalar(ask) == full
    database.dispose()
