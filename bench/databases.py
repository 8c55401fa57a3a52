"""Databases to measure on: with every commit synced to disk, as an organisation would run them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

import pim.tables  # noqa: F401 (what is imported is what is made)
from pim.db import Database
from tests.postgres import NoPostgres, own_server, programs


def dialects() -> tuple[str, ...]:
    """Return the kinds of database that can be measured here; PostgreSQL only if its programs are."""
    try:
        programs()
    except NoPostgres:
        return ("sqlite",)
    return ("sqlite", "postgresql")


@contextmanager
def fresh_url(dialect: str) -> Iterator[str]:
    """Give the address of a new, empty database of this kind; it is gone afterwards. Raises NoPostgres."""
    if dialect == "postgresql":
        with own_server(durable=True) as server:
            yield server.url
    else:
        with tempfile.TemporaryDirectory(prefix="pim-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'pim.sqlite3'}"


@contextmanager
def fresh(dialect: str) -> Iterator[Database]:
    """Give a new database of this kind with all tables; it is gone afterwards. Raises NoPostgres."""
    with fresh_url(dialect) as url:
        database = Database(url)
        try:
            database.create_tables()
            yield database
        finally:
            database.dispose()


@contextmanager
def copy_of(database: Database) -> Iterator[Database]:
    """Give a copy of a database that nobody uses now; it is gone afterwards."""
    database.dispose()
    url = make_url(database.url)
    if database.dialect == "sqlite":
        file = Path(url.database or "")
        other = file.with_name("copy.sqlite3")
        shutil.copy(file, other)
        yield from _opened(f"sqlite:///{other}")
        for left in other.parent.glob(f"{other.name}*"):
            left.unlink()
        return
    with psycopg.connect(url.set(database="template1").render_as_string(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE copy TEMPLATE "{url.database}"')
        yield from _opened(url.set(database="copy").render_as_string())
        server.execute("DROP DATABASE copy")


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()
