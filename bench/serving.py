"""Pages over HTTP: our application and a bare page of the same size, in one server in a process of its own.

The floor is a FastAPI route that renders a table with Jinja until it is as long as our page: no database,
no person, no words to look up. Whoever measures takes the two in turn.
"""

import asyncio
import multiprocessing as mp
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from bench.seed import Seeded
from pim.app import create_app
from pim.db import Database
from pim.sessions.sessions import BY_LINK, begin

ROW = (
    '<tr><td><a href="/cycles/{{ row.id }}">{{ row.title }}</a></td>'
    "<td>{{ row.stage }}</td><td>{{ row.days }}</td></tr>\n"
)
PAGE = (
    "<!doctype html>\n<title>{{ title }}</title>\n"
    f"<table>{{% for row in rows %}}{ROW}{{% endfor %}}</table>"
)
ONE = {"id": 12345, "title": "Een vernieuwing & meer", "stage": "Voorbereiding", "days": 42}


@dataclass(frozen=True, slots=True)
class Load:
    """What so many requests took: how many a second, and the milliseconds of each."""

    rate: float
    took: list[float]

    @property
    def p95(self) -> float:
        """Return the milliseconds within which 95 of 100 were answered."""
        return sorted(self.took)[min(len(self.took) - 1, len(self.took) * 95 // 100)]


def cookie(seeded: Seeded, person_id: int) -> str:
    """Sign somebody in; return their cookie."""
    with seeded.database.write() as session:
        return f"pim={begin(session, person_id, datetime.now(UTC), how=BY_LINK)}"


@contextmanager
def served(seeded: Seeded, serve: Callable[[socket.socket, Seeded], None] | None = None) -> Iterator[int]:
    """Serve ours, and the floor under ``/floor``; give the port. ``serve`` is another floor's own way."""
    seeded.database.dispose()  # a process of its own makes connections of its own
    listening = socket.create_server(("127.0.0.1", 0))
    # asyncio does so by itself for a socket that it made: or each answer waits 40 ms for the reader's word.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    process = mp.get_context("fork").Process(target=serve or _serve, args=(listening, seeded), daemon=True)
    process.start()
    try:
        yield listening.getsockname()[1]
    finally:
        process.kill()
        process.join()
        listening.close()


def _serve(listening: socket.socket, seeded: Seeded) -> None:
    ours, floor = create_app(Database(seeded.database.url), seeded.settings), _floor()

    async def both(scope: Any, receive: Any, send: Any) -> None:
        await (floor if scope.get("path") == "/floor" else ours)(scope, receive, send)

    uvicorn.Server(uvicorn.Config(both, access_log=False, log_level="error", lifespan="off")).run([listening])


def _floor() -> FastAPI:
    app, template = FastAPI(), Environment(autoescape=True).from_string(PAGE)
    one = len(Environment(autoescape=True).from_string(ROW).render(row=ONE))

    @app.get("/floor")
    def bare(size: int) -> HTMLResponse:
        return HTMLResponse(template.render(title="Kaal", rows=[ONE] * round(size / one)))

    return app


def load(port: int, path: str, cookie_: str, requests: int, browsers: int) -> Load:
    """Get a page so often, by so many browsers at once, each on a connection of its own."""
    took: list[float] = []
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie_}\r\n\r\n".encode()
    began = time.perf_counter()
    asyncio.run(_all(port, [head] * requests, browsers, took))
    return Load(requests / (time.perf_counter() - began), took)


async def _all(port: int, heads: list[bytes], browsers: int, took: list[float]) -> None:
    waiting = iter(heads)
    await asyncio.gather(*(_browser(port, waiting, took) for _ in range(browsers)))


async def _browser(port: int, waiting: Iterator[bytes], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        began = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"{request.decode()} was answered {head.decode(errors='replace')}")
        length = head.partition(b"content-length:")[2].partition(b"\r")[0]
        await reader.readexactly(int(length))
        took.append((time.perf_counter() - began) * 1000)
    writer.close()


def get(port: int, path: str, cookie_: str) -> tuple[float, float, int]:
    """Get a file once: the seconds until it begins and until it is there, and how many bytes it has."""
    connection = HTTPConnection("127.0.0.1", port)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie_})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered {answer.status}")
    size = len(answer.read(1))
    first = time.perf_counter() - began
    size += len(answer.read())
    connection.close()
    return first, time.perf_counter() - began, size
