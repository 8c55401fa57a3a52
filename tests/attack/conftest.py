"""The cycle that is attacked, on each database."""

from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.feedback.desk import Desk, lay_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A cycle of Noordervers with no rounds yet."""
    return lay_desk(database, tmp_path / "round-keys")
