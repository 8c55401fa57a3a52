"""A cycle with four stores: two that try, two that are compared with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.evidence.measured import opened_site
from tests.pim.web.browser import Web, web


@pytest.fixture
def stores(database: Database, tmp_path: Path) -> Iterator[Web]:
    site = web(database, tmp_path)
    for code, name in (("emmen", "Emmen"), ("meppel", "Meppel"), ("sneek", "Sneek"), ("haren", "=Haren")):
        opened_site(site, code, f"{name}", "Dag", "Nacht")
    yield site
    database.dispose()
