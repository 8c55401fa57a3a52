"""Run every measure in a process of its own, write one JSON, print one table."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, figures

HERE = Path(__file__).parent
MEASURES = (
    "in_memory_step",
    "letters_rendered",
    "letters_sent",
    "steps",
    "deadlines",
    "answers_http",
    "evidence",
    "pages",
    "pages_load",
)
MET = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}


def main(arguments: list[str] | None = None) -> int:
    """Run the measures that are named, or all of them.

    Return 1 when one could not be run. A missed aim is no failure: it is told, and people decide.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "measure", nargs="*", metavar="MEASURE", help=f"of {', '.join(MEASURES)}; default all"
    )
    parser.add_argument("--out", type=Path, help="the JSON file; default bench/results/<moment>.json")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.measure) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    console = Console()
    found = []
    for number, name in enumerate(chosen.measure or MEASURES, 1):
        with console.status(f"{name} ({number} of {len(chosen.measure or MEASURES)})"):
            found.append(_in_a_process(name))
    result = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **_where(), "measures": found}
    file = _write(result, chosen.out)
    console.print(_table(found))
    for failed in (one for one in found if "error" in one):
        console.print(
            f"{failed['module']} could not be measured:\n{failed['error']}", style="red", markup=False
        )
    console.print(f"written to {os.path.relpath(file)}", highlight=False, soft_wrap=True)
    return 1 if any("error" in one for one in found) else 0


def _in_a_process(name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "measured.json"
        command = [sys.executable, "-m", "bench.one", name, str(file)]
        done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            measured: dict[str, Any] = json.loads(file.read_text())
            return measured
        return {"module": name, "name": name, "rows": [], "error": done.stderr[-3000:].strip()}


def _where() -> dict[str, Any]:
    git = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(git, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return {"commit": commit, "machine": machine, "python": platform.python_version()}


def _write(result: dict[str, Any], out: Path | None) -> Path:
    file = out or HERE / "results" / f"{result['at'].replace(':', '').replace('+0000', 'Z')}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result, indent=2) + "\n")
    return file


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table("measure", "what", "database", title="PIM, each figure beside its floor")
    for numbers in ("figure", "floor", "ratio"):
        table.add_column(numbers, justify="right")
    table.add_column("aim")
    table.add_column("")
    table.add_column("peak MB", justify="right")
    for one in found:
        for number, row in enumerate(figures(one)):
            first = (one["name"], f"{one['peak_mb']:.0f}") if number == 0 else ("", "")
            table.add_row(first[0], *_cells(row), first[1])
        table.add_section()
    return table


def _cells(row: Figure) -> tuple[str, ...]:
    return (
        row.what,
        row.database or "",
        f"{_short(row.value)} {row.unit}",
        "" if row.floor is None else _short(row.floor),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.aim_in_words(),
        MET[row.met()],
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
