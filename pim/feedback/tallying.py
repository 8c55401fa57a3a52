"""Adding up a round, once, when its books close: what was marked in each cell, code by code.

A page about evidence then reads one row for each cell and code, not every answer there ever was. A
score of a scale counts under its own code; a mark counts under its code unless a score has it.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Numeric,
    Select,
    TableValuedAlias,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from pim.feedback.small_groups import GRAINS
from pim.feedback.tables import Result, Tally

_COLUMNS = ("round_id", "cell_id", "code", "n", "total", "squares")


def add_up(connection: Connection, round_id: int) -> None:
    """Add up every mark of a closed round into ``tally``. One statement, however many answers there are.

    To be called once for a round, after its results are there.
    """
    marks = _marks(connection.dialect.name, round_id).subquery("mark")
    grains = marks.c.grains
    squares = grains * grains
    added = select(
        literal(round_id),
        marks.c.cell_id,
        marks.c.code,
        func.count(),
        cast(func.sum(grains), BigInteger),
        cast(func.sum(squares), BigInteger),
    ).group_by(marks.c.cell_id, marks.c.code)
    connection.execute(insert(Tally).from_select(_COLUMNS, added))


def _marks(dialect: str, round_id: int) -> Select[Any]:
    """Return (cell, code, mark in grains) of every mark and score in a round."""
    each, number, value = (_on_sqlite if dialect == "sqlite" else _on_postgresql)(col(Result.body))
    grains = cast(func.round(value * GRAINS), BigInteger)
    return (
        select(col(Result.cell_id).label("cell_id"), each.c.key.label("code"), grains.label("grains"))
        .select_from(Result)
        .join(each, number)
        .where(col(Result.round_id) == round_id)
    )


Each = tuple[TableValuedAlias, ColumnElement[bool], ColumnElement[Any]]
"""The codes of one answer as a table, which of them hold a number, and that number."""


def _on_sqlite(body: Any) -> Each:
    scores = func.coalesce(func.json_extract(body, "$.scores"), "{}")
    both = func.json_patch(func.json_extract(body, "$.ratings"), scores)
    each = func.json_each(both).table_valued("key", "value", "type")
    return each, each.c.type.in_(("integer", "real")), each.c.value


def _on_postgresql(body: Any) -> Each:
    nothing: ColumnElement[Any] = literal_column("'{}'::jsonb")
    known = cast(body, JSONB)
    ratings, scores = (func.coalesce(known[part], nothing) for part in ("ratings", "scores"))
    each = func.jsonb_each(ratings.op("||")(scores)).table_valued("key", column("value", JSONB))
    return each, func.jsonb_typeof(each.c.value) == "number", cast(each.c.value, Numeric)
