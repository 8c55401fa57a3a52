"""These tests are many and small, and only touch two tables: one database for each file is enough."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from notifications.outbox import BOUNCE, LETTER
from pim.db import Database
from tests import databases
from tests.notifications.mail_servers import Certificate, Mailbox, mail_server, make_certificate
from tests.postgres import NoPostgres


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield databases.fresh_sqlite(tmp_path_factory.mktemp("letters"), template)
        return
    try:
        databases.postgres()
    except NoPostgres as reason:
        (pytest.fail if databases.must_not_skip() else pytest.skip)(str(reason))
    with databases.fresh_postgres() as url:
        yield url


@pytest.fixture(scope="module")
def shared_database(shared_url: str) -> Iterator[Database]:
    opened = Database(shared_url)
    yield opened
    opened.dispose()


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def database(shared_database: Database) -> Database:
    """A database without letters; the test runs once on each kind."""
    with shared_database.write() as session:
        if shared_database.dialect == "postgresql":
            session.connection().execute(text("TRUNCATE letter, bounce RESTART IDENTITY"))
        else:
            session.connection().execute(delete(LETTER))
            session.connection().execute(delete(BOUNCE))
    return shared_database


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running
