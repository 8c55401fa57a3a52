"""A stolen database: every row, in every order in which somebody could lay the rows beside people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from tests.pim.feedback.desk import Desk

Order = tuple[str, str]
"""A table, and what its rows are put in order by."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it lies on the disk. On PostgreSQL each row has its transaction, too."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]  # as they lie

    def orders(self) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """Yield the rows as they lie, and by each column, forwards and backwards."""
        yield "as they lie", list(self.rows)
        yield "as they lie, backwards", list(reversed(self.rows))
        for place, column in enumerate(self.columns):
            ordered = sorted(self.rows, key=lambda row, place=place: _comparable(row[place]))  # type: ignore[misc]
            yield column, ordered
            yield f"{column}, backwards", ordered[::-1]


def _comparable(value: Any) -> tuple[int, Any]:
    return (0, value) if isinstance(value, int | float) else (1, str(value))


def stolen(desk: Desk) -> list[Table]:
    """Return everything that is in the database."""
    with desk.database.read() as session:
        return [_table(session.connection(), name) for name in desk.tables(session)]


def _table(connection: Connection, name: str) -> Table:
    hidden = "xmin::text::bigint AS xmin, ctid::text AS ctid, " if connection.dialect.name != "sqlite" else ""
    found = connection.execute(text(f'SELECT {hidden}* FROM "{name}"'))
    return Table(name, tuple(found.keys()), tuple(tuple(row) for row in found))


def people_in_order(tables: Sequence[Table], people: frozenset[int]) -> Iterator[tuple[Order, list[int]]]:
    """Yield every order in which these people stand in a table, each once."""
    for table in tables:
        for place, column in enumerate(table.columns):
            if column.endswith("id") and {row[place] for row in table.rows} & people:
                for by, rows in table.orders():
                    named = [row[place] for row in rows if row[place] in people]
                    yield (table.name, f"{column} by {by}"), list(dict.fromkeys(named))


def said_in_order(
    tables: Sequence[Table], name: str, who_said: Callable[[Mapping[str, Any]], int | None]
) -> Iterator[tuple[Order, list[int]]]:
    """Yield every order in which answers lie in a table, as the people who truly gave them."""
    for table in tables:
        if table.name == name:
            for by, rows in table.orders():
                spoke = [who_said(dict(zip(table.columns, row, strict=True))) for row in rows]
                yield (name, by), [one for one in spoke if one is not None]


def hits(guess: Sequence[int], truth: Sequence[int]) -> int:
    """Return how many answers an attacker gives to the right person by laying one list beside the other."""
    return sum(one == other for one, other in zip(guess, truth, strict=False))
