"""SQLite has one writer at a time: processes that write at once wait for each other, and nobody sees it."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from pim.db import Database
from pim.lifecycle.tables import Instance
from pim.lifecycle.verify import verify
from tests.faults.processes import together
from tests.faults.workers import opens, writes
from tests.faults.world import World, lay_world

WRITERS, TIMES = 8, 12


@pytest.fixture
def on_sqlite(sqlite_url: str, tmp_path: Path) -> World:
    return lay_world(sqlite_url, tmp_path)


def test_eight_processes_that_write_at_once_never_hear_that_the_database_is_locked(on_sqlite: World) -> None:
    wrong = together(writes, *[(on_sqlite, f"writer {n}", TIMES) for n in range(WRITERS)])
    assert wrong == [[]] * WRITERS
    database = Database(on_sqlite.url)
    with database.read() as session:
        done = session.scalar(
            select(func.count()).select_from(Instance).where(col(Instance.stage) == "ideas")
        )
        assert done == WRITERS * TIMES
        assert list(verify(session)) == []
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_eight_processes_that_open_a_new_database_at_once_all_get_in(tmp_path: Path) -> None:
    for number in range(6):
        url = f"sqlite:///{tmp_path / f'new{number}.sqlite3'}"
        assert together(opens, *[(url,)] * WRITERS) == [""] * WRITERS
