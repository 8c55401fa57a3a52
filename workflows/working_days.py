"""Which days an organisation works, and what a term of "10 working days" or "1 month" means on its calendar.

Nothing here reads a clock. Two rules of the product are kept here and nowhere else: a term ends at 23:59:59
local time on its last day, so nobody is cut off in the middle of the evening; reminders and escalations go
out at 08:00 local time on their day, not at the hour a step happened to be taken.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from threading import Lock

import holidays

from workflows.local_time import last_second, moment, time_zone
from workflows.spans import UNITS, Span, WorkingDaysError, parse_span

__all__ = [
    "UNITS",
    "Span",
    "WorkingCalendar",
    "WorkingDaysError",
    "calendar",
    "known_calendars",
    "parse_span",
]

MORNING = time(8, 0)
_YEARS_TO_LOOK = 60
# `holidays` marks a year as known before it fills it in: a second thread would see a year without holidays.
_COUNTING = Lock()


@lru_cache(maxsize=1024)
def calendar(
    name: str,
    zone: str = "Europe/Amsterdam",
    extra_free: frozenset[date] = frozenset(),
    extra_working: frozenset[date] = frozenset(),
) -> "WorkingCalendar":
    """Give the calendar of an organisation; raises WorkingDaysError for an unknown name or time zone.

    - `nl`: the holidays most Dutch employers keep: 5 May once in five years, and Good Friday is worked;
    - `nl-terms`: the days of the Algemene termijnenwet, art. 3: Good Friday and every 5 May are free (days
      that a decree adds go in `extra_free`);
    - `weekdays`: Monday to Friday;
    - an ISO country code in lower case (`be`, `de`): the public holidays of that country.
    """
    return WorkingCalendar(name, zone, extra_free, extra_working)


@lru_cache(maxsize=1)
def known_calendars() -> tuple[str, ...]:
    """Give every name that `calendar` accepts: the product's own first, then the countries."""
    own = ("nl", "nl-terms", "weekdays")
    codes = (code.lower() for code in holidays.list_supported_countries(include_aliases=False))
    return (*own, *sorted(set(codes) - set(own)))


class WorkingCalendar:
    """The working days of an organisation in its time zone; immutable, shared between threads."""

    __slots__ = ("_rule", "_tz", "_years", "extra_free", "extra_working", "name", "zone")

    def __init__(
        self, name: str, zone: str, extra_free: frozenset[date], extra_working: frozenset[date]
    ) -> None:
        """Use `calendar()` instead: it shares one object, with its counted years, for the same settings."""
        self.name, self.zone = name, zone
        self.extra_free, self.extra_working = extra_free, extra_working
        self._tz = time_zone(zone)
        self._rule = _rule(name)
        self._years: dict[int, _Year] = {}

    def is_working_day(self, day: date) -> bool:
        """Say whether the organisation works on this day; its extra working days win from free ones."""
        year = self._year(day.year)
        place = year.place(day)
        return year.worked[place + 1] > year.worked[place]

    def add(self, day: date, span: Span) -> date:
        """Move forward from `day`, which is day 0 (also when it is not a working day itself).

        Months keep the day number, or take the last day of the month when it does not exist. Hours become
        whole days, rounded up, because a date has no hour: `after` gives the exact moment.
        """
        if span.unit == "working days":
            return self._working_day_after(day, span.amount)
        return _plain(day, span, 1)

    def subtract(self, day: date, span: Span) -> date:
        """Move back from `day`, by the same rules as `add`."""
        if span.unit == "working days":
            return self._working_day_before(day, span.amount)
        return _plain(day, span, -1)

    def after(self, start: datetime, span: Span) -> datetime:
        """Give the moment (UTC) at which a term of `span` that begins at the aware moment `start` is over.

        Hours are counted exactly; every other unit ends with its last local day.
        """
        if span.unit == "hours":
            return start.astimezone(UTC) + timedelta(hours=span.amount)
        return self.end_of_day(self.add(self.local_date(start), span))

    def roll_forward(self, day: date) -> date:
        """Give `day` if it is a working day, else the first one after it (Algemene termijnenwet, art. 1)."""
        return day if self.is_working_day(day) else self._working_day_after(day, 1)

    def local_date(self, at: datetime) -> date:
        """Give the date on the wall calendar of this zone at an aware moment."""
        return at.astimezone(self._tz).date()

    def morning(self, day: date) -> datetime:
        """Give 08:00 local time on this day, in UTC: when reminders and escalations go out."""
        return moment(self._tz, day, MORNING)

    def end_of_day(self, day: date) -> datetime:
        """Give 23:59:59 local time on this day, in UTC: when a term that ends on it is over."""
        return last_second(self._tz, day)

    def _working_day_after(self, day: date, amount: int) -> date:
        if amount == 0:
            return day
        year = self._year(day.year)
        wanted = year.worked[year.place(day) + 1] + amount - 1
        for number in range(day.year, day.year + _YEARS_TO_LOOK):
            days = self._year(number).days
            if wanted < len(days):
                return days[wanted]
            wanted -= len(days)
        raise self._too_few()

    def _working_day_before(self, day: date, amount: int) -> date:
        if amount == 0:
            return day
        year = self._year(day.year)
        wanted = year.worked[year.place(day)] - amount
        for number in range(day.year, day.year - _YEARS_TO_LOOK, -1):
            if wanted >= 0:
                return self._year(number).days[wanted]
            wanted += len(self._year(number - 1).days)
        raise self._too_few()

    def _too_few(self) -> WorkingDaysError:
        return WorkingDaysError(
            f"calendar {self.name!r} leaves too few working days", "working days in every year"
        )

    def _year(self, number: int) -> "_Year":
        year = self._years.get(number)
        if year is None:
            with _COUNTING:
                year = self._years[number] = _Year(number, self._works)
        return year

    def _works(self, day: date) -> bool:
        return day in self.extra_working or (day not in self.extra_free and self._rule(day))


class _Year:
    """One year, counted once: its working days in order, and how many there are before each of its days."""

    __slots__ = ("days", "first", "worked")

    def __init__(self, number: int, works: Callable[[date], bool]) -> None:
        self.first = date(number, 1, 1).toordinal()
        days, worked = [], [0]
        for ordinal in range(self.first, date(number, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if works(day):
                days.append(day)
            worked.append(len(days))
        self.days, self.worked = tuple(days), tuple(worked)

    def place(self, day: date) -> int:
        return day.toordinal() - self.first


def _plain(day: date, span: Span, sign: int) -> date:
    if span.unit == "months":
        year, month = divmod(day.year * 12 + day.month - 1 + sign * span.amount, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    days = {"days": span.amount, "weeks": 7 * span.amount, "hours": -(-span.amount // 24)}[span.unit]
    return day + timedelta(days=sign * days)


def _rule(name: str) -> Callable[[date], bool]:
    if name not in known_calendars():
        close = get_close_matches(str(name), known_calendars(), n=1)
        expected = '"nl", "nl-terms", "weekdays" or a country code in lower case such as "be"'
        raise WorkingDaysError(f"{name!r} is not a calendar", expected, close[0] if close else None)
    if name == "weekdays":
        return lambda day: day.weekday() < 5
    if name == "nl-terms":
        return holidays.country_holidays("NL", categories=("public", "optional")).is_working_day
    if name == "nl":
        dutch = holidays.country_holidays("NL", language="nl")
        return lambda day: dutch.is_working_day(day) or dutch.get(day) == "Goede vrijdag"
    return holidays.country_holidays(name.upper()).is_working_day
