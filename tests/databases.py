"""An empty database for each test, on SQLite and on PostgreSQL, in a few hundredths of a second.

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
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

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
        for name in (*_of_this_run(borrowed, folder), _template(folder)):
            _drop(borrowed, name)
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


def _run_name(folder: Path) -> str:
    return folder.name.replace("-", "_").lower()


def _template(folder: Path) -> str:
    return f"pim_template_{_run_name(folder)}"


def _prefix(folder: Path) -> str:
    return f"pim_test_{_run_name(folder)}_"


def _of_this_run(url: str, folder: Path) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT datname FROM pg_database").fetchall()
    return [name for (name,) in found if name.startswith(_prefix(folder))]


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


_DONE_WITH: list[str] = []  # databases of this process whose test has ended

# What a test could have left behind that is no row: other tables or columns, triggers, functions, settings.
_SHAPE = sql.SQL("""
SELECT md5(concat(
  (SELECT string_agg(concat(attrelid::regclass, attname, atttypid), ','
          ORDER BY attrelid::regclass::text, attnum)
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped),
  (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
  (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
  (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  (SELECT count(*) FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
    WHERE datname = current_database())))
""")
_EMPTY = sql.SQL("""
DO $$
DECLARE one record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;  -- rows may go in any order
  FOR one IN SELECT oid::regclass AS name, pg_relation_size(oid) AS size
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  LOOP
    IF one.size > 262144 THEN EXECUTE format('TRUNCATE %s CASCADE', one.name);
    ELSIF one.size > 0 THEN EXECUTE format('DELETE FROM %s', one.name);
    END IF;
  END LOOP;
  FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE last_value IS NOT NULL
  LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.name);
  END LOOP;
END $$
""")


@contextmanager
def fresh_postgres(*, tables: bool = True) -> Iterator[str]:
    """Give the address of an empty database of this run, with all tables or none. Raises NoPostgres."""
    url = postgres()
    name = (_emptied(url) if tables else None) or _copied(url, tables=tables)
    try:
        yield _beside(url, name)
    finally:
        if tables:
            _DONE_WITH.append(name)
        else:
            _drop(url, name)


def _emptied(url: str) -> str | None:
    """Return a database that an earlier test has done with, emptied: a tenth of the work of a new one."""
    while _DONE_WITH:
        name = _DONE_WITH.pop()
        with suppress(psycopg.Error), psycopg.connect(_beside(url, name), autocommit=True) as connection:
            if _shape(connection) == _template_shape(url):
                connection.execute(_EMPTY)
                return name
        _drop(url, name)
    return None


def _shape(connection: psycopg.Connection[Any]) -> Any:
    (shape,) = connection.execute(_SHAPE).fetchone() or (None,)
    return shape


@cache
def _template_shape(url: str) -> Any:
    name = _copied(url)
    with psycopg.connect(_beside(url, name), autocommit=True) as connection:
        shape = _shape(connection)
    _drop(url, name)
    return shape


def _copied(url: str, *, tables: bool = True) -> str:
    """Make a database and return its name."""
    folder = Path(os.environ[RUN])
    name = f"{_prefix(folder)}{uuid.uuid4().hex[:12]}"
    template = _template(folder) if tables else "template0"
    # Copying files is three times as quick here as PostgreSQL's default, which writes each page to the log.
    make = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
    _ask(url, sql.SQL(make).format(sql.Identifier(name), sql.Identifier(template)))
    return name


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
