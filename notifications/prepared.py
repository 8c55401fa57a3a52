"""The few statements of the hot path, put into the driver's words once and then sent straight to it.

SQLAlchemy writes them; what it does anew for each execution (look the statement up, make a context, a result
and its rows) costs a step as much as the database does. Whoever listens to the engine still hears of every
statement: then it goes the long way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, DateTime, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

Process = Callable[[Any], Any] | None


@dataclass(slots=True)
class _Ready:
    """A statement in the words of one driver: what to fill in, and how its rows become Python."""

    sql: str
    by_place: tuple[str, ...] | None  # the driver's names in the order of their places; else it goes by name
    said: dict[str, Any]  # what stands in the statement itself, as the driver takes it
    fill: tuple[tuple[str, str, Process, Any], ...]  # the driver's name, ours, how, and what when not given
    types: tuple[TypeEngine[Any], ...]
    results: tuple[tuple[int, Callable[[Any], Any]], ...] | None = None  # known when the driver first answers

    def given(self, row: Mapping[str, Any]) -> Any:
        filled = self.said.copy()
        get = row.get
        for theirs, ours, process, other in self.fill:
            value = get(ours, other)
            filled[theirs] = value if process is None else process(value)
        return filled if self.by_place is None else [filled[name] for name in self.by_place]

    def read(self, cursor: Any, dialect: Dialect) -> list[tuple[Any, ...]]:
        if self.results is None:
            processes = (
                type_.result_processor(dialect, column[1])
                for type_, column in zip(self.types, cursor.description, strict=True)
            )
            self.results = tuple((place, one) for place, one in enumerate(processes) if one is not None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [self._read_one(row) for row in rows] if self.results else rows

    def _read_one(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        read = list(row)
        for place, process in self.results or ():
            read[place] = process(read[place])
        return tuple(read)


class Prepared:
    """A statement of SQLAlchemy Core, without ``in_``, which is written anew each time: see ``among``.

    ``columns`` are those that a bare ``insert`` fills.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows that a statement brings. Raises SQLAlchemyError, as the engine itself does."""
        if connection.dispatch.before_cursor_execute:
            return [tuple(row) for row in connection.execute(self._statement, given)]
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._for(dialect)
        try:
            cursor = connection.connection.cursor()
            cursor.execute(ready.sql, ready.given(given))
            found = ready.read(cursor, dialect)
            cursor.close()
        except dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise _plainly(error, dialect, ready.sql) from error
        return found

    def send(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Callable[[], int]:
        """Run it for each of the rows, of which there is at least one.

        Returns how to ask how many rows of the database it met; inside ``together`` only after the block.
        """
        if connection.dispatch.before_cursor_execute:
            result = connection.execute(self._statement, rows[0] if len(rows) == 1 else list(rows))
            return lambda: int(result.rowcount)
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._for(dialect)
        try:
            cursor = connection.connection.cursor()
            if len(rows) == 1:
                cursor.execute(ready.sql, ready.given(rows[0]))
            else:
                cursor.executemany(ready.sql, [ready.given(row) for row in rows])
        except dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise _plainly(error, dialect, ready.sql) from error
        return lambda: int(cursor.rowcount)

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready[dialect.name] = _made_ready(self._statement, dialect, self._columns)
        return ready


def _made_ready(statement: Executable, dialect: Dialect, columns: Sequence[str] | None) -> _Ready:
    compiled = statement.compile(  # type: ignore[attr-defined]
        dialect=dialect,
        column_keys=list(columns) if columns else None,
    )
    assert isinstance(compiled, SQLCompiler)
    assert "POSTCOMPILE" not in compiled.string, "a list is written anew for each execution"
    others = compiled.construct_params(_check=False)
    said: dict[str, Any] = {}
    fill = []
    for bind, name in compiled.bind_names.items():
        theirs, process = compiled.escaped_bind_names.get(name, name), _into(bind.type, dialect)
        if bind.unique:  # written in the statement itself: nobody else knows its name
            said[theirs] = process(others[name]) if process else others[name]
        else:
            fill.append((theirs, name, process, others.get(name)))
    places = None
    if compiled.positional:
        places = tuple(compiled.escaped_bind_names.get(name, name) for name in compiled.positiontup or ())
    types = tuple(_impl(entry.type, dialect) for entry in compiled._result_columns)
    return _Ready(compiled.string, places, said, tuple(fill), types)


def _into(type_: TypeEngine[Any], dialect: Dialect) -> Process:
    """Return how a value goes in. One batch says the same few moments over and over: those are remembered."""
    process = _impl(type_, dialect).bind_processor(dialect)
    of_moments = isinstance(type_, TypeDecorator) and isinstance(type_.impl_instance, DateTime)
    return lru_cache(256)(process) if process and of_moments else process


def _impl(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send what the block sends without waiting for each answer, where the driver can: on PostgreSQL.

    Nothing in the block may read. A fault shows when the block ends at the latest.
    """
    if connection.dialect.name != "postgresql" or connection.dispatch.before_cursor_execute:
        yield
        return
    dialect = connection.dialect
    try:
        with connection.connection.driver_connection.pipeline():  # type: ignore[union-attr]
            yield
    except dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise _plainly(error, dialect, None) from error


def _plainly(error: Any, dialect: Dialect, sql: str | None) -> BaseException:
    """Return a fault of the driver as SQLAlchemy tells it; without what was in the statement.

    A log must not show what somebody said.
    """
    driver: Any = dialect.dbapi
    told: BaseException = DBAPIError.instance(
        sql, None, error, driver.Error, hide_parameters=True, dialect=dialect
    )
    return told
