"""A database that cannot take it now: full, read-only, held by another: people hear so."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

import pim.db
import pim.tables
from pim.db import Database
from pim.errors import Busy
from tests.faults.clients import Diary, Intent
from tests.faults.oracle import complaints
from tests.faults.settling import settle
from tests.faults.small_disks import small_disk
from tests.faults.waiting import until_alone
from tests.faults.world import START, World, lay_world
from tests.notifications.sink import Sink
from tests.postgres import PostgresServer

WEEK = timedelta(days=7)
MOST = 3_000  # steps that certainly do not fit


def write_until_full(world: World, database: Database, name: str = "0") -> Intent:
    """Start cycles until there is no room; each is in the diary. Returns the one that did not fit."""
    diary = Diary(world.folder / f"client-{name}")
    for number in range(MOST):
        intent = Intent(f"{name}-{number}", "cycle")
        diary.write("intent", asdict(intent))
        try:
            answer = world.begin(database, key=intent.key)
        except Busy:
            return intent
        diary.write("done", answer)
    raise AssertionError("the disk is never full")


def all_hear_that_it_is_full(world: World, database: Database, intent: Intent) -> None:
    """A person, the clock and the post are told; what there is can still be read."""
    for _ in range(2):
        with pytest.raises(Busy, match="Nothing was changed; try again"):
            world.begin(database, key=intent.key)
    with pytest.raises(Busy):
        world.sweep(database, START + WEEK)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM instance")) > 0


def all_goes_on(world: World, database: Database, box: Sink) -> None:
    """With room again, everything is done that was asked for, once."""
    at_rest = settle(world, START + WEEK, clients=1)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM letter WHERE status = 'accepted'")) > 0
    assert complaints(world, database, box.copies(), at_rest) == []


def test_sqlite_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    tmp_path: Path, sqlite_template: Path, post_box: Sink
) -> None:
    with small_disk(tmp_path / "small", megabytes=2) as disk:
        file = disk.folder / "pim.sqlite3"
        shutil.copyfile(sqlite_template, file)
        world = lay_world(f"sqlite:///{file}", tmp_path, post_box.port)
        database = Database(world.url)
        disk.fill_up(leave=200_000)
        intent = write_until_full(world, database)
        all_hear_that_it_is_full(world, database, intent)
        disk.clear()
        all_goes_on(world, database, post_box)
        database.dispose()


def test_sqlite_that_may_not_grow_says_so_and_goes_on_when_it_may(
    sqlite_url: str, tmp_path: Path, post_box: Sink
) -> None:
    world, database = lay_world(sqlite_url, tmp_path, post_box.port), Database(sqlite_url)
    pages = Path(sqlite_url.removeprefix("sqlite:///")).stat().st_size // 4096
    limit = f"PRAGMA max_page_count={pages + 20}"

    def keep_small(connection: Any, _record: object) -> None:
        connection.execute(limit)

    event.listen(database.engine, "connect", keep_small)
    intent = write_until_full(world, database)
    all_hear_that_it_is_full(world, database, intent)
    event.remove(database.engine, "connect", keep_small)
    database.dispose()
    all_goes_on(world, database, post_box)


def test_postgresql_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    own_postgres: PostgresServer, tmp_path: Path, post_box: Sink
) -> None:
    owner = "nobody" if os.geteuid() == 0 else None
    with small_disk(own_postgres.folder / "small", megabytes=40, owner=owner) as disk:
        ask(own_postgres.url, f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
        ask(own_postgres.url, "CREATE DATABASE small TABLESPACE small")
        url = own_postgres.url.replace("/postgres?", "/small?")
        Database(url).create_tables()
        world, database = lay_world(url, tmp_path, post_box.port), Database(url)
        disk.fill_up(leave=400_000)
        intent = write_until_full(world, database)
        all_hear_that_it_is_full(world, database, intent)
        disk.clear()
        all_goes_on(world, database, post_box)
        database.dispose()


def ask(url: str, question: str) -> None:
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(question)
    database.dispose()


def test_postgresql_that_only_lets_us_read_says_that_it_cannot_take_this_now(postgres_url: str) -> None:
    """As a stand-by does that was not promoted yet."""
    name = make_url(postgres_url).database
    ask(postgres_url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with pytest.raises(Busy, match="Nothing was changed"), Database(postgres_url).write() as session:
        session.execute(text("DELETE FROM letter"))


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Somebody holds the row that everybody wants, in another process as far as we can tell."""
    other = Database(database.url)
    with other.write() as session:
        session.execute(text("UPDATE organisation SET name = name"))
        yield
    other.dispose()


def test_who_waits_too_long_for_another_is_told_to_try_again(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pim.db, "BUSY_AFTER_MS", 50)
    impatient = Database(database_url)
    with held(impatient), pytest.raises(Busy, match="try again"), impatient.write() as session:
        session.execute(text("UPDATE organisation SET name = 'x'"))
    with impatient.write() as session:
        session.execute(text("UPDATE organisation SET name = name"))
    impatient.dispose()


def test_who_finds_every_connection_taken_is_told_to_try_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(postgres_url)
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.05)
    taken = [database.engine.connect() for _ in range(30)]
    with pytest.raises(Busy, match="try again"), database.read() as session:
        session.execute(text("SELECT 1"))
    for connection in taken:
        connection.close()
    with database.read() as session:
        session.execute(text("SELECT 1"))
    database.dispose()


def test_who_forgets_a_transaction_is_told_so_when_the_server_has_ended_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that sleeps in a transaction holds up everybody; after a minute the server ends it."""
    database = Database(postgres_url)
    with pytest.raises(Busy, match="try again"), database.write() as session:  # noqa: PT012
        session.execute(text("SET idle_in_transaction_session_timeout = 1"))
        session.execute(text("UPDATE organisation SET name = name"))
        until_alone(database)
        session.execute(text("UPDATE organisation SET name = name"))
    database.dispose()
