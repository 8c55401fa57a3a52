"""Statements that go straight to the driver: the same rows, the same faults, heard by whoever listens."""

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, col

from notifications.among import among
from notifications.prepared import Prepared, together
from pim.db import Database
from pim.lifecycle.tables import StepKey
from pim.people.tables import Organisation
from tests.cast import cast

AT = datetime(2026, 3, 2, 9, 30, 0, 125, tzinfo=UTC)
COLUMNS = ("organisation_id", "key", "said", "answer", "at")
KEEP = Prepared(insert(SQLModel.metadata.tables["step_key"]), COLUMNS)
SEEN: Any = Prepared(select(*(getattr(StepKey, name) for name in COLUMNS)).order_by(col(StepKey.key)))
SOME = Prepared(
    select(col(StepKey.key))
    .where(among(col(StepKey.key), "keys"), among(col(StepKey.organisation_id), "homes"))
    .order_by(col(StepKey.key))
)


@pytest.fixture
def home(database: Database) -> int:
    """The number of an organisation."""
    with database.write() as session:
        cast(session)
        return session.scalars(select(col(Organisation.id)).order_by(col(Organisation.id))).first() or 0


def _row(home: int, key: str, **answer: object) -> dict[str, Any]:
    return {"organisation_id": home, "key": key, "said": "", "answer": answer, "at": AT}


def _keep(database: Database, *batches: list[dict[str, Any]], at_once: bool = False) -> None:
    with database.write() as session, together(session.connection()) if at_once else nullcontext():
        for batch in batches:
            KEEP.send(session.connection(), batch)


def test_what_was_sent_comes_back_as_it_was(database: Database, home: int) -> None:
    rows = [_row(home, "a", said="één"), _row(home, "b", ids=[1, 2]), _row(home, "c")]
    with database.write() as session:
        assert KEEP.send(session.connection(), rows[:1])() == 1
        assert KEEP.send(session.connection(), rows[1:])() == 2
    with database.read() as session:
        found = SEEN.rows(session.connection(), {})
        assert found == [tuple(row.values()) for row in rows]
        assert found == [tuple(row) for row in session.execute(SEEN._statement)], "as SQLAlchemy reads it"


def test_a_fault_of_the_driver_looks_as_it_always_does_and_nothing_is_kept(
    database: Database, home: int
) -> None:
    with pytest.raises(IntegrityError):
        _keep(database, [_row(home, "a")], [_row(home, "a")])
    with pytest.raises(IntegrityError):
        _keep(database, [_row(home, "a"), _row(home, "b")], [_row(home, "b")], at_once=True)
    with database.read() as session:
        assert SEEN.rows(session.connection(), {}) == []


def test_a_moment_without_a_zone_is_refused_as_ever(database: Database, home: int) -> None:
    naive = {**_row(home, "a"), "at": AT.replace(tzinfo=None)}
    with pytest.raises((ValueError, StatementError)):
        _keep(database, [naive])


def test_after_a_block_of_statements_it_is_known_how_many_rows_each_met(
    database: Database, home: int
) -> None:
    with database.write() as session:
        with together(session.connection()):
            one = KEEP.send(session.connection(), [_row(home, "a")])
            two = KEEP.send(session.connection(), [_row(home, "b"), _row(home, "c")])
        assert (one(), two()) == (1, 2)


def test_whoever_listens_to_the_engine_hears_every_statement(database: Database, home: int) -> None:
    heard: list[str] = []

    def note(_c: Any, _k: Any, sql: str, *_: Any) -> None:
        heard.append(sql.split()[0])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.write() as session, together(session.connection()):
            KEEP.send(session.connection(), [_row(home, "a")])
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert "INSERT" in heard
    with database.write() as session:
        KEEP.send(session.connection(), [_row(home, "b")])
    assert heard.count("INSERT") == 1


@pytest.mark.parametrize("listened_to", [False, True])
def test_a_list_of_any_length_finds_what_is_among_it(
    database: Database, home: int, listened_to: bool
) -> None:
    _keep(database, [_row(home, "a"), _row(home, "b'\"]"), _row(home, "c")])

    def found(keys: list[str], homes: list[int]) -> list[Any]:
        with database.write() as session:
            return [key for (key,) in SOME.rows(session.connection(), {"keys": keys, "homes": homes})]

    def note(*_: Any) -> None:
        """Listen: then the statement goes the long way."""

    if listened_to:
        event.listen(database.engine, "before_cursor_execute", note)
    assert found(["c", "b'\"]", "zz"], [home, home + 100]) == ["b'\"]", "c"]
    assert found(["a"], [home + 100]) == found([], [home]) == found(["a"], []) == []
