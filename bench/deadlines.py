"""100,000 due deadlines drained, each with its full effect, by one, two and four workers.

A deadline's full effect is its reminder or escalation: instance locked, journal row sealed, deadline
marked, a letter queued for a person. The workers are processes on one PostgreSQL.
"""

import multiprocessing as mp
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from bench.databases import dialects, fresh
from bench.seed import add_cycles, later, seed
from notifications.outbox import LetterRow
from pim.db import Database
from pim.house import PimHouse
from pim.lifecycle.sweep import Swept, sweep
from pim.lifecycle.tables import Deadline
from pim.settings import Settings

DEADLINES = int(os.environ.get("PIM_BENCH_DEADLINES", "100000"))
A_CYCLE = 4  # two reminders, the end of the term, one escalation


def measure() -> dict[str, Any]:
    """Return deadlines per second for 1, 2 and 4 workers, and the time to the first effect."""
    rows = []
    if "postgresql" in dialects():
        speeds = {workers: _drain("postgresql", workers) for workers in (1, 2, 4)}
        rows += [_row("postgresql", workers, *speeds[workers], speeds[1][0]) for workers in speeds]
    rows.append(_row("sqlite", 1, *_drain("sqlite", 1), None))
    first = rows[0].pop("first")
    for row in rows[1:]:
        row.pop("first")
    rows.append({"what": "first effect after the start", "value": first, "unit": "s", "aim": "value <= 1"})
    return {"name": "due deadlines", "rows": rows}


def _row(dialect: str, workers: int, rate: float, first: float, alone: float | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "what": f"drained by {workers} worker(s)",
        "value": round(rate),
        "unit": "deadlines/s",
        "database": dialect,
        "first": round(first, 2),
    }
    if workers == 1 and dialect == "postgresql":
        row["aim"] = "value >= 4000"
    elif alone is not None:
        row |= {"floor": round(alone), "ratio": round(rate / alone, 2), "aim": "ratio >= 1"}
    return row


def _drain(dialect: str, workers: int) -> tuple[float, float]:
    """Return deadlines per second, and the seconds until the first batch was committed."""
    with tempfile.TemporaryDirectory() as folder, fresh(dialect) as database:
        seeded = seed(database, Path(folder))
        add_cycles(seeded, DEADLINES // A_CYCLE)
        if dialect == "postgresql":
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        database.dispose()
        context = mp.get_context("spawn")
        ready, go = context.Barrier(workers + 1), context.Event()
        firsts = context.Queue()
        processes = [
            context.Process(target=_worker, args=(database.url, folder, ready, go, firsts))
            for _ in range(workers)
        ]
        for process in processes:
            process.start()
        ready.wait(60)
        began = time.perf_counter()
        go.set()
        found = [firsts.get(timeout=600) for _ in processes]
        seconds = time.perf_counter() - began
        for process in processes:
            process.join()
        _check(database)
        return DEADLINES // A_CYCLE * A_CYCLE / seconds, min(found)


def _worker(url: str, folder: str, ready: Any, go: Any, firsts: Any) -> None:
    database = Database(url)
    house = PimHouse(Settings(round_keys_dir=Path(folder) / "keys", secret_key="0" * 64))
    with database.read() as session:
        session.scalar(select(func.count()).select_from(Deadline))
    ready.wait()
    go.wait()
    began = time.perf_counter()
    first: list[float] = []

    def note(_: Swept) -> None:
        if not first:
            first.append(time.perf_counter() - began)

    sweep(database, house, later(200), after_batch=note)
    firsts.put(first[0] if first else 0.0)


def _check(database: Database) -> None:
    """Raise when a deadline was left or acted twice: a speed without that would mean nothing."""
    with database.read() as session:
        left = session.scalar(select(func.count()).where(col(Deadline.status) != "done"))
        letters = session.scalar(select(func.count()).select_from(LetterRow))
    expected = DEADLINES // A_CYCLE * (A_CYCLE - 1)  # the end of a term by itself writes to nobody
    if left or letters != expected:
        raise AssertionError(f"{left} deadlines left, {letters} letters instead of {expected}")
