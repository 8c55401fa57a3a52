"""Reading what was added up in closed rounds: one statement for any number of rounds, codes and answers.

Raw: the only numbers of small groups that leave the database. What may be shown of them is decided
by ``small_groups.published``, which every caller must use.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from pim.feedback.small_groups import Figure, Part
from pim.feedback.tables import Cell, Result, Tally
from pim.people.tables import Site

Key = tuple[int, str]
"""A round, by number, and the code of one of its scales or marks."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """The answers per cell of each rating of each round, and (name, code) of every site among the cells."""

    parts: Mapping[Key, list[Part]]
    sites: Mapping[int, tuple[str, str]]


def tallies(session: Session, round_ids: Sequence[int], codes: Sequence[str]) -> Tallies:
    """Return, for each of these codes of these rounds, its answers per cell. Empty while a round is open."""
    if not round_ids or not codes:
        return Tallies({}, {})
    rows = session.connection().execute(
        select(
            col(Tally.round_id),
            col(Tally.code),
            col(Tally.cell_id),
            col(Tally.n),
            col(Tally.total),
            col(Tally.squares),
            col(Cell.site_id),
            col(Site.name),
            col(Site.code),
        )
        .join(Cell, col(Cell.id) == col(Tally.cell_id))
        .outerjoin(Site, col(Site.id) == col(Cell.site_id))
        .where(col(Tally.round_id).in_(round_ids), col(Tally.code).in_(codes))
        .order_by(col(Tally.round_id), col(Tally.cell_id), col(Tally.code))
    )
    found: dict[Key, list[Part]] = {}
    sites: dict[int, tuple[str, str]] = {}
    for round_id, code, cell_id, n, total, squares, site_id, name, site_code in rows:
        if site_id is not None:
            sites[site_id] = (name, site_code)
        part = Part(cell_id, site_id, Figure(n, total, squares))
        found.setdefault((round_id, code), []).append(part)
    return Tallies(found, sites)


def texts_of(session: Session, round_id: int) -> Iterator[tuple[str, str, str]]:
    """Yield (result, code, text) for every text of a closed round. Raw, as ``tallies`` is."""
    said = select(col(Result.id), col(Result.body)).where(col(Result.round_id) == round_id)
    for result, body in session.connection().execute(said.execution_options(yield_per=1_000)):
        for code, text in body["texts"].items():
            yield result, code, text
