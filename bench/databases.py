"""Databases to measure on: with every commit synced to disk, as an organisation would run them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
