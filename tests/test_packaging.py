"""What people install is whole: the wheel runs from a fresh environment in another folder, with its data."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.source import PACKAGES, ROOT, files, place

pytestmark = pytest.mark.slow
BUILT = {"pim/static/built/nl.css"}  # not in git: whoever installs the wheel has no Node

WRITE_A_LETTER = """
from notifications.letters import Letters
letter = Letters().render("general", "nl", {
    "organisation": "Noordervers", "recipient": "Fatima El Idrissi", "innovation": "Slimmer bestellen",
    "link": "https://pim.noordervers.example/cycles/1", "because": "work_group",
    "stage": "Varianten", "step": "Variant voorleggen", "actor": "Marieke de Boer",
})
print(letter.subject)
print(letter.text)
print(letter.html)
"""


def _run(*command: str | Path, cwd: Path) -> str:
    """Run a command as somebody with nothing of ours in their environment would."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PIM_", "PYTHON"))}
    done = subprocess.run(
        command, cwd=cwd, env=bare, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that has the wheel; other people's packages come from ours."""
    home = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    wheel = next(built.glob("*.whl"))
    _run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home
    )
    # A path in a .pth file is not searched for .pth files itself, so our editable self stays out of it.
    ours = next(home.glob("lib/python*/site-packages"))
    (ours / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that has nothing to do with the house."""
    return tmp_path


def test_the_wheel_holds_every_file_of_the_three_packages_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        inside = {name for name in wheel.namelist() if not name.partition("/")[0].endswith(".dist-info")}
    ours = {place(file) for file in files() if place(file).startswith(tuple(f"{p}/" for p in PACKAGES))}
    assert inside == ours | BUILT


def test_the_sdist_holds_what_a_packager_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    tests = {place(file) for file in files() if place(file).startswith("tests/")}
    packages = {place(file) for file in files() if place(file).startswith(PACKAGES)}
    assert inside >= packages | tests | BUILT | {"README.md", "pyproject.toml", "requirements.lock"}
    assert not [name for name in inside if name.startswith((".venv", "demo/", ".git/", "bench/results"))]


def test_the_command_runs_in_another_folder(installed: Path, elsewhere: Path) -> None:
    assert "workflow" in _run(installed / "pim", "--help", cwd=elsewhere)
    where = _run(installed / "python", "-c", "import pim; print(pim.__file__)", cwd=elsewhere)
    assert Path(where).is_relative_to(installed.parent)


def test_the_shipped_workflows_are_found_there(installed: Path, elsewhere: Path) -> None:
    folder = next(installed.parent.glob("lib/python*/site-packages/workflows/definitions"))
    shipped = sorted(folder.glob("*.yaml"))
    assert [file.stem for file in shipped] == ["parking-chain", "standard", "supermarket"]
    _run(installed / "pim", "workflow", "check", *shipped, cwd=elsewhere)


def test_a_letter_is_written_there(installed: Path, elsewhere: Path) -> None:
    written = _run(installed / "python", "-c", WRITE_A_LETTER, cwd=elsewhere)
    assert "Slimmer bestellen" in written
    assert "Fatima" in written
    assert "</html>" in written


def test_a_database_is_made_there(installed: Path, elsewhere: Path) -> None:
    _run(installed / "pim", "init", "--demo", cwd=elsewhere)
    assert (elsewhere / "pim.sqlite3").is_file()
