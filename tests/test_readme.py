"""The main job of the README, played word for word in an empty folder on a database that is no demo."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pim.app import check_secret
from pim.cli import edge, main
from pim.settings import settings
from tests.pim.cli.helpers import forget
from tests.source import ROOT

SERVES = "pim serve"  # stays; what it asks before it begins is asked here


def _script() -> list[str]:
    """Return the lines of the main job; a line that goes on below is one, a file with its text too."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("## The main job by hand", 1)[1].split("```\n", 2)[1]
    whole = block.replace("\\\n", " ")
    return re.findall(r"^cat > .*?^END$|^(?:pim|export) .*?$", whole, re.MULTILINE | re.DOTALL)


def _set(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, value = line.split(" #")[0].removeprefix("export ").partition("=")
    program = value.strip().removeprefix("$(python3 -c '").removesuffix("')")
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    monkeypatch.setenv(name, made.stdout.strip())
    forget()


def test_the_main_job_runs_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PIM_DATABASE_URL", "PIM_ROUND_KEYS_DIR", "PIM_SECRET_KEY", "PIM_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "argv", ["pim"])
    forget()
    commands = 0
    for line in _script():
        if line.startswith("cat > "):
            head, *rows, _ = line.splitlines()
            Path(head.split()[2]).write_text("\n".join(rows) + "\n", encoding="utf-8")
        elif line.startswith("export "):
            _set(line, monkeypatch)
        elif line.startswith(SERVES):
            check_secret(edge.database(), settings())
        elif not line.startswith("pim doctor"):
            commands += 1
            with pytest.raises(SystemExit) as ended:
                main(shlex.split(line, comments=True)[1:])
            said = capsys.readouterr()
            assert ended.value.code == 0, f"{line}\n{said.out}{said.err}"
    assert commands > 15, "too few are found to mean anything"
    assert (tmp_path / "slips.html").is_file()
    edge.database().dispose()
    forget()
