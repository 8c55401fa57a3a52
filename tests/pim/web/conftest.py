"""The application in a browser, on each database."""

from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.web.browser import Web, web


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Web:
    """Noordervers on 12 January 2026, with a cycle in its first stage."""
    return web(database, tmp_path)


@pytest.fixture
def one_site(sqlite_url: str, tmp_path: Path) -> Web:
    """The same on SQLite alone, for what no database has a say in."""
    return web(Database(sqlite_url), tmp_path)
