"""The page with evidence at a million answers; and 100,000 answers in 2,000 cells, closed and published.

The floor of the page is the one aggregate that any such page needs: number and sum of five marks per
cell, over the answers themselves. The floor of closing is what it cannot do without: the rows copied and
dropped by the bare driver, in one transaction. ``PIM_BENCH_ANSWERS`` is the number of answers behind the
page.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from bench.databases import dialects, fresh
from bench.seed import NOW, Seeded, add_cycles, seed
from pim.db import Database
from pim.evidence.pages import page_of
from pim.evidence.view import evidence_of
from pim.feedback.closing import close_books
from pim.feedback.publication import results
from pim.feedback.questions import DIMENSIONS
from pim.feedback.tables import Cell, Round, RoundTeam
from pim.feedback.tallying import add_up
from pim.lifecycle.advance import begin
from pim.lifecycle.subject import look
from pim.lifecycle.work import Work
from pim.people.tables import Site, Team
from pim.web.edge import Viewer

ANSWERS = int(os.environ.get("PIM_BENCH_ANSWERS", "1000000"))
CLOSED, SITES, TEAMS = 100_000, 400, 5
TIMES, CLOSINGS = 3, 2

_MARKS = {
    "sqlite": ("abs(random()) % 5 + 1", "json_object"),
    "postgresql": ("floor(random() * 5)::int + 1", "json_build_object"),
}
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count) "
    "SELECT i FROM n)",
    "postgresql": "generate_series(0, :count - 1) AS n(i)",
}
# In order, so that a million rows are written in seconds; the round that closes shuffles them by itself.
_ID = {
    "sqlite": "printf('%032d-%032d', :round, i)",
    "postgresql": "lpad(cast(:round AS text), 32, '0') || '-' || lpad(cast(i AS text), 32, '0')",
}


def measure() -> dict[str, Any]:
    """Return what the page, closing and publishing take on each kind of database."""
    rows: list[dict[str, Any]] = []
    for dialect in dialects():
        with tempfile.TemporaryDirectory(prefix="pim-bench-") as folder, fresh(dialect) as database:
            seeded = seed(database, Path(folder))
            rows += _closing(seeded, dialect)
            rows.append(_page(seeded, dialect))
    return {"name": "evidence, closing and publishing", "rows": rows}


def _page(seeded: Seeded, dialect: str) -> dict[str, Any]:
    (cycle,) = add_cycles(seeded, 1)
    rounds = [_round(seeded, cycle, purpose, "closed") for purpose in ("baseline", "pilot")]
    for round_id in rounds:
        _say(seeded.database, dialect, round_id, ANSWERS // len(rounds), table="result")
        with seeded.database.write() as session:
            add_up(session.connection(), round_id)
    viewer = Viewer(actor=seeded.lead, language="nl", now=NOW + timedelta(days=1))

    def page() -> None:
        with seeded.database.read() as session:
            evidence = evidence_of(session, cycle, seeded.lead, viewer.now)
        page_of(viewer, evidence)

    took = _seconds(page)
    floor = _seconds(lambda: _aggregate(seeded.database, dialect, rounds), 1)
    what = f"the page with evidence at {ANSWERS:,} answers in {SITES * TEAMS:,} teams, before and after"
    return _row(dialect, what, took, floor, "ratio <= 2")


def _closing(seeded: Seeded, dialect: str) -> list[dict[str, Any]]:
    closing, bare = [], []
    for _ in range(CLOSINGS):
        (cycle,) = add_cycles(seeded, 1)
        round_id = _round(seeded, cycle, "baseline", "open")
        _say(seeded.database, dialect, round_id, CLOSED, table="answer")
        closing.append(_seconds(lambda one=round_id: _close(seeded, one), 1))  # type: ignore[misc]
        other = _round(seeded, cycle, "pilot", "open")
        _say(seeded.database, dialect, other, CLOSED, table="answer")
        bare.append(_seconds(lambda one=other: _copy(seeded.database, one), 1))  # type: ignore[misc]
        with seeded.database.write() as session:
            session.execute(text("UPDATE instance SET means = 'closed' WHERE id = :id"), {"id": round_id})

    def publish() -> None:
        with seeded.database.read() as session:
            results(session, round_id)

    cells = SITES * TEAMS
    return [
        _row(
            dialect, f"a round of {CLOSED:,} answers in {cells:,} cells closed", median(closing), median(bare)
        ),
        _row(
            dialect,
            "and its results published",
            _seconds(publish),
            _seconds(lambda: _aggregate(seeded.database, dialect, [round_id])),
        ),
    ]


def _row(dialect: str, what: str, took: float, floor: float, aim: str | None = None) -> dict[str, Any]:
    figures = {"value": round(took, 3), "floor": round(floor, 3), "ratio": round(took / floor, 2)}
    return {"what": what, "unit": "s", "aim": aim, "database": dialect, **figures}


def _seconds(work: Callable[[], None], times: int = TIMES) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return median(took)


def _round(seeded: Seeded, cycle: int, purpose: str, means: str) -> int:
    """Write a round that asks every team of every site; the sites are made the first time."""
    with seeded.database.write() as session:
        work = Work(session, seeded.house, seeded.lead, NOW)
        home = look(session, cycle).home
        questions = [{"code": code, "kind": "rating", "nl": code, "en": code} for code in DIMENSIONS]

        def keep(number: int) -> None:
            session.add(Round(instance_id=number, cycle_id=cycle, purpose=purpose, questions=questions))

        code = f"R-{purpose}"
        born = begin(work, home, "round", seeded.digest, code, code, cycle_id=cycle, born=keep)
        session.execute(
            text("UPDATE instance SET means = :means WHERE id = :id"), {"means": means, "id": born.id}
        )
        teams = _teams(session, home.id)
        session.add_all(RoundTeam(round_id=born.id, team_id=team) for _, team in teams)
        session.add_all(
            Cell(round_id=born.id, site_id=site, team_id=team, members=CLOSED // len(teams))
            for site, team in teams
        )
        return born.id


def _teams(session: Any, home: int) -> list[tuple[int, int]]:
    asked = text("SELECT site_id, id FROM team WHERE name LIKE 'Meetploeg%' ORDER BY id")
    found = [(row[0], row[1]) for row in session.execute(asked)]
    if found:
        return found
    sites = [Site(organisation_id=home, code=f"m{n}", name=f"Meetplaats {n}") for n in range(SITES)]
    session.add_all(sites)
    session.flush()
    session.add_all(
        Team(organisation_id=home, site_id=site.id or 0, name=f"Meetploeg {n}")
        for site in sites
        for n in range(TEAMS)
    )
    session.flush()
    return _teams(session, home)


def _say(database: Database, dialect: str, round_id: int, count: int, *, table: str) -> None:
    """Let so many people answer with marks by chance, spread evenly over the cells."""
    mark, made = _MARKS[dialect]
    marks = ", ".join(f"'{code}', {mark}" for code in DIMENSIONS)
    key = "nullifier" if table == "answer" else "id"
    with database.write() as session:
        first = session.scalar(text("SELECT min(id) FROM cell WHERE round_id = :round"), {"round": round_id})
        session.execute(
            text(
                f"INSERT INTO {table} ({key}, round_id, cell_id, body) "
                f"SELECT {_ID[dialect]}, :round, :first + i % :cells, "
                f"{made}('ratings', {made}({marks}), 'texts', {made}()) FROM {_NUMBERS[dialect]}"
            ),
            {"round": round_id, "first": first, "cells": SITES * TEAMS, "count": count},
        )


def _close(seeded: Seeded, round_id: int) -> None:
    with seeded.database.write() as session:
        close_books(session, look(session, round_id), NOW, seeded.settings)


def _copy(database: Database, round_id: int) -> None:
    with database.write() as session:
        connection = session.connection()
        connection.exec_driver_sql(
            "INSERT INTO result (id, round_id, cell_id, body) "
            f"SELECT nullifier, round_id, cell_id, body FROM answer WHERE round_id = {round_id}"
        )
        connection.exec_driver_sql(f"DELETE FROM answer WHERE round_id = {round_id}")


def _aggregate(database: Database, dialect: str, rounds: list[int]) -> None:
    """Run the one aggregate over the answers themselves, by the quickest way each database has."""
    where = f"WHERE round_id IN ({', '.join(map(str, rounds))}) GROUP BY round_id, cell_id"
    if dialect == "sqlite":
        marks = [f"json_extract(body, '$.ratings.{code}')" for code in DIMENSIONS]
        source = "result"
    else:
        marks = [f"r.{code}" for code in DIMENSIONS]
        kinds = ", ".join(f"{code} int" for code in DIMENSIONS)
        source = f"result, json_to_record(body->'ratings') AS r({kinds})"
    sums = ", ".join(f"count({mark}), sum({mark})" for mark in marks)
    with database.read() as session:
        session.connection().exec_driver_sql(f"SELECT round_id, cell_id, {sums} FROM {source} {where}").all()
