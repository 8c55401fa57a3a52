"""The judge itself: it finds nothing wrong where nothing is, and each fault that is planted."""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pim.db import Database
from tests import databases
from tests.faults.clients import Diary, Intent, act, diaries
from tests.faults.oracle import complaints
from tests.faults.world import LATER, START, World, lay_world
from tests.notifications.sink import sink

AT_REST = START + LATER * 2


@dataclass
class History:
    """Everything that happened in a world that came to rest."""

    world: World
    database: Database
    arrived: Counter[str]

    def complaints(self) -> list[str]:
        return complaints(self.world, self.database, self.arrived, AT_REST)

    def message_id(self, notice: str) -> str:
        with self.database.read() as session:
            found = session.scalar(
                text("SELECT message_id FROM letter WHERE notice = :notice AND status = 'accepted'"),
                {"notice": notice},
            )
            assert isinstance(found, str)
            return found


@pytest.fixture(scope="module")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A history that is copied for each test."""
    folder = tmp_path_factory.mktemp("history")
    url = databases.fresh_sqlite(folder, sqlite_template)
    with sink(folder) as box:
        world, database = lay_world(url, folder, box.port), Database(url)
        for day in range(0, 60, 5):
            act(world, database, "one", START + timedelta(days=day), seed=day, actions=3)
            world.sweep(database, START + timedelta(days=day))
            world.deliver(database, START + timedelta(days=day))
        for hours in range(3):
            world.sweep(database, AT_REST)
            world.deliver(database, AT_REST + timedelta(hours=hours))
        database.dispose()
        return History(world, database, box.copies())


@pytest.fixture
def history(lived: History, tmp_path: Path) -> History:
    for file in lived.world.folder.iterdir():
        shutil.copy(file, tmp_path)
    url = f"sqlite:///{tmp_path / 'pim.sqlite3'}"
    return History(replace(lived.world, url=url, folder=tmp_path), Database(url), Counter(lived.arrived))


def test_where_nothing_is_wrong_nothing_is_found(history: History) -> None:
    assert history.complaints() == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("DELETE FROM letter WHERE notice = 'deadline_near'", "never queued"),
        ("UPDATE letter SET key = 'a' WHERE id = 1", "nothing called for it"),
        ("UPDATE letter SET status = 'queued' WHERE id = 1", "never ended"),
        ("UPDATE letter SET status = 'cancelled' WHERE notice = 'round_closed'", "while it was true"),
        ("UPDATE letter SET carried_by = NULL WHERE status = 'bundled'", "nothing carries it"),
        ("UPDATE letter SET copies = 0 WHERE notice = 'deadline_near'", "counts 0"),
        ("UPDATE deadline SET status = 'armed' WHERE status = 'done'", "acted 1 times"),
        ("UPDATE deadline SET status = 'armed' WHERE status = 'cancelled'", "a visit that was left"),
        ("UPDATE deadline SET status = 'done' WHERE status = 'cancelled'", "acted 0 times"),
        ("UPDATE deadline SET status = 'moot' WHERE status = 'cancelled'", "moot"),
        ("UPDATE deadline SET due_at = '2027-01-01' WHERE status = 'done'", "before its moment"),
        ("DELETE FROM deadline WHERE id = 1", "armed"),
        ("UPDATE instance SET stage = 'closed' WHERE stage = 'preparation'", "its rows lead to"),
        ("DELETE FROM journal WHERE version = 1", "is broken"),
    ],
)
def test_a_fault_in_the_database_is_found(history: History, tampering: str, found: str) -> None:
    with history.database.write() as session:
        changed = session.connection().execute(text(tampering))
        assert changed.rowcount > 0, "nothing was planted"
    assert any(found in complaint for complaint in history.complaints()), history.complaints()


def test_a_letter_that_never_arrived_is_found(history: History) -> None:
    del history.arrived[history.message_id("deadline_near")]
    assert len(history.complaints()) == 1
    assert "never arrived" in history.complaints()[0]


def test_a_third_copy_is_found(history: History) -> None:
    history.arrived[history.message_id("deadline_near")] = 3
    assert any("arrived 3 times" in complaint for complaint in history.complaints())


def test_a_second_copy_under_another_message_id_is_found(history: History) -> None:
    history.arrived["<another@noordervers.example>"] = 1
    assert history.complaints() == ["<another@noordervers.example> arrived and nobody queued it"]


@pytest.mark.parametrize(
    ("what", "said", "found"),
    [
        ("done", {"id": 1, "version": 1}, "was acknowledged, and happened 0 times"),
        (None, None, "was never answered"),
    ],
)
def test_an_acknowledged_action_that_is_not_there_is_found(
    history: History, what: str | None, said: object, found: str
) -> None:
    diary = Diary(history.world.folder / "client-two")
    diary.write("intent", {"key": "k", "kind": "cycle"})
    if what:
        diary.write(what, said)
    assert [complaint for complaint in history.complaints() if found in complaint]


def test_an_action_that_was_refused_and_happened_is_found(history: History) -> None:
    told = next(told for told in diaries(history.world)[0].told() if told.answer)
    diary = Diary(history.world.folder / "client-one")
    diary.write("intent", {"key": told.intent.key, "kind": told.intent.kind})
    diary.write("refused", "")
    assert history.complaints() == [f"{told.intent.key} was refused, and happened"]


def test_an_action_that_nobody_meant_is_found(history: History) -> None:
    history.world.begin(history.database, key="by nobody", now=AT_REST)
    assert any("nobody meant it" in complaint for complaint in history.complaints())


def test_a_diary_tells_what_its_client_was_doing_when_it_died(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "client-one")
    assert diary.pending() is None
    diary.write("intent", {"key": "k", "kind": "cycle"})
    assert diary.pending() == Intent("k", "cycle")
    diary.write("refused", "no")
    assert diary.pending() is None
