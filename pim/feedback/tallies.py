"""Adding up what was said in closed rounds: one statement for any number of rounds and results."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Integer, cast, func, select, true
from sqlmodel import Session, col

from pim.feedback.small_groups import Figure, Part
from pim.feedback.tables import Cell, Result

Key = tuple[int, str]
"""A round, by number, and the code of one of its ratings."""


def each_of(dialect: str, part: str) -> Any:
    """Return one part of a result's body (ratings or texts) as rows of ``key`` and ``value``."""
    body = col(Result.body)
    entries = func.json_each(body, f"$.{part}") if dialect == "sqlite" else func.json_each_text(body[part])
    return entries.table_valued("key", "value", joins_implicitly=True)


def tallies(session: Session, round_ids: Sequence[int]) -> dict[Key, list[Part]]:
    """Return, for each rating of these rounds, its answers per cell. Empty while a round is open.

    Raw: what may be shown of it is decided by ``small_groups.published``, which every caller must use.
    """
    connection = session.connection()
    entry = each_of(connection.dialect.name, "ratings")
    counted = (
        select(
            col(Result.round_id),
            col(Result.cell_id),
            entry.c.key.label("code"),
            func.count().label("n"),
            func.sum(cast(entry.c.value, Integer)).label("total"),
        )
        .select_from(Result)
        .join(entry, true())
        .where(col(Result.round_id).in_(round_ids))
        .group_by(col(Result.round_id), col(Result.cell_id), entry.c.key)
        .subquery()
    )
    rows = connection.execute(
        select(
            counted.c.round_id,
            counted.c.code,
            counted.c.cell_id,
            col(Cell.site_id),
            counted.c.n,
            counted.c.total,
        )
        .join(Cell, col(Cell.id) == counted.c.cell_id)
        .order_by(counted.c.round_id, counted.c.code, counted.c.cell_id)
    )
    found: dict[Key, list[Part]] = {}
    for round_id, code, cell_id, site_id, n, total in rows:
        found.setdefault((round_id, code), []).append(Part(cell_id, site_id, Figure(n, int(total))))
    return found


def texts_of(session: Session, round_id: int) -> Iterator[tuple[str, str, str]]:
    """Yield (result, code, text) for every text of a closed round. Raw, as ``tallies`` is."""
    connection = session.connection()
    entry = each_of(connection.dialect.name, "texts")
    rows = connection.execute(
        select(col(Result.id), entry.c.key, entry.c.value)
        .select_from(Result)
        .join(entry, true())
        .where(col(Result.round_id) == round_id)
    )
    for result, code, text in rows:  # noqa: UP028 - three values each, not rows of the database
        yield result, code, text
