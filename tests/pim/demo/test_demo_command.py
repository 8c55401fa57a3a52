"""`pim demo`, as a person types it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pim.cli.demo import demo
from pim.errors import BadInput
from pim.settings import Settings

PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("PIM_")}


def _pim(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("pim")
    return subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env={**PLAIN, **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_the_demo_is_played_into_its_own_folder_and_can_be_looked_at(tmp_path: Path) -> None:
    played = _pim(
        tmp_path, "demo", "--story", "parking-chain", "--until", "2026-02-12", "--no-serve", "--json"
    )
    assert played.returncode == 0, played.stderr
    said = json.loads(played.stdout)
    assert [home["name"] for home in said["organisations"]] == ["Gemeente Waterveld"]
    assert [cycle["stage"] for cycle in said["organisations"][0]["cycles"]] == ["preparation"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo"]
    listed = _pim(tmp_path, "cycle", "list", "--as", "anouk@waterveld.example", "--json", **said["settings"])
    assert [cycle["openRounds"] for cycle in json.loads(listed.stdout)] == [1]
    again = _pim(tmp_path, "demo", "--story", "parking-chain", "--until", "2026-01-30", "--no-serve")
    assert again.returncode == 0, "the demo's own folder is made fresh each time"
    named = _pim(tmp_path, "demo", "--no-serve", PIM_DATABASE_URL=said["settings"]["PIM_DATABASE_URL"])
    assert (named.returncode, "was played" in named.stderr) == (2, True)


def test_a_story_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="perhaps supermarket"):
        demo(story="supermarkt", no_serve=True)


@pytest.mark.parametrize("until", ["2025-12-31", "2030-01-01"])
def test_a_day_outside_the_stories_is_refused(until: str) -> None:
    with pytest.raises(BadInput, match="expected a day from"):
        demo(until=until, no_serve=True)


def test_a_port_that_is_taken_is_said_before_anything_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match="is in use"):
            demo(port=taken.getsockname()[1])
    assert list(tmp_path.iterdir()) == []


def test_the_settings_the_demo_chooses_are_settings_there_are() -> None:
    chosen = {"PIM_DATABASE_URL", "PIM_ROUND_KEYS_DIR", "PIM_BASE_URL"}
    assert chosen <= {f"PIM_{name.upper()}" for name in Settings.model_fields}
