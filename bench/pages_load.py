"""Pages per second at 100, 1,000 and 10,000 innovations and a million answers; and what goes out as a file.

Each page beside a bare one of the same size from the same server, in turn, by as many browsers at once. The
innovations stand spread over all stages, each with an idea; of those that run one in ten is over its term.
"""

import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session, col

from bench.answers_http import _fill, _open_round
from bench.databases import dialects, fresh
from bench.evidence import SITES, TEAMS, _round
from bench.seed import Seeded, add_cycles, seed
from bench.serving import Load, cookie, get, load, served
from pim.feedback.tables import Round
from pim.feedback.tallying import add_up
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Deadline, Instance

SIZES = (100, 1_000, 10_000)
ANSWERS = int(os.environ.get("PIM_BENCH_ANSWERS", "1000000"))
WRITTEN = 100_000  # answers with a text, behind the file
BROWSERS, REQUESTS, TIMES = 4, 16, 3
LATE = 10
SAID = 'Het is \'s ochtends te druk bij de kassa; "zo" gaat het niet.'
Pair = tuple[Load, Load]
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count) "
    "SELECT i FROM n)",
    "postgresql": "generate_series(0, :count - 1) AS n(i)",
}
_ID = {"sqlite": "lower(hex(randomblob(32)))", "postgresql": "md5(random()::text) || md5(i::text)"}
_BODY = {"sqlite": ":body", "postgresql": "cast(:body AS json)"}


def measure() -> dict[str, Any]:
    """Return what each page and file takes on each kind of database."""
    return {"name": "pages over HTTP", "rows": [row for dialect in dialects() for row in _rows(dialect)]}


def _rows(dialect: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="pim-bench-") as folder, fresh(dialect) as database:
        seeded = seed(database, Path(folder))
        asked = _open_round(seeded)
        _fill(seeded, asked, ANSWERS)
        written = _written(seeded, dialect)
        lead, staff = cookie(seeded, seeded.lead.person_id or 0), cookie(seeded, seeded.staff[0])
        there, found = 0, dict[int, dict[str, list[Pair]]]()
        for size in SIZES:
            newest = add_cycles(seeded, size - there)[-1]
            there = size
            _spread(seeded, dialect)
            pages = {
                "the board": ("/", lead),
                "an innovation": (f"/cycles/{newest}", lead),
                "the form of a round": (f"/rounds/{asked}", staff),
                "the overview": ("/overview", lead),
            }
            with served(seeded) as port:
                found[size] = {name: _pairs(port, *page) for name, page in pages.items()}
        with served(seeded) as port:
            files = [
                _file(dialect, port, f"{there:,} ideas as XLSX", "/overview/ideas.xlsx", lead, 2.0),
                _file(
                    dialect, port, f"{WRITTEN:,} answers as CSV", f"/rounds/{written}/results.csv", lead, 1.5
                ),
            ]
    rows = [_row(dialect, name, size, pairs) for size, each in found.items() for name, pairs in each.items()]
    return [*rows, *(_flat(dialect, name, found) for name in found[SIZES[0]]), *files]


def _pairs(port: int, path: str, who: str) -> list[Pair]:
    _, _, size = get(port, path, who)
    bare = f"/floor?size={size}"
    load(port, path, who, BROWSERS, BROWSERS), load(port, bare, "", BROWSERS, BROWSERS)  # warm
    return [
        (load(port, path, who, REQUESTS, BROWSERS), load(port, bare, "", REQUESTS * 4, BROWSERS))
        for _ in range(TIMES)
    ]


def _ratio(pairs: list[Pair]) -> float:
    return median(ours.rate / floor.rate for ours, floor in pairs)


def _row(dialect: str, name: str, size: int, pairs: list[Pair]) -> dict[str, Any]:
    p95 = median(ours.p95 for ours, _ in pairs)
    return {
        "what": f"{name} at {size:,} innovations, {BROWSERS} at once; p95 {p95:.0f} ms",
        "value": round(median(ours.rate for ours, _ in pairs), 1),
        "unit": "pages/s",
        "floor": round(median(floor.rate for _, floor in pairs), 1),
        "ratio": round(_ratio(pairs), 2),
        "aim": "ratio >= 0.3",
        "database": dialect,
    }


