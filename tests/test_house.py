"""The laws of the house: who may import whom, who reads the clock, how long a file may be.

Each test names the place that breaks the law, so that its message is the thing to mend.
"""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import pim.tables
from pim.settings import Settings
from tests.source import PACKAGES, ROOT, files, imports, modules, place, reads_of, roots, tree

LONGEST_FILE = 350
CODE = (".py", ".j2", ".html", ".sh", ".css", ".js")
GENERATED = "pim/migrations/versions/"

# The edges of the house: a request, a command, the alarm clock. All else is told what time it is.
CLOCK_EDGES = ("pim/app", "pim/cli", "pim/scheduler", "pim/web/edge")
CLOCKS = {
    "datetime": frozenset({"now", "utcnow", "today"}),
    "date": frozenset({"today"}),
    "time": frozenset({"time", "time_ns", "localtime", "gmtime"}),
    "func": frozenset({"now", "current_timestamp", "current_date", "localtimestamp"}),
}

PURE_LIBRARIES = {"pydantic", "pydantic_core", "yaml", "transitions", "holidays"}
IMPURE_STANDARD = {
    "socket",
    "http",
    "urllib",
    "sqlite3",
    "subprocess",
    "random",
    "secrets",
    "smtplib",
    "asyncio",
}

# Put together here, so that this file does not hold what it forbids.
REGISTRIES = re.compile("|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)")))
MACHINE_PATHS = re.compile(r"(?:^|[\s\"'=(:])/(?:work|tmp|farm)(?:/|\b)")
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
COMMANDS = {
    "demo",
    "serve",
    "test",
    "check",
    "format",
    "bench",
    "soak",
    "build",
    "migration",
    "lock",
    "clean",
}


def _told(broken: list[str]) -> str:
    return "\n".join(["", *broken])


def test_the_rooms_import_each_other_only_downwards() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("library", "only"), [("transitions", "workflows/machine.py"), ("apscheduler", "pim/scheduler.py")]
)
def test_a_library_with_traps_is_known_in_one_place_only(library: str, only: str) -> None:
    broken = [place(file) for file in modules(*PACKAGES) if library in roots(file) and place(file) != only]
    assert not broken, _told(broken)


def test_what_decides_knows_no_clock_database_or_network() -> None:
    allowed = (set(sys.stdlib_module_names) - IMPURE_STANDARD) | PURE_LIBRARIES | {"workflows"}
    broken = [
        f"{place(file)} imports {', '.join(sorted(roots(file) - allowed))}"
        for file in modules("workflows")
        if roots(file) - allowed
    ]
    assert not broken, _told(broken)


def test_only_the_edges_read_the_clock() -> None:
    inside = [file for file in modules(*PACKAGES) if not place(file).startswith(CLOCK_EDGES)]
    broken = [f"{place(file)} {read}" for file in inside for read in reads_of(tree(file), CLOCKS)]
    assert not broken, _told(broken)


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("now = datetime.now(UTC)", True),
        ("today = datetime.date.today()", True),
        ("at = Field(default_factory=datetime.utcnow)", True),
        ("from time import time", True),
        ("query = select(func.now())", True),
        ("from datetime import datetime", False),
        ("at = work.now", False),
        ("took = time.perf_counter()", False),
    ],
)
def test_a_clock_is_recognised_however_it_is_read(line: str, caught: bool) -> None:
    assert bool(list(reads_of(ast.parse(line), CLOCKS))) is caught


def test_tables_know_nothing_but_tables() -> None:
    rooms = [file for file in modules("pim") if file.name == "tables.py" and file.parent.name != "pim"]
    broken = [
        f"{place(file)} imports {name}"
        for file in rooms
        for name in imports(file)
        if name.startswith("pim.") and ".tables" not in name and not name.startswith(("pim.db", "pim.errors"))
    ]
    assert not broken, _told(broken)


def test_one_import_knows_every_table() -> None:
    known = imports(ROOT / "pim" / "tables.py")
    rooms = [f"pim.{file.parent.name}.tables" for file in (ROOT / "pim").glob("*/tables.py")]
    assert set(rooms) <= known
    assert len(pim.tables.metadata.tables) >= len(rooms)


def test_no_file_is_too_long_to_read_in_one_go() -> None:
    lengths = {file: len(file.read_text().splitlines()) for file in files(*CODE)}
    broken = [
        f"{place(file)} has {lines} lines: what second thing does it do?"
        for file, lines in lengths.items()
        if lines > LONGEST_FILE and not place(file).startswith(GENERATED)
    ]
    assert not broken, _told(broken)


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    settings = [f"PIM_{name.upper()}" for name in Settings.model_fields]
    missing = [name for name in settings if name not in readme]
    assert not missing


def test_every_variable_that_the_code_reads_is_written_down() -> None:
    written = "".join(file.read_text() for file in files(".md"))
    read = {
        name for file in modules(*PACKAGES) for name in re.findall(r"\bPIM_[A-Z_]*[A-Z]\b", file.read_text())
    }
    missing = sorted(name for name in read if name not in written)
    assert not missing


def _lines_with(pattern: re.Pattern[str], *endings: str) -> list[str]:
    found: list[str] = []
    for file in files(*endings):
        text = file.read_bytes().decode(errors="replace")
        lines = enumerate(text.splitlines(), 1)
        found += [f"{place(file)} line {number}: {line}" for number, line in lines if pattern.search(line)]
    return found


def test_no_file_names_a_package_registry() -> None:
    broken = _lines_with(REGISTRIES)
    assert not broken, _told(broken)


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    broken = _lines_with(MACHINE_PATHS)
    assert not broken, _told(broken)


def test_nothing_is_left_unfinished() -> None:
    broken = _lines_with(UNFINISHED, *CODE)
    assert not broken, _told(broken)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_its_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    requirements = [block for block in re.split(r"\n(?=\S)", text.strip()) if block]
    assert requirements
    broken = [
        block.splitlines()[0] for block in requirements if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)
    ]
    assert not broken, _told(broken)
    assert not re.search(r"://| @ |--(?:index|extra|find)", text)


def test_the_locks_hold_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
    }
    for lock, requirements in asked.items():
        locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / lock).read_text(), re.MULTILINE))
        wanted = {re.split(r"[^A-Za-z0-9._-]", one)[0].lower() for one in requirements}
        assert wanted <= locked, f"{lock} misses {wanted - locked}: run `make lock`"


def test_make_alone_lists_every_command_with_a_line() -> None:
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = dict(re.findall(r"^  make (\S+) +(\S.*)$", done.stdout, re.MULTILINE))
    assert set(listed) >= COMMANDS
