"""The command line on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.cli.helpers import CommandLine, command_line


@pytest.fixture
def pim(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    with command_line(database, tmp_path, monkeypatch, capsys) as made:
        yield made
