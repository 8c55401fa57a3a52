"""A time on the wall clock of a zone, as a moment in UTC; also on the nights that the clock changes.

A local time that the clock change skips becomes the first moment after the gap; one that comes twice, the
first of the two.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from workflows.spans import WorkingDaysError

LAST_SECOND = time(23, 59, 59)
_SECOND = timedelta(seconds=1)


def time_zone(name: str) -> ZoneInfo:
    """Give the zone with this IANA name; raises WorkingDaysError with the nearest one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        close = get_close_matches(str(name), available_timezones(), n=1)
        raise WorkingDaysError(
            f"{name!r} is not a time zone",
            'an IANA name such as "Europe/Amsterdam"',
            close[0] if close else None,
        ) from None


@lru_cache(maxsize=8192)
def moment(zone: ZoneInfo, day: date, at: time) -> datetime:
    """Give the moment in UTC at which the clock of `zone` shows `at` on `day`."""
    local = datetime.combine(day, at)
    found = local.replace(tzinfo=zone).astimezone(UTC)
    return found if _shows(zone, found) == local else _end_of_gap(zone, local)


@lru_cache(maxsize=8192)
def last_second(zone: ZoneInfo, day: date) -> datetime:
    """Give the moment in UTC of 23:59:59 on `day`.

    Where the clock change skips the last hour of the day (Nuuk in March) it is the last second there is, so
    that the end of a day never falls on the next one. A day that a zone skipped (Apia, 30 December 2011)
    ends where the next begins.
    """
    found = moment(zone, day, LAST_SECOND)
    before = found - _SECOND
    return before if _shows(zone, found).date() != day == _shows(zone, before).date() else found


def _shows(zone: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _end_of_gap(zone: ZoneInfo, skipped: datetime) -> datetime:
    # A skipped time read with the new offset (fold=1) lies before the change, with the old one after it.
    before = skipped.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = skipped.replace(tzinfo=zone).astimezone(UTC)
    new = after.astimezone(zone).utcoffset()
    seconds = range(int((after - before).total_seconds()) + 1)
    changed = bisect_left(
        seconds, True, key=lambda s: (before + s * _SECOND).astimezone(zone).utcoffset() == new
    )
    return before + changed * _SECOND
