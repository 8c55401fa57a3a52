"""No sequence of commands reaches the rollout past an open consent, an unanswered round or a broken floor."""

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pim.db import Database
from pim.lifecycle.journal import entries
from tests import databases
from tests.pim.properties.life import COMMANDS, FLOORS, Life, begun, open_consents, tried, unanswered

Did = list[tuple[str, int]]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, Life]:
    """A life that waits for its decision, in an SQLite file to be copied."""
    folder = tmp_path_factory.mktemp("life")
    database = Database(databases.fresh_sqlite(folder, sqlite_template))
    life = begun(database, folder / "keys")
    database.dispose()
    (file,) = folder.glob("*.sqlite3")
    return file, life


def _check_arrival(life: Life) -> None:
    """Say that nothing stood in the way of the rollout that was just decided."""
    assert open_consents(life) == []
    assert unanswered(life) == []
    newest = max(life.broken)
    answered = [one for one in life.broken if life.play.means(one) == "answered"]
    assert newest in answered or life.play.means(newest) == "withdrawn"
    if life.broken[max(answered)]:
        row = life.play.look(lambda session: entries(session, life.play.cycle)[-1])
        codes = {one["code"] for one in json.loads(row.data).get("overridden", [])}
        assert codes >= set(FLOORS)


def _live(life: Life, commands: Did) -> bool:
    """Try every command, and look each time at what became of it; returns whether the rollout was reached."""
    reached = False
    for name, days in commands:
        stage = life.stage()
        tried(life, name, days)
        if life.stage() == "rollout" != stage:
            reached = True
            _check_arrival(life)
    assert life.whole()
    return reached


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(1, 40)), min_size=4, max_size=14))
@example([("a bad round, answered", 1), ("go", 1), ("go in spite of the figures", 1)])
@example([("ask for consent", 20), ("go in spite of everything", 1), ("let days pass", 40), ("go", 1)])
@example([("a good round, closed", 1), ("go in spite of everything", 1), ("answer the round", 1), ("go", 1)])
@example([("ask for consent", 9), ("go on in the second version", 1), ("go", 1), ("waive", 1), ("go", 1)])
@example([("pause", 1), ("go on in the second version", 1), ("resume", 1), ("go", 1), ("extend", 1)])
@example([("wait for the council", 1), ("ask for consent", 9), ("decide now", 1), ("go", 1), ("resume", 1)])
def test_no_sequence_of_commands_and_days_reaches_the_rollout_past_what_stands_in_its_way(
    before: tuple[Path, Life], commands: Did
) -> None:
    file, began = before
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, Path(folder) / "life.sqlite3")
        database = Database(f"sqlite:///{Path(folder) / 'life.sqlite3'}")
        play = replace(began.play, database=database)
        _live(Life(play, began.pilot, broken=dict(began.broken)), commands)
        database.dispose()


def test_the_way_is_open_when_nothing_stands_in_it(database: Database, tmp_path: Path) -> None:
    life = begun(database, tmp_path / "keys")
    road = ["ask for consent", "go", "meet", "answer the request", "a bad round, answered", "go"]
    assert not _live(life, [(name, 9) for name in road])
    assert _live(life, [("go in spite of the figures", 1)])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_long_life_in_any_order_keeps_its_journal_and_its_gate(
    database: Database, tmp_path: Path, seed: int
) -> None:
    life = begun(database, tmp_path / "keys")
    chance = Random(seed)
    _live(life, [(chance.choice(sorted(COMMANDS)), chance.randint(1, 20)) for _ in range(40)])
