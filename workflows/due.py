"""From a due rule and a day to the moments on which the clock does something.

A term ends at 23:59:59 local on its last day; reminders and escalations go out at 08:00 local on
theirs. Only a term in hours keeps the hour at which it began.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from workflows.decision import Due, Tell
from workflows.schema import DueRule
from workflows.working_days import Span, WorkingCalendar, WorkingDaysError, parse_span
from workflows.working_days import calendar as calendar_named

_DAY = timedelta(days=1)
_REMIND = re.compile(r"(?:day +(?P<day>[1-9][0-9]{0,3}))|(?:(?P<span>.+?) +(?P<side>before|after))")

Mode = Literal["in", "lasts", "on"]
Side = Literal["day", "before", "after"]


@dataclass(frozen=True, slots=True)
class Remind:
    """One rung of a ladder: a day of the term, or a span before or after its last day."""

    side: Side
    day: int
    span: Span | None
    rule: str


def parse_remind(text: str) -> Remind:
    """Read `day 7`, `5 working days before` or `3 days after`. WorkingDaysError: it is none of these."""
    found = _REMIND.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise WorkingDaysError(
            f"{text!r} is not a moment to remind",
            '"day 7", "5 working days before" or "3 days after"',
        )
    if found["day"]:
        return Remind("day", int(found["day"]), None, text)
    side: Side = "before" if found["side"] == "before" else "after"
    return Remind(side, 0, parse_span(found["span"]), text)


@dataclass(frozen=True, slots=True, eq=False)
class Escalate:
    """Who hears that a term has passed, and how long after."""

    after: Span
    tells: tuple[Tell, ...]
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A due rule, read once. Compared by identity: one exists per stage of a compiled machine."""

    mode: Mode
    span: Span | None
    on: str | None
    counts_from: tuple[str, ...]
    calendar: str | None
    law: str | None
    roll_forward: bool
    reminds: tuple[Remind, ...]
    reminder: tuple[Tell, ...]
    escalations: tuple[Escalate, ...]
    then: tuple[str, ...]
    rule: str

    @property
    def reads_dates(self) -> bool:
        """Whether the named dates of the instance matter to this term."""
        return self.on is not None or self.counts_from != ("entered",)


def term(rule: DueRule, acting: tuple[str, ...]) -> Term:
    """Read a due rule. `acting` are the roles that may act in the stage: they are reminded by default."""
    mode: Mode = "in" if rule.in_ else "lasts" if rule.lasts else "on"
    length = rule.in_ or rule.lasts
    reminder = rule.reminder if rule.reminder is not None else dict.fromkeys(acting, "deadline_near")
    return Term(
        mode=mode,
        span=parse_span(length) if length else None,
        on=rule.on,
        counts_from=tuple(rule.from_),
        calendar=rule.calendar,
        law=rule.law,
        roll_forward=rule.roll_forward,
        reminds=tuple(parse_remind(each) for each in rule.remind),
        reminder=tuple(Tell(audience, letter) for audience, letter in sorted(reminder.items())),
        escalations=tuple(
            Escalate(parse_span(each.after), (Tell(each.to, each.letter),), f"{each.after} after")
            for each in rule.escalate
        ),
        then=tuple(rule.then),
        rule=f"{mode} {length or rule.on}",
    )


def armed(
    rule: Term, entered_at: datetime, dates: Mapping[str, date], calendar: WorkingCalendar
) -> tuple[Due, ...]:
    """Every moment that a stage entered at `entered_at` (aware) sets, in order of time.

    A named date that is not known: `on` arms nothing yet, `from` counts from the entry. A reminder
    that would already have gone out is left out, because nobody could act on it; a term and its
    escalations in the past are kept, because they are true.
    """
    start = first_day(rule, entered_at, dates, calendar)
    if start is None:
        return ()
    hourly = entered_at if rule.span is not None and rule.span.unit == "hours" else None
    plan = _plan(rule, start, hourly, calendar)
    if plan and plan[0].at > entered_at:
        return plan
    return tuple(each for each in plan if each.what != "remind" or each.at > entered_at)


def first_day(
    rule: Term, entered_at: datetime, dates: Mapping[str, date], calendar: WorkingCalendar
) -> date | None:
    """The day a term counts from; None: a named date that is not known yet."""
    if rule.on is not None:
        return dates.get(rule.on)
    if rule.counts_from == ("entered",):
        return calendar.local_date(entered_at)
    known = [dates.get(counted(name), dates[name]) for name in rule.counts_from if name in dates]
    if not known or "entered" in rule.counts_from:
        known.append(calendar.local_date(entered_at))
    return max(known)


def counted(name: str) -> str:
    """The named date that a term counts from instead of `name`, when its clock has stood still.

    The day itself stays what it was: an idea that waited through a pause was brought no later.
    """
    return f"{name}_counted"


@lru_cache(maxsize=8192)
def _plan(rule: Term, start: date, hourly: datetime | None, organisation: WorkingCalendar) -> tuple[Due, ...]:
    """All moments of a term. Cached: in a busy week many instances enter the same stage on one day."""
    calendar = own_calendar(rule, organisation)
    if hourly is not None and rule.span is not None:
        ends = calendar.after(hourly, rule.span)
        last = calendar.local_date(ends)
    else:
        last = plain_last_day(rule, start, calendar)
        last = calendar.roll_forward(last) if rule.roll_forward else last
        ends = calendar.end_of_day(last)
    moments = _reminders(rule, start, last, ends, calendar)
    moments.append(Due("due", 1, ends, rule.rule, rule.then))
    for number, escalation in enumerate(rule.escalations, 1):
        at = _beside(ends, last, escalation.after, calendar)
        moments.append(Due("escalate", number, at, escalation.rule, (), escalation.tells))
    return tuple(sorted(moments, key=lambda moment: moment.at))


def own_calendar(rule: Term, organisation: WorkingCalendar) -> WorkingCalendar:
    """The calendar a term is counted on: that of the law when the rule names one, in the same time zone."""
    return calendar_named(rule.calendar, organisation.zone) if rule.calendar else organisation


def plain_last_day(rule: Term, start: date, calendar: WorkingCalendar) -> date:
    """The last day of a term that counts from `start`, before it rolls forward."""
    span = rule.span
    if span is None:
        return start
    if rule.mode == "in":
        return calendar.add(start, span)
    if span.unit == "working days":
        return calendar.add(start - _DAY, span)
    return calendar.add(start, span) - _DAY


def _reminders(rule: Term, start: date, last: date, ends: datetime, calendar: WorkingCalendar) -> list[Due]:
    found: dict[datetime, Due] = {}
    for number, each in enumerate(rule.reminds, 1):
        if each.span is None:
            at = calendar.morning(start + (each.day - 1) * _DAY)
        elif each.side == "after":
            at = _beside(ends, last, each.span, calendar)
        elif each.span.unit == "hours":
            at = ends - timedelta(hours=each.span.amount)
        else:
            at = calendar.morning(calendar.subtract(last, each.span))
        if each.side == "after" or at < ends:
            found.setdefault(at, Due("remind", number, at, each.rule, (), rule.reminder))
    return list(found.values())


def _beside(ends: datetime, last: date, span: Span, calendar: WorkingCalendar) -> datetime:
    if span.unit == "hours":
        return ends + timedelta(hours=span.amount)
    return calendar.morning(calendar.add(last, span))
