"""Answers per second over HTTP, by eight browsers at once, against a bare endpoint that inserts one row.

Both stand in the same uvicorn, in a process of its own: ours is the whole application (guard, cookie,
form, checks, nullifier, one upsert, commit), the floor a FastAPI route that puts one row of the same size
into the same database with the bare driver and commits.
"""

import asyncio
import multiprocessing as mp
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Response
from itsdangerous import URLSafeSerializer

from bench.databases import dialects, fresh
from bench.seed import NOW, Seeded, add_cycles, seed
from pim.app import create_app
from pim.db import Database
from pim.feedback.draft import draft_round
from pim.feedback.steps import open_round
from pim.lifecycle.work import Work

STAFF, BROWSERS, TIMES = 2_000, 8, 5
BODY = {"rate-demands": "4", "rate-control": "2", "say-remarks": "Het is 's ochtends te druk bij de kassa."}


def measure() -> dict[str, Any]:
    """Return answers per second on each kind of database, floor and product in turn."""
    return {"name": "answers over HTTP", "rows": [_row(dialect) for dialect in dialects()]}


def _row(dialect: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="pim-bench-") as folder, fresh(dialect) as database:
        seeded = seed(database, Path(folder), STAFF)
        round_id = _open_round(seeded)
        _floor_table(database)
        answers = _answers(seeded, round_id)
        database.dispose()  # a process of its own makes connections of its own
        with _served(seeded) as port:
            floor = [_request("/floor", b"", "")] * STAFF
            _rate(port, answers), _rate(port, floor)  # warm
            pairs = [(_rate(port, answers), _rate(port, floor)) for _ in range(TIMES)]
    ours, bare = (median(one) for one in zip(*pairs, strict=True))
    return {
        "what": f"answers submitted, {BROWSERS} browsers at once",
        "value": round(ours),
        "unit": "answers/s",
        "floor": round(bare),
        "ratio": round(median(ours / bare for ours, bare in pairs), 2),
        "aim": "ratio >= 0.5",
        "database": dialect,
    }


def _open_round(seeded: Seeded) -> int:
    (cycle,) = add_cycles(seeded, 1)
    with seeded.database.write() as session:
        work = Work(session, seeded.house, seeded.lead, NOW)
        drafted = draft_round(work, cycle, purpose="baseline", team_ids=[seeded.team_id])
        open_round(work, drafted.id)
        return drafted.id


def _answers(seeded: Seeded, round_id: int) -> list[bytes]:
    signer = URLSafeSerializer(seeded.settings.secret_key or "", salt="pim")
    body, path = urlencode(BODY).encode(), f"/rounds/{round_id}/answer"
    cookies = (f"pim={signer.dumps({'person': id_})}" for id_ in seeded.staff)
    return [_request(path, body, cookie) for cookie in cookies]


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
    text = urlencode(BODY)

    @app.post("/floor")
    def insert() -> Response:
        connection = database.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"INSERT INTO floor (body) VALUES ({mark})", (text,))
            connection.commit()
        finally:
            connection.close()
        return Response(status_code=303)

    return app


def _rate(port: int, requests: list[bytes]) -> float:
    """Return how many requests a second are answered, each browser on a connection of its own."""
    began = time.perf_counter()
    asyncio.run(_send_all(port, requests))
    return len(requests) / (time.perf_counter() - began)


async def _send_all(port: int, requests: list[bytes]) -> None:
    waiting = iter(requests)
    await asyncio.gather(*(_browser(port, waiting) for _ in range(BROWSERS)))


async def _browser(port: int, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 303"):
            raise RuntimeError(head.decode(errors="replace"))
        length = next(
            (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
        )
        await reader.readexactly(int(length.partition(b":")[2]))
    writer.close()


@contextmanager
def _served(seeded: Seeded) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    process = mp.get_context("fork").Process(target=_serve, args=(listening, seeded), daemon=True)
    process.start()
    try:
        yield listening.getsockname()[1]
    finally:
        process.kill()
        process.join()
        listening.close()


def _serve(listening: socket.socket, seeded: Seeded) -> None:
    database = Database(seeded.database.url)
    ours, floor = create_app(database, seeded.settings), _floor_app(database)

    async def both(scope: Any, receive: Any, send: Any) -> None:
        await (floor if scope.get("path") == "/floor" else ours)(scope, receive, send)

    uvicorn.Server(uvicorn.Config(both, access_log=False, log_level="error", lifespan="off")).run([listening])
