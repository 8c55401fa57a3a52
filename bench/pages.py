"""Statements per request of every page, with 10, 1,000 and 10,000 innovations in the database.

A page may be slow for many reasons; a statement per row is the one that grows without anybody seeing it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.databases import dialects, fresh
from bench.seed import Seeded, add_cycles
from pim.db import Database
from pim.lifecycle.subject import look
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Browser, Web, web
from tests.pim.web.every_page import PAGES, numbers

SIZES = (10, 1_000, 10_000)
FILLED = 2  # innovations that every_page.numbers makes


def measure() -> dict[str, Any]:
    """Return the statements of the dearest page at each size, and of how many pages the number grew."""
    rows: list[dict[str, Any]] = []
    for dialect in dialects():
        with _site(dialect) as site:
            rows += _rows(site, dialect)
    return {"name": "statements per page", "rows": rows}


@contextmanager
def _site(dialect: str) -> Iterator[Web]:
    with tempfile.TemporaryDirectory(prefix="pim-bench-") as folder, fresh(dialect) as database:
        yield web(database, Path(folder))


def _rows(site: Web, dialect: str) -> list[dict[str, Any]]:
    known = numbers(site)
    paths = [path.format(**known) for path in PAGES]
    lead = site.browser("marieke")
    there, costs = FILLED, {}
    for size in SIZES:
        _more(site, size - there)
        there = size
        costs[size] = {path: _cost(site, lead, path) for path in paths}
    rows = []
    for size, found in costs.items():
        dearest = max(found, key=lambda path: found[path])
        what = f"{size:,} innovations: the dearest of {len(paths)} pages, {dearest}"
        rows.append(_row(dialect, what, found[dearest], "statements", "value <= 12"))
    grown = sum(costs[SIZES[0]][path] != costs[SIZES[-1]][path] for path in paths)
    what = f"pages whose number differs between {SIZES[0]} and {SIZES[-1]:,}"
    return [*rows, _row(dialect, what, grown, "pages", "value <= 0")]


def _row(dialect: str, what: str, value: int, unit: str, aim: str) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit, "aim": aim, "database": dialect}


def _cost(site: Web, browser: Browser, path: str) -> int:
    browser.client.get(path)  # once before: a process reads each workflow and each calendar one time
    with site.statements() as seen:
        status = browser.client.get(path).status_code
    if status not in (200, 409):
        raise RuntimeError(f"{path} answered {status}")
    return len(seen)


def _more(site: Web, count: int) -> None:
    """Add innovations in bulk to the organisation of the cast."""
    with site.database.read() as session:
        subject = look(session, site.cycle)
    lead = site.people["marieke"]
    database: Database = site.database
    seeded = Seeded(database, site.settings, site.desk.house, subject.digest, lead, lead, 0, [])
    add_cycles(seeded, count, at("2026-01-12 09:00"))
