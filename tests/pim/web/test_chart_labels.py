"""The numbers of a chart: none covers another, and each dot has one."""

from hypothesis import given
from hypothesis import strategies as st

from pim.web.chart_labels import labels

SPOTS = st.lists(st.tuples(st.floats(46, 406), st.floats(14, 374)), min_size=1, max_size=30)


def test_dots_that_lie_together_share_one_label_in_order() -> None:
    together = [
        (200.0, 100.0, "12"),
        (204.0, 103.0, "3"),
        (202.0, 99.0, "∑"),
        (198.0, 96.0, "7"),
        (201.0, 97.0, "9"),
    ]
    (label,) = labels(together, 406)
    assert label.lines == ("3, 7, 9, 12,", "∑")
    assert label.x > 204


def test_dots_far_apart_have_a_label_each_and_one_at_the_edge_has_it_before_it() -> None:
    first, last = labels([(400.0, 300.0, "2"), (60.0, 40.0, "1")], 406)
    assert (first.lines, first.before) == (("1",), False)
    assert (last.lines, last.before) == (("2",), True)
    assert last.x < 400


@given(SPOTS)
def test_every_dot_has_its_number_in_exactly_one_label(spots: list[tuple[float, float]]) -> None:
    found = labels([(x, y, str(number)) for number, (x, y) in enumerate(spots)], 406)
    said = [name.strip(", ") for label in found for line in label.lines for name in line.split(", ")]
    assert sorted(said, key=int) == [str(number) for number in range(len(spots))]
    assert all(label.right <= 410 for label in found)
