"""Durable steps per second, against the very same statements through the bare driver.

A step is a whole one: lock, roles, facts, stage, journal, deadlines cancelled and armed, letters queued, key
kept, commit. Every statement that a run of steps sends is written down with what was filled in. Then the
database is put back, and the floor sends the same again through the driver alone, each step in one
transaction: the same tables, indexes and rows, and nothing of ours.
"""

import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.databases import copy_of, dialects, fresh
from bench.seed import NOW, Seeded, add_cycles, add_lessons, seed
from pim.db import Database
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.work import Key, Work, run

CYCLES, ROUNDS, TIMES = 50, 4, 5
STEPS = CYCLES * ROUNDS * 2
AIMS = {"postgresql": 0.6, "sqlite": 0.4}


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the driver gets it."""

    sql: str
    given: Any
    many: bool


def measure() -> dict[str, Any]:
    """Return steps per second on each database, each with its floor."""
    return {"name": "durable steps", "rows": [_row(dialect) for dialect in dialects()]}


def _row(dialect: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, fresh(dialect) as database:
        seeded = seed(database, Path(folder))
        ids = add_cycles(seeded, CYCLES + 1)
        add_lessons(seeded, ids)
        with _warm_copy(seeded, ids) as copy:
            transactions = _written_down(copy, ids[1:])
        pairs = []
        for _ in range(TIMES):  # in turn, so that a machine that slows down slows both
            with _warm_copy(seeded, ids) as copy:
                ours = _ours(copy, ids[1:])
            with _warm_copy(seeded, ids) as copy:
                pairs.append((ours, _floor(copy.database, transactions)))
    ours, bare = sorted(pairs, key=lambda pair: pair[0] / pair[1])[TIMES // 2]
    return {
        "what": f"steps, {sum(map(len, transactions)) / STEPS:.0f} statements each",
        "value": round(ours),
        "unit": "steps/s",
        "floor": round(bare),
        "ratio": round(ours / bare, 2),
        "aim": AIMS[dialect],
        "database": dialect,
    }


@contextmanager
def _warm_copy(seeded: Seeded, ids: list[int]) -> Iterator[Seeded]:
    """Give a copy of the organisation on which the same few steps were taken, so that nothing is cold."""
    with copy_of(seeded.database) as database:
        copy = replace(seeded, database=database)
        for turn in range(8):
            _pause_and_resume(copy, ids[:1], f"warm-{turn}")
        yield copy


def _take(seeded: Seeded, order: Order, key: str) -> None:
    def verb(work: Work) -> dict[str, Any]:
        return advance(work, order).as_json()

    run(seeded.database, seeded.house, seeded.sponsor, NOW, verb, Key(key))


def _pause_and_resume(seeded: Seeded, ids: list[int], name: str) -> None:
    for step, reason in (("pause", "Even wachten"), ("resume", None)):
        for id_ in ids:
            _take(seeded, Order(id_, step, reason), f"{name}-{step}-{id_}")


def _all(seeded: Seeded, ids: list[int]) -> None:
    for turn in range(ROUNDS):
        _pause_and_resume(seeded, ids, str(turn))


def _ours(seeded: Seeded, ids: list[int]) -> float:
    gc.collect()
    began = time.perf_counter()
    _all(seeded, ids)
    return STEPS / (time.perf_counter() - began)


def _written_down(seeded: Seeded, ids: list[int]) -> list[list[Sent]]:
    """Return what each step sends, as one list per transaction."""
    found: list[list[Sent]] = [[]]

    def note(_c: Any, _k: Any, sql: str, given: Any, _x: Any, many: bool) -> None:
        if not sql.startswith("BEGIN"):
            found[-1].append(Sent(sql, given, many))

    engine = seeded.database.engine
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", lambda _connection: found.append([]))
    _all(seeded, ids)
    return found[:-1]


def _floor(database: Database, transactions: list[list[Sent]]) -> float:
    """Send everything again through the driver; returns transactions per second."""
    raw = database.engine.raw_connection()
    connection = raw.driver_connection
    assert connection is not None
    cursor = connection.cursor()
    sqlite = database.dialect == "sqlite"
    gc.collect()
    began = time.perf_counter()
    for statements in transactions:
        if sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for one in statements:
            (cursor.executemany if one.many else cursor.execute)(one.sql, one.given)
            if cursor.description:
                cursor.fetchall()
        connection.commit()
    rate = len(transactions) / (time.perf_counter() - began)
    raw.close()
    return rate
