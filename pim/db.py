"""The database: one transaction per unit of work, on SQLite or on PostgreSQL.

SQLite is opened by the recipe that was measured to lose nothing: writers begin IMMEDIATE (a plain
BEGIN gives "database is locked" the moment two of them read first), WAL, every commit synced to
disk, and one lock per process so that threads queue here and not in SQLite's busy loop.
"""

import select
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, create_engine, event
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from pim.errors import Busy, NoDatabase
from pim.unusable import address, file_of, missing, unusable

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_AFTER_MS = 30_000  # how long a writer waits for another before the person is told to try again


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Aware UTC in Python on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as the driver wants it. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone, got {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the stored moment as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _sqlite_driver() -> ModuleType:
    """Return the newest SQLite there is: releases up to 3.51.2 can corrupt a WAL database."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    driver: ModuleType = dbapi2
    return driver


def _write_ahead(connection: Any) -> None:
    """Let the file keep a log ahead of its pages. Of several that begin a new file at once SQLite turns away
    all but one at this, without waiting: they try again."""
    for _ in range(500):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except _sqlite_driver().OperationalError:
            threading.Event().wait(0.01)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _sqlite_engine(url: URL, begin: str, *, writes: bool) -> Engine:
    engine = create_engine(
        url, module=_sqlite_driver(), connect_args={"check_same_thread": False}, hide_parameters=True
    )
    file = file_of(url)

    @event.listens_for(engine, "do_connect")
    def only_what_is_there(*_: object) -> None:
        if file is not None and not file.exists():  # SQLite would make an empty one
            raise missing(file)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        if writes:  # it is kept in the file, and who only looks must not change somebody else's
            _write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged action survives a power cut
        connection.execute(f"PRAGMA busy_timeout={BUSY_AFTER_MS}")
        connection.execute("PRAGMA foreign_keys=ON")

    # Not by the event "begin": with one listener the engine asks around at every statement it sends.
    def start(dbapi_connection: Any) -> None:
        dbapi_connection.execute(begin)

    engine.dialect.do_begin = start  # type: ignore[method-assign]
    return engine


def _postgres_engine(url: URL) -> Engine:
    driver_url = url.set(drivername="postgresql+psycopg")
    options = (
        "-c timezone=UTC "
        "-c idle_in_transaction_session_timeout=60000 "  # a forgotten session blocks everybody
        f"-c lock_timeout={BUSY_AFTER_MS}"
    )
    engine = create_engine(
        driver_url,
        connect_args={"options": options},
        pool_size=20,
        hide_parameters=True,  # a log must not show what somebody said
    )

    @event.listens_for(engine, "checkout")
    def look_whether_it_is_there(connection: Any, _record: object, _proxy: object) -> None:
        # A server that ends a connection says so, and what it said lies waiting. A look at that costs
        # nothing; asking the server (pool_pre_ping) would cost every transaction a round trip.
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        if waiting.poll(0):
            raise InvalidatePoolError("the server ended this connection while it was idle")

    return engine


class _Unit(Session):
    """A session that remembers its connection while its transaction lives: a step asks for it ten times."""

    _held: Connection | None = None

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        """Return the connection of this transaction."""
        held = self._held
        # A savepoint is only made when the session hands its connection out.
        if held is None or args or kwargs or self.in_nested_transaction() or not held.in_transaction():
            held = self._held = super().connection(*args, **kwargs)
        return held


class Database:
    """Where everything is kept. ``write()`` and ``read()`` each give one transaction.

    Nothing is opened or made before the first of them. Raises BadInput for an address that is none.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._address = address(url)
        self.dialect = self._address.get_backend_name()
        self._writing: AbstractContextManager[Any] = nullcontext()
        if self.dialect == "sqlite":
            self.engine = _sqlite_engine(self._address, "BEGIN IMMEDIATE", writes=True)
            self._read_engine = _sqlite_engine(self._address, "BEGIN", writes=False)
            self._writing = threading.Lock()
        else:
            self.engine = self._read_engine = _postgres_engine(self._address)

    @property
    def is_there(self) -> bool:
        """Tell whether there is something to open: a file that was never made is not there."""
        file = file_of(self._address)
        return file is None or file.exists()

    def make_file(self) -> None:
        """Make the empty file of an SQLite database, if there is none. Raises NoDatabase where it cannot."""
        file = file_of(self._address)
        if file is None or file.exists():
            return
        try:
            file.touch()
        except OSError:
            if file.parent.is_dir():
                raise NoDatabase(f"{file.parent}: PIM may not write in this folder") from None
            raise missing(file) from None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session; commit when the block ends well, undo everything when it does not.

        Raises Busy when the database is full, gone, crowded or locked for too long, and NoDatabase when it
        is not there, not ours to write or no database at all.
        """
        with self._writing, self._said_plainly(), _Unit(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def put(self) -> Iterator[Connection]:
        """Do as ``write``, without a session: for the few statements of what thousands do at once.

        Raises what ``write`` raises.
        """
        with self._writing, self._said_plainly(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session on one consistent picture; nothing it does is kept."""
        with self._said_plainly(), _Unit(self._read_engine, expire_on_commit=False) as session:
            yield session

    def create_tables(self) -> None:
        """Make every table that is not there yet."""
        self.make_file()
        SQLModel.metadata.create_all(self.engine)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._read_engine.dispose()

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            if (told := unusable(self._address, error)) is not None:
                raise told from error
            if not _of_the_moment(error):
                raise
            raise Busy(str(getattr(error, "orig", error))) from error


# SQLite says OperationalError also of a statement that is wrong: that is a fault of ours, not of the moment.
_OURS = ("no such ", "syntax error", "wrong number of arguments", "ambiguous column", "misuse of")
# PostgreSQL says InternalError when it is read-only (a stand-by, say) and when it ended an idle transaction.
_SHUT = ("25006", "25P03")


def _of_the_moment(error: SQLAlchemyError) -> bool:
    """Tell whether the same thing may go well in a minute, because nothing is wrong with what was asked."""
    if isinstance(error, OperationalError):
        return not any(ours in str(error.orig) for ours in _OURS)
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _SHUT
    return isinstance(error, PoolTimeout)
