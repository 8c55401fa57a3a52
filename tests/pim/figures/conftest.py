"""A scene on each database."""

from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.scene import Scene, scene


@pytest.fixture
def play(database: Database, tmp_path: Path) -> Scene:
    return scene(database, tmp_path / "keys")
