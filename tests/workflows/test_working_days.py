"""Terms on the calendar: dates worked out by hand, and laws that always hold."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.working_days import (
    UNITS,
    Span,
    WorkingCalendar,
    WorkingDaysError,
    calendar,
    known_calendars,
    parse_span,
)

# The first look at a year counts it, which a busy machine may make slow; a time is never asserted here.


def day(text: str) -> date:
    return date.fromisoformat(text)


# Worked out by hand on a paper calendar.
FORWARD = [
    # the client's stories
    ("nl", "2026-03-15", "10 working days", "2026-03-27"),  # the round closed on a Sunday
    ("nl", "2026-04-12", "10 working days", "2026-04-24"),
    ("nl", "2026-04-24", "1 working day", "2026-04-28"),  # Monday 27 April is Koningsdag
    ("nl", "2026-09-14", "1 month", "2026-10-14"),  # WOR art. 25(6)
    ("nl", "2026-03-02", "14 days", "2026-03-16"),
    # Easter: Good Friday is worked at most employers, but is free for the Algemene termijnenwet
    ("nl", "2026-04-01", "3 working days", "2026-04-07"),
    ("nl-terms", "2026-04-01", "3 working days", "2026-04-08"),
    ("nl", "2026-04-02", "1 working day", "2026-04-03"),
    ("nl-terms", "2026-04-02", "1 working day", "2026-04-07"),
    # 5 May: once in five years for employers, every year for the law
    ("nl", "2025-05-02", "1 working day", "2025-05-06"),
    ("nl-terms", "2025-05-02", "1 working day", "2025-05-06"),
    ("nl", "2026-05-04", "1 working day", "2026-05-05"),
    ("nl-terms", "2026-05-04", "1 working day", "2026-05-06"),
    # Koningsdag moves to Saturday when the 27th is a Sunday, so Monday is an ordinary day
    ("nl", "2025-04-25", "1 working day", "2025-04-28"),
    ("nl", "2026-05-13", "1 working day", "2026-05-15"),  # Ascension
    ("nl", "2026-05-22", "1 working day", "2026-05-26"),  # Whit Monday
    ("nl", "2026-12-24", "1 working day", "2026-12-28"),
    ("nl", "2026-12-24", "5 working days", "2027-01-04"),  # over the turn of the year, past 1 January
    ("nl", "2026-12-31", "1 working day", "2027-01-04"),
    ("weekdays", "2026-12-24", "1 working day", "2026-12-25"),
    ("nl", "2026-02-27", "260 working days", "2027-03-08"),  # 52 weeks, and 6 days for 6 holidays
    # neighbours
    ("be", "2026-07-20", "1 working day", "2026-07-22"),
    ("nl", "2026-07-20", "1 working day", "2026-07-21"),
    ("de", "2026-04-30", "1 working day", "2026-05-04"),
    ("nl", "2026-04-30", "1 working day", "2026-05-01"),
    # a start on a free day is day 0 all the same
    ("nl", "2026-05-23", "1 working day", "2026-05-26"),
    ("nl", "2026-12-25", "1 working day", "2026-12-28"),
    # month ends and leap years
    ("nl", "2026-01-31", "1 month", "2026-02-28"),
    ("nl", "2028-01-31", "1 month", "2028-02-29"),
    ("nl", "2028-02-29", "12 months", "2029-02-28"),
    ("nl", "2028-02-29", "48 months", "2032-02-29"),
    ("nl", "2026-12-31", "2 months", "2027-02-28"),
    ("nl", "2026-08-31", "1 month", "2026-09-30"),
    ("nl", "2026-11-30", "1 month", "2026-12-30"),
    ("nl", "2028-02-28", "1 day", "2028-02-29"),
    ("nl", "2026-02-28", "1 day", "2026-03-01"),
    ("nl", "2026-12-22", "2 weeks", "2027-01-05"),
    # a date has no hour, so hours are rounded up: nobody gets less than was promised
    ("nl", "2026-03-02", "1 hour", "2026-03-03"),
    ("nl", "2026-03-02", "24 hours", "2026-03-03"),
    ("nl", "2026-03-02", "25 hours", "2026-03-04"),
]

BACK = [
    ("nl", "2026-03-15", "5 working days", "2026-03-09"),  # from a Sunday
    ("nl", "2026-04-07", "1 working day", "2026-04-03"),
    ("nl-terms", "2026-04-07", "1 working day", "2026-04-02"),
    ("nl", "2027-01-04", "1 working day", "2026-12-31"),
    ("nl", "2027-01-04", "5 working days", "2026-12-24"),
    ("nl", "2026-03-31", "1 month", "2026-02-28"),
    ("nl", "2026-01-15", "1 month", "2025-12-15"),
    ("nl", "2028-05-31", "3 months", "2028-02-29"),
    ("nl", "2026-03-16", "2 weeks", "2026-03-02"),
    ("nl", "2026-03-01", "1 day", "2026-02-28"),
    ("nl", "2026-03-02", "36 hours", "2026-02-28"),
]

ROLLED = [
    ("nl-terms", "2026-04-03", "2026-04-07"),  # Good Friday, weekend, Easter Monday
    ("nl", "2026-04-03", "2026-04-03"),
    ("nl-terms", "2026-12-26", "2026-12-28"),
    ("nl-terms", "2026-05-05", "2026-05-06"),
    ("nl", "2026-05-05", "2026-05-05"),
    ("nl", "2027-01-01", "2027-01-04"),
    ("nl", "2026-10-14", "2026-10-14"),
    ("weekdays", "2026-12-25", "2026-12-25"),
]


@pytest.mark.parametrize(("name", "start", "span", "end"), FORWARD)
def test_a_term_ends_on_the_date_counted_by_hand(name: str, start: str, span: str, end: str) -> None:
    assert calendar(name).add(day(start), parse_span(span)) == day(end)


@pytest.mark.parametrize(("name", "end", "span", "start"), BACK)
def test_counting_back_gives_the_date_counted_by_hand(name: str, end: str, span: str, start: str) -> None:
    assert calendar(name).subtract(day(end), parse_span(span)) == day(start)


@pytest.mark.parametrize(("name", "last", "rolled"), ROLLED)
def test_a_term_that_ends_on_a_free_day_rolls_to_the_next_working_day(
    name: str, last: str, rolled: str
) -> None:
    assert calendar(name).roll_forward(day(last)) == day(rolled)


def test_nothing_to_count_is_the_same_day_even_when_it_is_free() -> None:
    assert calendar("nl").add(day("2026-12-25"), Span(0, "working days")) == day("2026-12-25")
    assert calendar("nl").subtract(day("2026-12-25"), Span(0, "working days")) == day("2026-12-25")


def test_the_free_days_of_2026_are_the_days_most_dutch_employers_keep() -> None:
    every_day = (day("2026-01-01") + timedelta(days=n) for n in range(365))
    free = {d for d in every_day if d.weekday() < 5 and not calendar("nl").is_working_day(d)}
    assert free == {
        day("2026-01-01"),
        day("2026-04-06"),
        day("2026-04-27"),
        day("2026-05-14"),
        day("2026-05-25"),
        day("2026-12-25"),
    }


def test_the_days_of_the_general_terms_act_are_those_and_good_friday_and_liberation_day() -> None:
    every_day = [day("2026-01-01") + timedelta(days=n) for n in range(365)]
    employers = {d for d in every_day if not calendar("nl").is_working_day(d)}
    terms = {d for d in every_day if not calendar("nl-terms").is_working_day(d)}
    assert terms - employers == {day("2026-04-03"), day("2026-05-05")}
    assert employers <= terms


def test_a_free_day_of_the_organisation_is_skipped_and_its_working_day_is_counted() -> None:
    bridge, saturday = day("2026-05-15"), day("2026-05-16")
    plain = calendar("nl")
    own = calendar("nl", extra_free=frozenset({bridge}), extra_working=frozenset({saturday}))
    one = Span(1, "working days")
    assert plain.add(day("2026-05-13"), one) == bridge
    assert own.add(day("2026-05-13"), one) == saturday
    assert own.subtract(day("2026-05-18"), one) == saturday
    assert plain.is_working_day(bridge)  # the other organisation keeps its own calendar
    assert not plain.is_working_day(saturday)


def test_a_day_that_is_both_free_and_working_is_worked() -> None:
    both = frozenset({day("2026-05-14")})
    assert calendar("nl", extra_free=both, extra_working=both).is_working_day(day("2026-05-14"))


def test_a_calendar_without_working_days_says_so_instead_of_counting_for_ever() -> None:
    never = frozenset(date.fromordinal(n) for n in range(day("1950-01-01").toordinal(), 780_000))
    empty = calendar("weekdays", extra_free=never)
    with pytest.raises(WorkingDaysError, match="too few working days"):
        empty.add(day("2026-03-02"), Span(1, "working days"))
    with pytest.raises(WorkingDaysError, match="too few working days"):
        empty.subtract(day("2026-03-02"), Span(1, "working days"))


def test_the_same_settings_share_one_calendar() -> None:
    assert calendar("nl") is calendar("nl")
    assert calendar("nl") is not calendar("nl", "Europe/Brussels")


def test_threads_that_meet_a_year_for_the_first_time_all_see_its_holidays() -> None:
    for year in range(2031, 2051):
        fresh = WorkingCalendar("nl", "Europe/Amsterdam", frozenset(), frozenset())
        with ThreadPoolExecutor(8) as pool:
            seen = list(pool.map(fresh.is_working_day, [date(year, 12, 25)] * 8))
        assert seen == [False] * 8


def test_known_calendars_start_with_our_own_and_every_one_of_them_counts() -> None:
    assert known_calendars()[:3] == ("nl", "nl-terms", "weekdays")
    assert {"be", "de", "no"} <= set(known_calendars())
    for name in known_calendars():
        later = calendar(name).add(day("2026-03-02"), Span(5, "working days"))
        assert day("2026-03-06") < later < day("2026-03-20"), name


@pytest.mark.parametrize(
    ("name", "zone", "nearest"),
    [
        ("nl-term", "Europe/Amsterdam", "nl-terms"),
        ("weekday", "Europe/Amsterdam", "weekdays"),
        ("NL", "Europe/Amsterdam", None),
        ("", "Europe/Amsterdam", None),
        (False, "Europe/Amsterdam", None),  # what YAML makes of a bare `no`
        ("nl", "Europe/Amsterdm", "Europe/Amsterdam"),
        ("nl", "../../../etc/passwd", None),
        ("nl", "/etc/passwd", None),
        ("nl", "", None),
    ],
)
def test_an_unknown_calendar_or_zone_is_refused_with_the_nearest_name(
    name: str, zone: str, nearest: str | None
) -> None:
    with pytest.raises(WorkingDaysError) as caught:
        calendar(name, zone)
    assert caught.value.expected
    assert caught.value.nearest == nearest


DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
CALENDARS = st.sampled_from(["nl", "nl-terms", "weekdays", "be", "de", "ae"])
OWN_DAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=8)


@given(CALENDARS, DAYS, st.integers(1, 400))
def test_adding_working_days_lands_on_a_working_day_and_counts_exactly_that_many(
    name: str, start: date, amount: int
) -> None:
    cal = calendar(name)
    end = cal.add(start, Span(amount, "working days"))
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert cal.is_working_day(end)
    assert sum(cal.is_working_day(d) for d in between) == amount


@given(CALENDARS, DAYS, st.integers(1, 400))
def test_subtracting_working_days_lands_on_a_working_day_and_counts_exactly_that_many(
    name: str, end: date, amount: int
) -> None:
    cal = calendar(name)
    start = cal.subtract(end, Span(amount, "working days"))
    between = (start + timedelta(days=n) for n in range((end - start).days))
    assert cal.is_working_day(start)
    assert sum(cal.is_working_day(d) for d in between) == amount


@given(CALENDARS, DAYS, st.integers(1, 400))
def test_from_a_working_day_there_and_back_is_the_same_day(name: str, start: date, amount: int) -> None:
    cal, span = calendar(name), Span(amount, "working days")
    start = cal.roll_forward(start)
    assert cal.subtract(cal.add(start, span), span) == start


@given(OWN_DAYS, OWN_DAYS, st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.integers(1, 40))
def test_days_of_the_organisation_itself_count_exactly_too(
    free: frozenset[date], working: frozenset[date], start: date, amount: int
) -> None:
    cal = WorkingCalendar("nl", "Europe/Amsterdam", free, working)
    end = cal.add(start, Span(amount, "working days"))
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(cal.is_working_day(d) for d in passed) == amount
    assert all(cal.is_working_day(d) == (d in working) for d in passed if d in free | working)


@given(CALENDARS, DAYS)
def test_rolling_forward_skips_only_free_days(name: str, start: date) -> None:
    cal = calendar(name)
    rolled = cal.roll_forward(start)
    skipped = [start + timedelta(days=n) for n in range((rolled - start).days)]
    assert cal.is_working_day(rolled)
    assert not any(cal.is_working_day(d) for d in skipped)


@given(DAYS, DAYS, st.sampled_from(list(UNITS)), st.integers(1, 120))
def test_who_starts_later_never_ends_earlier(one: date, other: date, unit: str, amount: int) -> None:
    first, second = sorted((one, other))
    cal, span = calendar("nl"), Span(amount, unit)
    assert cal.add(first, span) <= cal.add(second, span)
    assert cal.subtract(first, span) <= cal.subtract(second, span)


@given(DAYS, st.integers(1, 120))
def test_a_month_later_is_the_same_day_number_or_the_last_day_of_the_month(start: date, months: int) -> None:
    end = calendar("nl").add(start, Span(months, "months"))
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
