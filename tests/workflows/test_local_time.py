"""The wall clock as moments in UTC: the nights the clock changes, in many zones and then in all of them."""

import importlib.resources
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.working_days import Span, calendar, parse_span


def day(text: str) -> date:
    return date.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MOMENTS = [
    # zone, local day, 08:00 in UTC, 23:59:59 in UTC
    ("Europe/Amsterdam", "2026-03-27", "2026-03-27T07:00:00", "2026-03-27T22:59:59"),
    ("Europe/Amsterdam", "2026-03-28", "2026-03-28T07:00:00", "2026-03-28T22:59:59"),
    ("Europe/Amsterdam", "2026-03-29", "2026-03-29T06:00:00", "2026-03-29T21:59:59"),  # spring forward
    ("Europe/Amsterdam", "2026-03-30", "2026-03-30T06:00:00", "2026-03-30T21:59:59"),
    ("Europe/Amsterdam", "2026-10-24", "2026-10-24T06:00:00", "2026-10-24T21:59:59"),
    ("Europe/Amsterdam", "2026-10-25", "2026-10-25T07:00:00", "2026-10-25T22:59:59"),  # fall back
    ("America/New_York", "2026-03-08", "2026-03-08T12:00:00", "2026-03-09T03:59:59"),
    ("America/New_York", "2026-11-01", "2026-11-01T13:00:00", "2026-11-02T04:59:59"),
    ("America/Havana", "2026-03-07", "2026-03-07T13:00:00", "2026-03-08T04:59:59"),  # midnight is skipped
    ("America/Havana", "2026-10-31", "2026-10-31T12:00:00", "2026-11-01T03:59:59"),
    (
        "Asia/Beirut",
        "2026-10-24",
        "2026-10-24T05:00:00",
        "2026-10-24T20:59:59",
    ),  # 23:00-24:00 twice: the first
    ("America/Nuuk", "2026-03-28", "2026-03-28T10:00:00", "2026-03-29T00:59:59"),  # no 23:00-24:00: 22:59:59
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T21:30:00", "2026-04-05T13:29:59"),  # half an hour
    ("Asia/Kathmandu", "2026-03-29", "2026-03-29T02:15:00", "2026-03-29T18:14:59"),
    ("Pacific/Kiritimati", "2026-01-01", "2025-12-31T18:00:00", "2026-01-01T09:59:59"),
    ("Pacific/Apia", "2011-12-29", "2011-12-29T18:00:00", "2011-12-30T09:59:59"),
    ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00", "2011-12-30T10:00:00"),  # a day that never was
    ("Pacific/Apia", "2011-12-31", "2011-12-30T18:00:00", "2011-12-31T09:59:59"),
]


@pytest.mark.parametrize(("zone", "local", "morning", "end"), MOMENTS)
def test_the_morning_and_the_end_of_a_day_are_the_moments_worked_out_by_hand(
    zone: str, local: str, morning: str, end: str
) -> None:
    there = calendar("weekdays", zone)
    assert there.morning(day(local)) == utc(morning)
    assert there.end_of_day(day(local)) == utc(end)


def test_moments_are_given_in_utc() -> None:
    assert calendar("nl").end_of_day(day("2026-03-15")).tzinfo is UTC
    assert calendar("nl").morning(day("2026-03-15")).tzinfo is UTC
    assert calendar("nl").after(utc("2026-03-15T12:00:00"), Span(2, "hours")).tzinfo is UTC


def test_the_local_date_is_that_of_the_wall_clock_not_of_utc() -> None:
    assert calendar("nl").local_date(utc("2026-03-15T22:59:59")) == day("2026-03-15")
    assert calendar("nl").local_date(utc("2026-03-15T23:00:00")) == day("2026-03-16")
    assert calendar("nl", "America/New_York").local_date(utc("2026-03-16T03:59:59")) == day("2026-03-15")


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-03-02T09:30:00", "14 days", "2026-03-16T22:59:59"),
        ("2026-03-01T23:30:00", "14 days", "2026-03-16T22:59:59"),  # already Monday 2 March in Amsterdam
        ("2026-03-16T08:00:00", "10 working days", "2026-03-30T21:59:59"),  # summer time began in between
        (
            "2026-03-28T12:00:00",
            "24 hours",
            "2026-03-29T12:00:00",
        ),  # hours are hours, also over a clock change
        ("2026-10-24T12:00:00", "48 hours", "2026-10-26T12:00:00"),
    ],
)
def test_a_term_from_a_moment_is_over_at_the_end_of_its_last_local_day(
    start: str, span: str, end: str
) -> None:
    assert calendar("nl").after(utc(start), parse_span(span)) == utc(end)


@given(
    st.dates(date(1995, 1, 1), date(2060, 12, 31)),
    st.sampled_from(sorted(available_timezones() - {"localtime"})),
)
def test_the_end_of_a_day_falls_on_that_day_in_every_zone(local: date, zone: str) -> None:
    there = calendar("weekdays", zone)
    end = there.end_of_day(local)
    skipped_whole = (end.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date() != local
    assert there.local_date(end) == local or skipped_whole


def different_zones() -> list[str]:
    """Give one name for every set of clock rules in the database (599 names, some 350 sets of rules)."""
    rules = importlib.resources.files("tzdata.zoneinfo")
    names: dict[bytes, str] = {}
    for name in sorted(available_timezones() - {"localtime"}):
        zone = rules.joinpath(*name.split("/"))  # a zone that only this machine knows counts by its name
        names.setdefault(zone.read_bytes() if zone.is_file() else name.encode(), name)
    return sorted(names.values())


def days_to_watch(zone: ZoneInfo, first: date, years: int) -> list[date]:
    """Give every day within three days of a clock change, and the first week of every quarter."""
    every_day = [first + timedelta(days=n) for n in range(365 * years)]
    offsets = [datetime.combine(d, time(12), zone).utcoffset() for d in every_day]
    changes = (n for n in range(1, len(offsets)) if offsets[n] != offsets[n - 1])
    near = {m for n in changes for m in range(n - 4, n + 4) if 0 <= m < len(every_day)}
    near |= {n for n, d in enumerate(every_day) if d.day <= 7 and d.month in (1, 4, 7, 10)}
    return [every_day[n] for n in sorted(near)]


def test_in_every_zone_over_ten_years_each_day_has_one_morning_and_one_end() -> None:
    wrong: list[tuple[str, date]] = []
    for name in different_zones():
        zone, there = ZoneInfo(name), calendar("weekdays", name)
        previous_morning = previous_end = datetime.min.replace(tzinfo=UTC)
        for local in days_to_watch(zone, date(2020, 1, 1), 10):
            morning, end = there.morning(local), there.end_of_day(local)
            in_order = previous_end < morning < end and previous_morning < morning
            on_its_day = there.local_date(morning) == there.local_date(end) == local
            if not (in_order and on_its_day and morning.astimezone(zone).time() == time(8)):
                wrong.append((name, local))
            previous_morning, previous_end = morning, end
    assert wrong == []
