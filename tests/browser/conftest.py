"""A browser, and houses to open in it. Each test process starts one browser, when it first needs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pim.db import Database
from tests import databases
from tests.browser import chromium as machine
from tests.browser.chromium import House, served
from tests.browser.pages import Everything, everything
from tests.pim.web.browser import Web, web


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    try:
        with machine.chromium() as browser:
            yield browser
    except machine.NoChromium as reason:
        if machine.must_not_skip():
            pytest.fail(f"PIM_REQUIRE_BROWSER=1, but: {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Web, Everything]:
    """A database with something for every page, and the address of each; read it, change nothing."""
    folder = tmp_path_factory.mktemp("every-page")
    site = web(Database(databases.fresh_sqlite(folder, sqlite_template)), folder)
    return site, everything(site)


@pytest.fixture(scope="session")
def full_house(full_site: tuple[Web, Everything], chromium: Browser) -> Iterator[House]:
    """The same, served."""
    with served(full_site[0]) as address:
        yield House(full_site[0], chromium, address)


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path, chromium: Browser) -> Iterator[House]:
    """Noordervers on 12 January 2026, served, for a test that changes something."""
    site = web(Database(sqlite_url), tmp_path)
    with served(site) as address:
        yield House(site, chromium, address)
