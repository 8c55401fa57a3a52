"""The stage on which a story is played."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.theatre import Theatre, close, theatre


@pytest.fixture
def stage(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theatre]:
    """A fresh demo database, with an outsider in it, where the commands of this test work."""
    made = theatre(database_url, tmp_path, monkeypatch)
    yield made
    close(made)
