"""Why a term ends on the day it ends: the rule, the day it counts from, and every day that moved it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

import holidays

from workflows.decision import Due
from workflows.due import Term, first_day, own_calendar, plain_last_day
from workflows.working_days import Span, WorkingCalendar

_DAY = timedelta(days=1)
_WEEKEND = (("zaterdag", "Saturday"), ("zondag", "Sunday"))
_OWN = ("vrije dag van de organisatie", "free day of the organisation")
_DUTCH = ("nl", "nl-terms")
_LANGUAGES = ("nl", "en_US")
# `holidays` marks a year as known before it fills it in: a second thread would miss its names.
_READING = Lock()


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day that does not count, and why: the name of the day in both languages."""

    day: date
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Why:
    """How a day was counted. `last` is the last day, and belongs to the term; it is over at `ends_at` (UTC).

    `mode` is how the file says it: `in`, `lasts`, `on`, or `before` and `after` for what is set beside the
    end of a term. `since` names the day it counts from (`end`: the last day of the term). `plain` is where
    it would have ended without rolling forward. `skipped` are the days that did not count: between the
    two, or inside a span of working days.
    """

    mode: str
    span: Span | None
    law: str | None
    since: str
    start: date
    plain: date
    last: date
    ends_at: datetime
    calendar: str
    zone: str
    rolls: bool = False
    skipped: tuple[FreeDay, ...] = ()


def why(
    rule: Term, entered_at: datetime, dates: Mapping[str, date], organisation: WorkingCalendar
) -> Why | None:
    """Explain a term in days as `due.armed` counts it; None when it counts from a date nobody knows yet.

    A term in hours has no days to explain: None too.
    """
    start = first_day(rule, entered_at, dates, organisation)
    if start is None or (rule.span is not None and rule.span.unit == "hours"):
        return None
    calendar = own_calendar(rule, organisation)
    plain = plain_last_day(rule, start, calendar)
    last = calendar.roll_forward(plain) if rule.roll_forward else plain
    return Why(
        mode=rule.mode,
        span=rule.span,
        law=rule.law,
        since=rule.on or _since(rule, start, dates),
        start=start,
        plain=plain,
        last=last,
        ends_at=calendar.end_of_day(last),
        calendar=calendar.name,
        zone=calendar.zone,
        rolls=rule.roll_forward,
        skipped=free_days(start + _DAY if _working(rule.span) else plain, last, calendar),
    )


def why_beside(found: Why, rule: Term, due: Due, organisation: WorkingCalendar) -> Why | None:
    """Explain a reminder or an escalation (`due`) beside a term that was explained. None: it is in hours."""
    if due.what == "escalate":
        mode, span = "after", rule.escalations[due.number - 1].after
    else:
        remind = rule.reminds[due.number - 1]
        if remind.span is None:
            return None  # a day of the term itself: it counts nothing
        mode, span = remind.side, remind.span
    if span.unit == "hours":
        return None
    calendar = own_calendar(rule, organisation)
    day = calendar.local_date(due.at)
    first, last = sorted((day, found.last))
    return Why(
        mode=mode,
        span=span,
        law=None,
        since="end",
        start=found.last,
        plain=day,
        last=day,
        ends_at=due.at,
        calendar=calendar.name,
        zone=calendar.zone,
        skipped=free_days(first + _DAY, last - _DAY, calendar) if _working(span) else (),
    )


def _working(span: Span | None) -> bool:
    return span is not None and span.unit == "working days"


def _since(rule: Term, start: date, dates: Mapping[str, date]) -> str:
    return next((name for name in rule.counts_from if dates.get(name) == start), "entered")


def free_days(first: date, last: date, calendar: WorkingCalendar) -> tuple[FreeDay, ...]:
    """The days from `first` to `last` (both inside) that are no working days, each with its name."""
    days = (first + number * _DAY for number in range((last - first).days + 1))
    return tuple(FreeDay(day, *_name(day, calendar)) for day in days if not calendar.is_working_day(day))


def _name(day: date, calendar: WorkingCalendar) -> tuple[str, str]:
    if day in calendar.extra_free:
        return _OWN
    if day.weekday() > 4:
        return _WEEKEND[day.weekday() - 5]
    with _READING:
        dutch, english = (str(names.get(day) or "?") for names in _names(calendar.name))
    return dutch, english


@lru_cache(maxsize=32)
def _names(calendar: str) -> tuple[Any, Any]:
    """The holidays of a calendar in both languages; those of another country in its own language."""
    if calendar in _DUTCH:
        found = (
            holidays.country_holidays("NL", categories=("public", "optional"), language=language)
            for language in _LANGUAGES
        )
        return next(found), next(found)
    own = holidays.country_holidays(calendar.upper())
    return own, own
