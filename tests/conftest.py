"""What every test may ask for: fresh databases on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from pim.db import Database
from tests import databases
from tests.postgres import NoPostgres, PostgresServer, own_server, programs

# A busy machine makes every test slow; that says nothing about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

SHARED_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the process that starts the others, or the only one
        config.stash[SHARED_FOLDER] = databases.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if SHARED_FOLDER in config.stash:
        databases.end_run(config.stash[SHARED_FOLDER])


def _without_postgres(reason: NoPostgres) -> NoReturn:
    if databases.must_not_skip():
        pytest.fail(f"PIM_REQUIRE_POSTGRES=1, but: {reason}")
    pytest.skip(str(reason))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to be copied."""
    return databases.sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a fresh SQLite file with all tables."""
    return databases.fresh_sqlite(tmp_path, sqlite_template)


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of a fresh PostgreSQL database with all tables."""
    with _postgres(tables=True) as url:
        yield url


@contextmanager
def _postgres(*, tables: bool) -> Iterator[str]:
    try:
        databases.postgres()
    except NoPostgres as reason:
        _without_postgres(reason)
    with databases.fresh_postgres(tables=tables) as url:
        yield url


@pytest.fixture(params=("sqlite", "postgresql"))
def dialect(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that asks for it, or for a database, runs once on each."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with all tables."""
    url: str = request.getfixturevalue("sqlite_url" if dialect == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with all tables."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def empty_postgres_url() -> Iterator[str]:
    """The address of a fresh PostgreSQL database without a table in it."""
    with _postgres(tables=False) as url:
        yield url


@pytest.fixture
def empty_database(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database without a table in it, of the same kind as ``database``."""
    if dialect == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        opened.make_file()
    else:
        opened = Database(request.getfixturevalue("empty_postgres_url"))
    yield opened
    opened.dispose()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test alone, which it may stop and start; without our tables.

    Unlike the shared one it keeps what was committed when it is stopped the hard way.
    """
    try:
        programs()
    except NoPostgres as reason:
        _without_postgres(reason)
    with own_server(durable=True) as server:
        yield server
