"""A fresh database for a demo: made here, and never in place of somebody's work."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, inspect, select
from sqlalchemy.engine import make_url
from sqlmodel import col

from pim.db import Database
from pim.errors import BadInput
from pim.lifecycle.tables import Installation
from pim.make import make_database
from pim.people.tables import Organisation

FILE = "pim.sqlite3"
OURS = (FILE, f"{FILE}-wal", f"{FILE}-shm", "round-keys", "lists")  # what a demo leaves in its folder


class Found(StrEnum):
    """What is in a database before the demo."""

    NOTHING = "nothing"
    EMPTY_DEMO = "an empty demo"
    PLAYED_DEMO = "a demo that was played"
    WORK = "work"


def look_inside(database: Database) -> Found:
    """Tell what is in a database, without changing it."""
    if not database.is_there:
        return Found.NOTHING
    with database.read() as session:
        tables = set(inspect(session.connection()).get_table_names())
    if not tables:
        return Found.NOTHING
    if not {Installation.__tablename__, Organisation.__tablename__} <= tables:
        return Found.WORK  # somebody else's
    with database.read() as session:
        row = session.get(Installation, 1)
        if row is None or not row.demo:
            return Found.WORK
        organisations = session.scalar(select(func.count(col(Organisation.id))))
    return Found.PLAYED_DEMO if organisations else Found.EMPTY_DEMO


def own_folder(folder: Path) -> str:
    """Clear a folder of the last demo and return the address of the SQLite file to be made in it.

    Raises BadInput when the file there holds real work; then nothing is removed.
    """
    file = folder.resolve() / FILE
    if file.exists() and _in_file(file) is Found.WORK:
        raise BadInput(f"{file} holds real work; the demo does not touch it. Move it, or work elsewhere.")
    for name in OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{file}"


def _in_file(file: Path) -> Found:
    database = Database(f"sqlite:///{file}")
    try:
        return look_inside(database)
    finally:
        database.dispose()


@contextmanager
def in_a_hurry(database: Database) -> Iterator[None]:
    """Let SQLite not wait for the disk while the block runs: what is played can be played again.

    Afterwards every connection waits again, as it must for real work.
    """
    if database.dialect != "sqlite":
        yield
        return

    def hurry(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    database.dispose()
    event.listen(database.engine, "connect", hurry)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", hurry)
        database.dispose()


def make_demo(database: Database, now: datetime) -> None:
    """Make a demo in an empty database; ``now`` is when. Raises BadInput when it is not empty."""
    found = look_inside(database)
    name = make_url(database.url).database
    if found is Found.WORK:
        raise BadInput(
            f"the database {name} holds real work, so the demo does not touch it; "
            "unset PIM_DATABASE_URL, or let it name an empty database"
        )
    if found is Found.PLAYED_DEMO:
        raise BadInput(
            f"a demo was played in the database {name} already; let PIM_DATABASE_URL name an empty one, "
            "or look at it with `pim serve`"
        )
    make_database(database, now, demo=True)
