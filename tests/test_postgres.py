"""The servers that tests run on: what a killed run leaves behind never stands in the way of the next."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

KILLED = "from tests.postgres import make_folder; import os; print(make_folder(), flush=True); os._exit(9)"


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, with nothing of other test runs in it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def _killed() -> Path:
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    return Path(done.stdout.strip())


def _server_of(folder: Path, process: int) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "postmaster.pid").write_text(f"{process}\n{folder / 'data'}\n")


def test_what_a_killed_run_left_is_swept(somewhere: Path) -> None:
    left = _killed()
    assert left.parent == somewhere
    assert left.exists()
    postgres.sweep()
    assert not left.exists()


def test_a_server_that_went_without_a_word_is_no_obstacle(somewhere: Path) -> None:
    left = _killed()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    _server_of(left, gone.pid)
    mine = postgres.make_folder()
    assert mine.exists()
    assert not left.exists()
    postgres.remove_folder(mine)


def test_the_folder_of_a_run_that_still_goes_is_left_alone(somewhere: Path) -> None:
    mine = postgres.make_folder()
    postgres.sweep()
    assert mine.exists()
    postgres.remove_folder(mine)
    assert not mine.exists()
