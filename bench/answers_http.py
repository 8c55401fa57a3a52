"""Answers per second over HTTP, against a bare endpoint of the same server that inserts one row.

Both stand in the same uvicorn, in a process of its own: ours is the whole application (guard, cookie, form,
checks, nullifier, one upsert, commit), the floor a FastAPI route that puts one row of the same size into the
same database with the bare driver and commits. By 1, 8 and 32 browsers at once; and by 8 of them in a round
that holds 10,000 and 1,000,000 answers already, against the empty one: nothing may read the others' answers.
"""

import asyncio
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Response
from sqlalchemy import func, select, text
from sqlmodel import col

from bench.databases import dialects, fresh
from bench.seed import NOW, Seeded, add_cycles, seed
from bench.serving import served
from pim.app import create_app
from pim.db import Database
from pim.feedback.draft import draft_round
from pim.feedback.steps import open_round
from pim.feedback.tables import Answer, Cell, Round
from pim.lifecycle.work import Work
from pim.sessions.sessions import BY_LINK, begin
from pim.web.form_tokens import token_of_forms

STAFF, TIMES = 1_000, 5
AT_ONCE = (1, 8, 32)
MANY = 8
FULL = tuple(int(n) for n in os.environ.get("PIM_BENCH_ANSWERED", "10000,1000000").split(","))
SAID = "Het is 's ochtends te druk bij de kassa."
PERCENTILES = (50, 95, 99)
_MADE = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
    "SELECT lower(hex(randomblob(32))), :round, :cell, :body FROM n",
    "postgresql": "SELECT md5(random()::text) || md5(i::text), :round, :cell, cast(:body AS json) "
    "FROM generate_series(1, :count) i",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What so many requests took: how many a second, and the milliseconds of each."""

    rate: float
    took: list[float]

    def percentile(self, percent: int) -> float:
        """Return the milliseconds within which this share of the requests was answered."""
        return sorted(self.took)[min(len(self.took) - 1, len(self.took) * percent // 100)]


def measure() -> dict[str, Any]:
    """Return answers per second on each kind of database, floor and product in turn."""
    return {"name": "answers over HTTP", "rows": [row for dialect in dialects() for row in _rows(dialect)]}


def _rows(dialect: str) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="pim-bench-") as folder, fresh(dialect) as database:
        seeded = seed(database, Path(folder), STAFF)
        round_id = _open_round(seeded)
        _floor_table(database)
        answers = _answers(seeded, round_id)
        database.dispose()  # a process of its own makes connections of its own
        with served(seeded, _serve) as port:
            floor = [_request("/floor", b"", "")] * STAFF
            _run(port, answers, MANY), _run(port, floor, MANY)  # warm
            empty = 0.0
            for browsers in AT_ONCE:
                pairs = [(_run(port, answers, browsers), _run(port, floor, browsers)) for _ in range(TIMES)]
                row = _row(dialect, browsers, pairs)
                empty = row["value"] if browsers == MANY else empty
                yield row
            for already in FULL:
                _fill(seeded, round_id, already)
                rates = [_run(port, answers, MANY).rate for _ in range(TIMES)]
                yield _full_row(dialect, already, median(rates), empty)


def _row(dialect: str, browsers: int, pairs: list[tuple[Run, Run]]) -> dict[str, Any]:
    ours = [run for run, _ in pairs]
    p50, p95, p99 = (median(run.percentile(percent) for run in ours) for percent in PERCENTILES)
    return {
        "what": f"{browsers} at once; p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms",
        "value": round(median(run.rate for run in ours)),
        "unit": "answers/s",
        "floor": round(median(floor.rate for _, floor in pairs)),
        "ratio": round(median(run.rate / floor.rate for run, floor in pairs), 2),
        "aim": "ratio >= 0.5",
        "database": dialect,
    }


def _full_row(dialect: str, already: int, rate: float, empty: float) -> dict[str, Any]:
    return {
        "what": f"{MANY} at once with {already:,} answers in the round, against none",
        "value": round(rate),
        "unit": "answers/s",
        "floor": round(empty),
        "ratio": round(rate / empty, 2),
        "aim": "ratio >= 0.9",
        "database": dialect,
    }


def _fill(seeded: Seeded, round_id: int, count: int) -> None:
    """Put answers of nobody into the round, in bulk, until there are this many of them."""
    with seeded.database.write() as session:
        connection = session.connection()
        there = connection.scalar(select(func.count()).select_from(Answer)) or 0
        cell = connection.scalar(select(func.min(col(Cell.id))))
        body = json.dumps({"ratings": {"demands": 3}, "texts": {}})
        connection.execute(
            text(f"INSERT INTO answer (nullifier, round_id, cell_id, body) {_MADE[connection.dialect.name]}"),
            {"round": round_id, "cell": cell, "body": body, "count": count - there},
        )
    seeded.database.dispose()


def _open_round(seeded: Seeded) -> int:
    (cycle,) = add_cycles(seeded, 1)
    with seeded.database.write() as session:
        work = Work(session, seeded.house, seeded.lead, NOW)
        drafted = draft_round(work, cycle, purpose="baseline", team_ids=[seeded.team_id])
        open_round(work, drafted.id)
        return drafted.id


def _answers(seeded: Seeded, round_id: int) -> list[bytes]:
    body, path = _body(seeded, round_id), f"/rounds/{round_id}/answer"
    now = datetime.now(UTC)
    with seeded.database.write() as session:
        tokens = [begin(session, id_, now, how=BY_LINK) for id_ in seeded.staff]
    return [_request(path, body, f"pim={token}\r\nX-Form-Token: {token_of_forms(token)}") for token in tokens]


def _body(seeded: Seeded, round_id: int) -> bytes:
    """Return the form of somebody who answers everything."""
    with seeded.database.read() as session:
        questions = session.get_one(Round, round_id).questions
    ratings = {f"rate-{one['code']}": "4" for one in questions if one["kind"] == "rating"}
    return urlencode(
        ratings | {f"say-{one['code']}": SAID for one in questions if one["kind"] == "text"}
    ).encode()


def _request(path: str, body: bytes, cookie: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _floor_table(database: Database) -> None:
    number = "SERIAL" if database.dialect == "postgresql" else "INTEGER"
    with database.write() as session:
        session.connection().exec_driver_sql(f"CREATE TABLE floor (id {number} PRIMARY KEY, body TEXT)")


def _floor_app(database: Database) -> FastAPI:
    """Return an application with one route, which inserts one row with the bare driver."""
    app = FastAPI()
    mark = "%s" if database.dialect == "postgresql" else "?"

    @app.post("/floor")
    def insert() -> Response:
        connection = database.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"INSERT INTO floor (body) VALUES ({mark})", (SAID * 10,))
            connection.commit()
        finally:
            connection.close()
        return Response(status_code=303)

    return app


def _run(port: int, requests: list[bytes], browsers: int) -> Run:
    """Send requests, each browser on a connection of its own."""
    took: list[float] = []
    began = time.perf_counter()
    asyncio.run(_send_all(port, requests, browsers, took))
    return Run(len(requests) / (time.perf_counter() - began), took)


async def _send_all(port: int, requests: list[bytes], browsers: int, took: list[float]) -> None:
    waiting = iter(requests)
    await asyncio.gather(*(_browser(port, waiting, took) for _ in range(browsers)))


async def _browser(port: int, waiting: Iterator[bytes], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 303"):
            raise RuntimeError(head.decode(errors="replace"))
        length = next(
            (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
        )
        await reader.readexactly(int(length.partition(b":")[2]))
        took.append((time.perf_counter() - began) * 1000)
    writer.close()


def _serve(listening: socket.socket, seeded: Seeded) -> None:
    database = Database(seeded.database.url)
    ours, floor = create_app(database, seeded.settings), _floor_app(database)

    async def both(scope: Any, receive: Any, send: Any) -> None:
        await (floor if scope.get("path") == "/floor" else ours)(scope, receive, send)

    uvicorn.Server(uvicorn.Config(both, access_log=False, log_level="error", lifespan="off")).run([listening])
