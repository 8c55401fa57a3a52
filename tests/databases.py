"""A fresh database for each test, on SQLite and on PostgreSQL, in a few hundredths of a second.

All processes of one test run share one PostgreSQL server. The first that needs it starts it, under
a lock, and lays a database with all tables as a template that every test's own is copied from.
Where the server comes from: ``PIM_TEST_PG_URL`` (its user must be allowed to make databases), else
the PostgreSQL programs on this machine, else the tests that need it are skipped, or fail when
``PIM_REQUIRE_POSTGRES=1`` says that a run without it is no run.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

import pim.tables  # noqa: F401 (what is imported is what is made)
from pim.db import Database
from tests.postgres import PostgresServer, make_folder, programs, remove_folder

RUN = "PIM_TEST_RUN"  # handed to the worker processes: the folder that all of this run share


def begin_run() -> Path:
    """Make the folder this test run shares. Called once, by the process that starts the others."""
    folder = make_folder()
    os.environ[RUN] = str(folder)
    return folder


def end_run(folder: Path) -> None:
    """Stop the server of this run and remove what it made, on a borrowed server too."""
    borrowed = os.environ.get("PIM_TEST_PG_URL")
    if borrowed and (folder / "ready").exists():
        _drop(borrowed, _template(folder))
    remove_folder(folder)
    del os.environ[RUN]


def postgres() -> str:
    """Return the address of this run's server, started if need be. Raises NoPostgres."""
    folder = Path(os.environ[RUN])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        url = os.environ.get("PIM_TEST_PG_URL") or PostgresServer(folder).url
        if not (folder / "ready").exists():
            if "PIM_TEST_PG_URL" not in os.environ:
                _start(folder)
            _lay_template(url, _template(folder))
            (folder / "ready").touch()
        return url


def _start(folder: Path) -> None:
    programs()  # says so before anything is made
    server = PostgresServer(folder)
    if not server.running:
        server.create()
        server.start()


def _template(folder: Path) -> str:
    return f"pim_template_{folder.name.replace('-', '_').lower()}"


def _lay_template(url: str, name: str) -> None:
    _drop(url, name)  # half made, by a worker that failed before us
    _ask(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _make_tables(_beside(url, name))


def _make_tables(url: str) -> None:
    database = Database(url)
    database.create_tables()
    database.dispose()  # nobody may be connected to a template that is being copied


def _ask(url: str, question: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(question)


def _drop(url: str, name: str) -> None:
    _ask(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _beside(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def fresh_postgres(*, tables: bool = True) -> Iterator[str]:
    """Give the address of a new database on this run's server; it is gone afterwards. Raises NoPostgres."""
    url, name = postgres(), f"pim_test_{uuid.uuid4().hex[:12]}"
    copied = _template(Path(os.environ[RUN])) if tables else "template0"
    # Copying files is three times as quick here as PostgreSQL's default, which writes each page to the log.
    make = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
    _ask(url, sql.SQL(make).format(sql.Identifier(name), sql.Identifier(copied)))
    try:
        yield _beside(url, name)
    finally:
        _drop(url, name)


def sqlite_template(folder: Path) -> Path:
    """Make an SQLite file with all tables in ``folder``, to be copied for each test."""
    file = folder / "template.sqlite3"
    _make_tables(f"sqlite:///{file}")
    return file


def fresh_sqlite(folder: Path, template: Path) -> str:
    """Return the address of a new SQLite file in ``folder``, a copy of the template."""
    file = folder / "pim.sqlite3"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


def must_not_skip() -> bool:
    """Tell whether a test that cannot have PostgreSQL fails (CI) instead of being skipped."""
    return os.environ.get("PIM_REQUIRE_POSTGRES") == "1"
