"""What is added up when a round closes is exactly what was said, once, per cell."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import col

from pim.db import Database
from pim.feedback.small_groups import GRAINS, Figure
from pim.feedback.tables import Cell, Result, Round, Tally
from pim.feedback.tallies import tallies
from pim.feedback.tallying import add_up
from tests.pim.feedback.desk import ASKED, ASSEN, ZWOLLE, Desk, lay_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return lay_desk(database, tmp_path / "round-keys")


def _of(desk: Desk, round_id: int, *codes: str) -> dict[tuple[int | None, str], Figure]:
    found = desk.ask(lambda session: tallies(session, [round_id], codes)).parts
    added: dict[tuple[int | None, str], Figure] = defaultdict(Figure)
    for (_, code), parts in found.items():
        for part in parts:
            added[part.site_id, code] += part.figure
    return dict(added)


def test_marks_are_added_up_per_cell_with_their_squares(desk: Desk) -> None:
    said = {who: {"ratings": {"demands": 2 + n % 3}} for n, who in enumerate(ASSEN)}
    round_id = desk.closed(said | {ZWOLLE[0]: {"ratings": {"control": 5}}})
    marks = [2 + n % 3 for n in range(len(ASSEN))]
    assert _of(desk, round_id, "demands", "control") == {
        (desk.site("assen"), "demands"): Figure(
            len(marks), sum(marks) * GRAINS, sum(mark**2 for mark in marks) * GRAINS**2
        ),
        (desk.site("zwolle"), "control"): Figure(1, 5 * GRAINS, 25 * GRAINS**2),
    }


def _rewrite(desk: Desk, bodies: list[dict[str, Any]]) -> int:
    """Close a round and put these bodies in the place of its results."""
    round_id = desk.closed({who: {"ratings": {"demands": 3}} for who in ASKED[: len(bodies)]})
    with desk.database.write() as session:
        for row, body in zip(session.scalars(select(Result)).all(), bodies, strict=True):
            row.body = body
            session.add(row)
        for tally in session.scalars(select(Tally)).all():
            session.delete(tally)
        session.flush()
        add_up(session.connection(), round_id)
    return round_id


def test_a_score_goes_before_a_mark_of_the_same_code_and_stands_beside_the_others(desk: Desk) -> None:
    round_id = _rewrite(
        desk,
        [
            {"ratings": {"demands": 1, "d1": 4}, "scores": {"demands": 3.3333, "sus": 72.5}, "texts": {}},
            {"ratings": {"demands": 2, "d1": 5}, "texts": {}},
            {"ratings": {"d1": 1}, "scores": {}, "texts": {"d1": "5"}},
        ],
    )
    with desk.database.read() as session:
        rows = session.execute(
            select(col(Tally.code), func.sum(col(Tally.n)), func.sum(col(Tally.total))).group_by(
                col(Tally.code)
            )
        ).all()
    assert {code: (n, total) for code, n, total in rows} == {
        "demands": (2, 53_333),
        "d1": (3, 100_000),
        "sus": (1, 725_000),
    }
    assert desk.ask(lambda session: tallies(session, [round_id], ["nothing"])).parts == {}


def test_what_is_no_number_is_not_added_up(desk: Desk) -> None:
    _rewrite(desk, [{"ratings": {"why": "time", "demands": None, "control": 4}, "texts": {}}])
    with desk.database.read() as session:
        assert [row.code for row in session.scalars(select(Tally))] == ["control"]


def test_nothing_is_added_up_while_a_round_is_open_or_when_it_is_closed_again(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASKED:
        desk.answer(round_id, who, demands=4)
    assert desk.ask(lambda session: session.scalar(select(func.count()).select_from(Tally))) == 0
    desk.close(round_id)
    once = _of(desk, round_id, "demands")
    assert sum(figure.n for figure in once.values()) == len(ASKED)
    assert desk.ask(lambda session: session.get(Round, round_id)).answered == len(ASKED)


def test_every_row_belongs_to_a_cell_of_its_own_round(desk: Desk) -> None:
    first = desk.closed({who: {"ratings": {"demands": 3}} for who in ASKED})
    second = desk.closed({who: {"ratings": {"demands": 5}} for who in ASKED}, purpose="evaluation")
    with desk.database.read() as session:
        rows = session.execute(
            select(col(Tally.round_id), col(Cell.round_id)).join(Cell, col(Cell.id) == col(Tally.cell_id))
        ).all()
    assert {row[0] for row in rows} == {first, second}
    assert all(mine == cells for mine, cells in rows)


@given(st.lists(st.integers(GRAINS, 5 * GRAINS), min_size=2, max_size=40))
def test_mean_and_variance_are_those_of_the_textbook(marks: list[int]) -> None:
    figure = Figure()
    for mark in marks:
        figure += Figure(1, mark, mark * mark)
    values = [mark / GRAINS for mark in marks]
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    assert figure.mean == pytest.approx(mean)
    assert figure.variance == pytest.approx(variance, abs=1e-9)
