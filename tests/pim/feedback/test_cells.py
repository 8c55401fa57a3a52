"""Cells: everybody is in one, nobody can be picked out of one."""

from hypothesis import given
from hypothesis import strategies as st

from pim.feedback.cells import SMALLEST_GROUP, Group, lay_cells

Counts = dict[tuple[int, int], int]

people = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 40)), st.integers(0, 14), max_size=14
).map(lambda counts: {(site, site * 100 + team): n for (site, team), n in counts.items()})


@given(people)
def test_every_cell_has_five_members_unless_there_are_fewer_than_five_people(
    counts: Counts,
) -> None:
    cells = lay_cells(counts)
    if sum(counts.values()) >= SMALLEST_GROUP:
        assert all(cell.members >= SMALLEST_GROUP for cell in cells)
    else:
        assert len(cells) <= 1


@given(people)
def test_everybody_is_in_exactly_one_cell(counts: Counts) -> None:
    cells = lay_cells(counts)
    places = [place for cell in cells for place in cell.places]
    assert sorted(places) == sorted(place for place, n in counts.items() if n)
    for cell in cells:
        assert cell.members == sum(counts[place] for place in cell.places)


@given(people)
def test_a_site_is_shown_whole_or_not_at_all(counts: Counts) -> None:
    alone = {cell.site_id for cell in lay_cells(counts) if cell.site_id is not None}
    together = {site for cell in lay_cells(counts) if cell.site_id is None for site, _ in cell.places}
    assert not alone & together


@given(people)
def test_a_cell_bears_the_name_of_what_is_in_it(counts: Counts) -> None:
    for cell in lay_cells(counts):
        if cell.team_id is not None:
            assert cell.places == ((cell.site_id, cell.team_id),)
        elif cell.site_id is not None:
            assert {site for site, _ in cell.places} == {cell.site_id}
        else:
            assert len({site for site, _ in cell.places}) > 1


@given(people)
def test_the_order_in_which_people_are_read_does_not_matter(counts: Counts) -> None:
    assert lay_cells(dict(reversed(counts.items()))) == lay_cells(counts)


def test_a_team_of_five_stands_by_itself() -> None:
    assert lay_cells({(1, 11): 5}) == (Group(1, 11, 5, ((1, 11),)),)


def test_small_teams_of_a_site_are_taken_together() -> None:
    cells = lay_cells({(1, 11): 8, (1, 12): 3, (1, 13): 2})
    assert cells == (Group(1, 11, 8, ((1, 11),)), Group(1, None, 5, ((1, 12), (1, 13))))


def test_small_teams_that_are_too_few_together_join_the_smallest_team_of_their_site() -> None:
    cells = lay_cells({(1, 11): 8, (1, 12): 6, (1, 13): 4})
    assert cells == (Group(1, 11, 8, ((1, 11),)), Group(1, None, 10, ((1, 12), (1, 13))))


def test_small_sites_are_taken_together() -> None:
    cells = lay_cells({(1, 11): 9, (2, 21): 3, (3, 31): 2})
    assert cells == (Group(1, 11, 9, ((1, 11),)), Group(None, None, 5, ((2, 21), (3, 31))))


def test_small_sites_that_are_too_few_together_take_the_smallest_other_site_in_whole() -> None:
    cells = lay_cells({(1, 11): 9, (1, 12): 9, (2, 21): 6, (2, 22): 5, (3, 31): 4})
    assert cells == (
        Group(1, 11, 9, ((1, 11),)),
        Group(1, 12, 9, ((1, 12),)),
        Group(None, None, 15, ((2, 21), (2, 22), (3, 31))),
    )


def test_the_parking_chain_keeps_its_links_apart_when_each_is_large_enough() -> None:
    chain = {(1, 11): 22, (1, 12): 11, (1, 13): 9, (1, 14): 8, (2, 21): 17, (2, 22): 17}
    assert {cell.team_id for cell in lay_cells(chain)} == {11, 12, 13, 14, 21, 22}


def test_four_people_in_all_are_one_cell_that_is_too_small() -> None:
    assert [cell.members for cell in lay_cells({(1, 11): 2, (2, 21): 2})] == [4]
    assert lay_cells({}) == ()
