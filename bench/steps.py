"""Durable steps per second, against the same number of statements and one commit in the raw driver.

A step is a whole one: lock, roles, facts, stage, journal, deadlines cancelled and armed, letters
queued, key kept, commit. The floor does as many statements of the same kinds (a SELECT by key, an
UPDATE by key, an INSERT of as many rows) on a plain table of the same database, with the same
durability, through the bare driver.
"""

import gc
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.databases import dialects, fresh
from bench.seed import NOW, Seeded, add_cycles, seed
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.work import Work, run

CYCLES, ROUNDS, TIMES = 50, 4, 5
AIMS = {"postgresql": 0.6, "sqlite": 0.4}


def measure() -> dict[str, Any]:
    """Return steps per second on each database, each with its floor."""
    return {"name": "durable steps", "rows": [_row(dialect) for dialect in dialects()]}


def _row(dialect: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, fresh(dialect) as database:
        seeded = seed(database, Path(folder))
        ids = add_cycles(seeded, CYCLES)
        _pause_and_resume(seeded, ids, "warm")
        kinds = _statements(seeded, ids)
        # Floor and product in turn, so that a machine that slows down slows both.
        floor = _floor(seeded, kinds)
        pairs = []
        for turn in range(TIMES):
            ours = _rate(partial(_pause_and_resume, seeded, ids, f"t{turn}"))
            pairs.append((ours, _rate(floor)))
        ours, bare = sorted(pairs, key=lambda pair: pair[0] / pair[1])[TIMES // 2]
    return {
        "what": f"steps, {len(kinds)} statements each",
        "value": round(ours),
        "unit": "steps/s",
        "floor": round(bare),
        "ratio": round(ours / bare, 2),
        "aim": AIMS[dialect],
        "database": dialect,
    }


def _take(seeded: Seeded, order: Order, key: str) -> None:
    def verb(work: Work) -> dict[str, Any]:
        return advance(work, order).as_json()

    run(seeded.database, seeded.house, seeded.sponsor, NOW, verb, key)


def _pause_and_resume(seeded: Seeded, ids: list[int], name: str) -> int:
    steps = 0
    for turn in range(ROUNDS):
        for step, reason in (("pause", "Even wachten"), ("resume", None)):
            for id_ in ids:
                _take(seeded, Order(id_, step, reason), f"{name}-{turn}-{step}-{id_}")
                steps += 1
    return steps


def _statements(seeded: Seeded, ids: list[int]) -> list[tuple[str, int]]:
    """Return the kind of each statement of one step, with its number of rows."""
    seen: list[tuple[str, int]] = []

    def note(_c: Any, _k: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        kind = statement.split(None, 1)[0]
        if kind in ("SELECT", "UPDATE", "INSERT"):
            seen.append((kind, len(given) if many else 1))

    event.listen(seeded.database.engine, "before_cursor_execute", note)
    _take(seeded, Order(ids[0], "pause", "Even wachten"), "count")
    event.remove(seeded.database.engine, "before_cursor_execute", note)
    _take(seeded, Order(ids[0], "resume"), "back")
    return seen


def _floor(seeded: Seeded, kinds: list[tuple[str, int]]) -> Callable[[], int]:
    """Return a function that does the same statements raw, and how many transactions it made."""
    raw = seeded.database.engine.raw_connection()
    connection = raw.driver_connection
    assert connection is not None
    cursor = connection.cursor()
    postgres = seeded.database.dialect == "postgresql"
    mark, number = ("%s", "SERIAL PRIMARY KEY") if postgres else ("?", "INTEGER PRIMARY KEY")
    text = "x" * 120
    if not postgres:
        cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(f"CREATE TABLE floor (id {number}, a TEXT, b TEXT, c TEXT, d INTEGER)")
    for _ in range(100):
        cursor.execute(f"INSERT INTO floor (a, b, c, d) VALUES ({mark}, {mark}, {mark}, 1)", (text,) * 3)
    connection.commit() if postgres else cursor.execute("COMMIT")
    insert_sql = f"INSERT INTO floor (a, b, c, d) VALUES ({mark}, {mark}, {mark}, 1)"
    update_sql = f"UPDATE floor SET a = {mark}, b = {mark}, c = {mark} WHERE id = {mark}"
    select_sql = f"SELECT id, a, b, c, d FROM floor WHERE id = {mark}"

    def once(turn: int) -> None:
        if not postgres:
            cursor.execute("BEGIN IMMEDIATE")
        for kind, rows in kinds:
            if kind == "SELECT":
                cursor.execute(select_sql, (turn % 100 + 1,))
                cursor.fetchall()
            elif kind == "UPDATE":
                cursor.execute(update_sql, (text, text, text, turn % 100 + 1))
            elif rows == 1:
                cursor.execute(insert_sql, (text,) * 3)
            else:
                cursor.executemany(insert_sql, [(text,) * 3] * rows)
        connection.commit() if postgres else cursor.execute("COMMIT")

    def all_of_them() -> int:
        for turn in range(CYCLES * ROUNDS * 2):
            once(turn)
        return CYCLES * ROUNDS * 2

    return all_of_them


def _rate(work: Callable[[], int]) -> float:
    gc.collect()
    began = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - began)
