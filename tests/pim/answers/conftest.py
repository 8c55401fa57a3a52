"""The desk of a round: a cycle with everything a round needs, on each database."""

from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.feedback.desk import Desk, lay_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A cycle of Noordervers, led by Marieke, with no rounds yet."""
    return lay_desk(database, tmp_path / "round-keys")
