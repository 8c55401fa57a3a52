"""No arithmetic on what is shown leads to one to four answers."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from pim.feedback.small_groups import GRAINS, Figure, Part, added, published, without

# A cell's site (0: a cell of several sites) and its number of answers.
trees = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=7)


def _parts(cells: Sequence[tuple[int, int]]) -> list[Part]:
    """Make parts whose sums are powers of two, so that a figure tells which cells are in it."""
    return [Part(i, site or None, Figure(n, 1 << i)) for i, (site, n) in enumerate(cells)]


def _shown(cells: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return each figure as the cells with answers that are in it."""
    shown = published(_parts(cells))
    figures = [*shown.cells.values(), *shown.sites.values(), *([shown.total] if shown.total else [])]
    spoke = [i for i, (_, n) in enumerate(cells) if n]
    return [tuple(figure.total >> i & 1 for i in spoke) for figure in figures]


def _rank(rows: list[tuple[int, ...]]) -> int:
    matrix = [[Fraction(value) for value in row] for row in rows]
    rank = 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((r for r in range(rank, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for r in range(len(matrix)):
            if r != rank and matrix[r][column]:
                factor = matrix[r][column] / matrix[rank][column]
                matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[rank], strict=True)]
        rank += 1
    return rank


@given(trees)
def test_no_group_of_one_to_four_can_be_worked_out_by_adding_and_subtracting(
    cells: list[tuple[int, int]],
) -> None:
    known = _shown(cells)
    rank = _rank(known)
    spoke = [n for _, n in cells if n]
    for chosen in product((0, 1), repeat=len(spoke)):
        if 1 <= sum(n for n, picked in zip(spoke, chosen, strict=True) if picked) <= 4:
            assert _rank([*known, chosen]) == rank + 1, f"{cells}: {chosen} can be worked out"


@given(trees)
def test_nothing_is_shown_over_fewer_than_five_answers(cells: list[tuple[int, int]]) -> None:
    shown = published(_parts(cells))
    figures = [*shown.cells.values(), *shown.sites.values(), *([shown.total] if shown.total else [])]
    assert all(figure.n >= 5 for figure in figures)


@given(trees)
def test_five_answers_are_never_hidden_altogether(cells: list[tuple[int, int]]) -> None:
    shown = published(_parts(cells))
    assert (shown.total is not None) == (sum(n for _, n in cells) >= 5)


def test_the_parking_chain_hides_collection_and_shows_a_total_over_53() -> None:
    parts = [Part(i, i, Figure(n, n * 3)) for i, n in enumerate((16, 21, 8, 8, 4), 1)]
    shown = published(parts)
    assert set(shown.sites) == {1, 2, 3, 4}
    assert shown.total == Figure(53, 53 * 3)


def test_two_hidden_sites_that_are_five_together_count_in_the_total() -> None:
    shown = published([Part(1, 1, Figure(9, 9)), Part(2, 2, Figure(3, 3)), Part(3, 3, Figure(2, 2))])
    assert set(shown.sites) == {1}
    assert shown.total == Figure(14, 14)


def test_a_site_leaves_out_a_team_that_could_otherwise_be_worked_out() -> None:
    shown = published([Part(1, 7, Figure(6, 6)), Part(2, 7, Figure(3, 15)), Part(3, 8, Figure(9, 9))])
    assert shown.sites[7] == Figure(6, 6)
    assert shown.total == Figure(15, 15)


def test_a_cell_of_several_sites_is_only_a_part_of_the_total() -> None:
    shown = published([Part(1, 7, Figure(6, 6)), Part(2, None, Figure(8, 8))])
    assert set(shown.cells) == {1}
    assert shown.total == Figure(14, 14)


def test_a_rating_that_nobody_gave_shows_nothing() -> None:
    assert published([]).total is None


def _marked(cells: Sequence[tuple[int, list[int]]]) -> list[Part]:
    return [
        Part(
            i,
            site or None,
            Figure(len(marks), sum(marks) * GRAINS, sum(mark**2 for mark in marks) * GRAINS**2),
        )
        for i, (site, marks) in enumerate(cells)
    ]


alike = st.tuples(st.sampled_from([1, 2, 5]), st.integers(0, 9)).map(lambda pair: [pair[0]] * pair[1])
marked = st.lists(st.tuples(st.integers(0, 3), alike | st.lists(st.integers(1, 5), max_size=9)), max_size=7)


@given(marked)
def test_no_group_that_is_shown_or_can_be_worked_out_tells_what_everybody_in_it_marked(
    cells: list[tuple[int, list[int]]],
) -> None:
    parts = _marked(cells)
    shown = published(parts)
    found = [*shown.cells.values(), *shown.sites.values()]
    for site_id, figure in shown.sites.items():
        mine = [
            shown.cells[part.cell_id]
            for part in parts
            if part.site_id == site_id
            if part.cell_id in shown.cells
        ]
        found.append(without(figure, added(mine)))
    if shown.total is not None:
        found += [shown.total, without(shown.total, added(shown.sites.values()))]
    for figure in found:
        assert figure.n == 0 or GRAINS < figure.total / figure.n < 5 * GRAINS, figure


@given(marked)
def test_a_figure_is_moved_by_one_mark_of_one_person_of_each_group_and_no_more(
    cells: list[tuple[int, list[int]]],
) -> None:
    parts = _marked(cells)
    shown = published(parts)
    for part in parts:
        if part.cell_id in shown.cells:
            assert abs(shown.cells[part.cell_id].total - part.figure.total) in (0, GRAINS)
            assert shown.cells[part.cell_id].n == part.figure.n
    if shown.total is not None and shown.total.n == sum(part.figure.n for part in parts):
        groups = len(shown.cells) + len(shown.sites) + 1
        assert abs(shown.total.total - added(part.figure for part in parts).total) <= groups * GRAINS


def test_a_group_in_the_middle_of_the_scale_is_shown_as_it_is() -> None:
    (part,) = _marked([(1, [3] * 7)])
    assert published([part]).cells == {0: part.figure}
