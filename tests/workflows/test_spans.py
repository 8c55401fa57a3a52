"""Spans of time as people write them, and what a wrong one says."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.working_days import UNITS, Span, WorkingDaysError, parse_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10 working days", Span(10, "working days")),
        ("1 working day", Span(1, "working days")),
        ("10 Working  Days ", Span(10, "working days")),
        ("1 day", Span(1, "days")),
        ("48 hours", Span(48, "hours")),
        ("1 week", Span(1, "weeks")),
        ("12 months", Span(12, "months")),
    ],
)
def test_a_span_reads_as_people_write_it(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("3 dys", "3 days"),
        ("10 workingdays", "10 working days"),
        ("10 workin days", "10 working days"),
        ("2 moths", "2 months"),
        ("1 wek", "1 week"),
        ("2 hour s", "2 hours"),
    ],
)
def test_a_misspelt_unit_names_the_nearest_right_span(text: str, nearest: str) -> None:
    with pytest.raises(WorkingDaysError) as caught:
        parse_span(text)
    assert caught.value.nearest == nearest
    assert "working days" in caught.value.expected
    assert nearest in str(caught.value)


WRONG_SPANS: list[object] = [
    "",
    "days",
    "ten days",
    "14",
    "-3 days",
    "1.5 days",
    "0 days",
    "3654 days",
    "999999 working days",
    "9" * 5000 + " days",
    "3 fortnights",
    "٣ days",
    "3 days\n__import__('os')",
    14,
    True,
    None,
    ["14 days"],
    {"in": "14 days"},
]


@pytest.mark.parametrize("wrong", WRONG_SPANS, ids=lambda wrong: repr(wrong)[:20])
def test_what_is_not_a_span_is_refused_with_what_was_expected(wrong: object) -> None:
    with pytest.raises(WorkingDaysError) as caught:
        parse_span(wrong)  # type: ignore[arg-type]
    assert caught.value.expected


@given(unit=st.sampled_from(list(UNITS)), data=st.data())
def test_a_span_written_out_reads_back_as_itself(unit: str, data: st.DataObject) -> None:
    span = Span(data.draw(st.integers(1, UNITS[unit])), unit)
    assert parse_span(str(span)) == span


@given(st.text(max_size=40))
def test_no_text_makes_the_span_reader_fail_in_another_way(text: str) -> None:
    with suppress(WorkingDaysError):
        assert parse_span(text).unit in UNITS