def _flat(dialect: str, name: str, found: dict[int, dict[str, list[Pair]]]) -> dict[str, Any]:
    """Compare the ratios, and not the rates: between the two sizes the machine may have had other work."""
    few, many = (_ratio(found[size][name]) for size in (SIZES[0], SIZES[-1]))
    return {
        "what": f"{name}: its ratio at {SIZES[-1]:,} innovations against {SIZES[0]}",
        "value": round(many, 3), "unit": "of the floor", "floor": round(few, 3),
        "ratio": round(many / few, 2), "aim": "ratio >= 0.8", "database": dialect,
    }  # fmt: skip


def _file(dialect: str, port: int, name: str, path: str, who: str, aim: float) -> dict[str, Any]:
    runs = [get(port, path, who) for _ in range(TIMES)]
    first, size = median(run[0] for run in runs), runs[0][2]
    return {
        "what": f"{name}: {size / 1e6:.1f} MB, begins after {first:.2f} s",
        "value": round(median(run[1] for run in runs), 2), "unit": "s",
        "aim": f"value <= {aim}", "database": dialect,
    }  # fmt: skip


def _written(seeded: Seeded, dialect: str) -> int:
    """Write a closed round of so many answers, each with marks and a text."""
    (cycle,) = add_cycles(seeded, 1)
    round_id = _round(seeded, cycle, "pilot", "closed")
    question = {"code": "how", "kind": "text", "nl": "Hoe gaat het?", "en": "How is it?"}
    body = json.dumps({"ratings": {"demands": 3, "control": 4}, "texts": {"how": SAID}})
    with seeded.database.write() as session:
        round_ = session.get_one(Round, round_id)
        round_.questions = [*round_.questions, question]
        first = session.scalar(text("SELECT min(id) FROM cell WHERE round_id = :round"), {"round": round_id})
        session.execute(
            text(
                "INSERT INTO result (id, round_id, cell_id, body) SELECT "
                f"{_ID[dialect]}, :round, :first + i % :cells, {_BODY[dialect]} FROM {_NUMBERS[dialect]}"
            ),
            {"round": round_id, "first": first, "cells": SITES * TEAMS, "count": WRITTEN, "body": body},
        )
        add_up(session.connection(), round_id)
    return round_id


def _spread(seeded: Seeded, dialect: str) -> None:
    """Spread the innovations over the stages, give each an idea, and leave one in ten over its term."""
    database = seeded.database
    with seeded.database.write() as session:
        machine = machine_of(session, seeded.digest)
        stages = machine.stages("cycle")
        for place, view in enumerate(stages):
            session.execute(
                update(Instance)
                .where(col(Instance.kind) == "cycle", col(Instance.id) % len(stages) == place)
                .values(stage=view.name, means=view.means or view.name, final=view.final)
                .execution_options(synchronize_session=False)
            )
        session.execute(
            update(Deadline)
            .where(col(Deadline.instance_id) % LATE != 0)
            .values(due_at=datetime.now(UTC) + timedelta(days=30))
            .execution_options(synchronize_session=False)
        )
        _ideas(session, machine.stages("idea")[0])
    if dialect == "postgresql":  # what its own housekeeping does after a while
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as bare:
            bare.exec_driver_sql("VACUUM ANALYZE")


def _ideas(session: Session, stage: Any) -> None:
    session.execute(
        text(
            "INSERT INTO instance (organisation_id, kind, cycle_id, code, title, digest, stage, means, "
            "final, version, visit, entered_at, head, dates, earlier) "
            "SELECT organisation_id, 'idea', id, 'I1', 'Een idee', digest, :stage, :means, FALSE, "
            "1, 1, entered_at, head, dates, '' FROM instance WHERE kind = 'cycle' "
            "AND id NOT IN (SELECT cycle_id FROM instance WHERE kind = 'idea')"
        ),
        {"stage": stage.name, "means": stage.means or stage.name},
    )
    session.execute(
        text(
            "INSERT INTO idea (instance_id, cycle_id, text) SELECT id, cycle_id, :said FROM instance "
            "WHERE kind = 'idea' AND id NOT IN (SELECT instance_id FROM idea)"
        ),
        {"said": SAID},
    )
