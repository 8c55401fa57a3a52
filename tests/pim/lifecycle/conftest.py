"""A small engine on each database."""

import pytest

from pim.db import Database
from tests.pim.lifecycle.small import Small, small


@pytest.fixture
def engine(database: Database) -> Small:
    return small(database)
