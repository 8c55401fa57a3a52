"""The few statements of the hot path, put into the driver's words once and then sent straight to it.

SQLAlchemy writes them; what it does anew for each execution (look the statement up, make a context, a result
and its rows) costs a step as much as the database does. Whoever listens to the engine still hears of every
statement: then it goes the long way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Process = Callable[[Any], Any] | None


@dataclass(slots=True)
class _Ready:
    """A statement in the words of one driver: what to fill in, and how its rows become Python."""

    sql: str
    by_place: bool
    fill: tuple[tuple[str, str, Process, Any], ...]  # the driver's name, ours, how, and what when not given
    types: tuple[TypeEngine[Any], ...]
    results: tuple[Process, ...] | None = None  # known when the driver first says what it sends

    def given(self, row: Mapping[str, Any]) -> Any:
        filled = [
            process(value) if process else value
            for _, name, process, other in self.fill
            for value in (row.get(name, other),)
        ]
        return filled if self.by_place else dict(zip((each[0] for each in self.fill), filled, strict=True))

    def read(self, cursor: Any, dialect: Dialect) -> list[tuple[Any, ...]]:
        if self.results is None:
            self.results = tuple(
                type_.result_processor(dialect, column[1])
                for type_, column in zip(self.types, cursor.description, strict=True)
            )
        return [
            tuple(
                process(value) if process else value for value, process in zip(row, self.results, strict=True)
            )
            for row in cursor.fetchall()
        ]


class Prepared:
    """A statement of SQLAlchemy Core, without lists (``in_``): those are written anew each time.

    ``columns`` are those that a bare ``insert`` fills.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows that a question brings. Raises SQLAlchemyError, as the engine itself does."""
        if _heard(connection):
            return [tuple(row) for row in connection.execute(self._statement, given)]
        ready = self._for(connection.dialect)
        with _faults(connection, ready.sql):
            cursor = connection.connection.cursor()
            cursor.execute(ready.sql, ready.given(given))
            found = ready.read(cursor, connection.dialect)
            cursor.close()
        return found

    def send(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Callable[[], int]:
        """Run it for each of the rows, of which there is at least one.

        Returns how to ask how many rows of the database it met; inside ``together`` only after the block.
        """
        if _heard(connection):
            result = connection.execute(self._statement, rows[0] if len(rows) == 1 else list(rows))
            return lambda: int(result.rowcount)
        ready = self._for(connection.dialect)
        with _faults(connection, ready.sql):
            cursor = connection.connection.cursor()
            if len(rows) == 1:
                cursor.execute(ready.sql, ready.given(rows[0]))
            else:
                cursor.executemany(ready.sql, [ready.given(row) for row in rows])
        return lambda: int(cursor.rowcount)

    def _for(self, dialect: Dialect) -> _Ready:
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _made_ready(self._statement, dialect, self._columns)
        return self._ready[dialect.name]


def _made_ready(statement: Executable, dialect: Dialect, columns: Sequence[str] | None) -> _Ready:
    compiled = statement.compile(  # type: ignore[attr-defined]
        dialect=dialect,
        column_keys=list(columns) if columns else None,
    )
    assert isinstance(compiled, SQLCompiler)
    assert "POSTCOMPILE" not in compiled.string, "a list is written anew for each execution"
    others = compiled.construct_params(_check=False)
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    fill = tuple(
        (
            compiled.escaped_bind_names.get(name, name),
            name,
            _impl(compiled.binds[name].type, dialect).bind_processor(dialect),
            others.get(name),
        )
        for name in names or ()
    )
    types = tuple(_impl(entry.type, dialect) for entry in compiled._result_columns)
    return _Ready(compiled.string, bool(compiled.positional), fill, types)


def _impl(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)


def _heard(connection: Connection) -> bool:
    return bool(connection.dispatch.before_cursor_execute)


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send what the block sends without waiting for each answer, where the driver can: on PostgreSQL.

    Nothing in the block may read. A fault shows when the block ends at the latest.
    """
    if connection.dialect.name != "postgresql" or _heard(connection):
        yield
        return
    with _faults(connection, None), connection.connection.driver_connection.pipeline():  # type: ignore[union-attr]
        yield


@contextmanager
def _faults(connection: Connection, sql: str | None) -> Iterator[None]:
    """Let a fault of the driver look as it does when SQLAlchemy sends the statement; without what was in it.

    A log must not show what somebody said.
    """
    dialect = connection.dialect
    driver: Any = dialect.dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(
            sql, None, error, driver.Error, hide_parameters=True, dialect=dialect
        ) from error
