"""About the instance itself: its dates, its texts, and how often a step was taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from workflows.facts import Facts
from workflows.needs.base import COUNT, NO_LABELS, WORDS, Number, Param, Unmet, requirement
from workflows.working_days import Span, calendar

_DATE = Param("word", known="dates")
_STEP = Param("word", known="steps")


@requirement(reads=("own",), params={"dates": Param("words", known="dates")})
def dates_set(facts: Facts, dates: tuple[str, ...]) -> Unmet | None:
    """These dates are filled in."""
    missing = tuple(name for name in dates if name not in facts.own.dates)
    return Unmet("dates_set", {"dates": missing}) if missing else None


@requirement(reads=("own",), params={"texts": WORDS})
def text_written(facts: Facts, texts: tuple[str, ...]) -> Unmet | None:
    """These texts are filled in."""
    missing = tuple(name for name in texts if name not in facts.own.texts)
    return Unmet("text_written", {"texts": missing}) if missing else None


@requirement(
    reads=("steps_taken", "taken_at"),
    params={"step": _STEP, "times": COUNT, "per": Param("words", required=False, known="steps")},
)
def taken_at_most(
    facts: Facts,
    step: str,
    times: int,
    per: tuple[str, ...] = (),
    labels: Mapping[str, Number] = NO_LABELS,
) -> Unmet | None:
    """This step may be taken so many times; with `per`, so many since one of those was last taken.

    An innovation that goes round for a next functionality may extend each of its pilots once. What was
    not used for an earlier one is not kept for a later one.
    """
    taken = facts.steps_taken.get(step, 0)
    begun = [moment for each in per for moment in facts.taken_at.get(each, ())]
    if begun:
        taken = sum(moment > max(begun) for moment in facts.taken_at.get(step, ()))
    if taken < times:
        return None
    return Unmet("taken_at_most", {"step": step, "taken": taken, "times": times, **labels})


@requirement(reads=("steps_taken",), params={"step": _STEP, "times": COUNT})
def taken_at_least(
    facts: Facts, step: str, times: int, labels: Mapping[str, Number] = NO_LABELS
) -> Unmet | None:
    """Another step has been taken so many times before this one."""
    taken = facts.steps_taken.get(step, 0)
    if taken >= times:
        return None
    return Unmet("taken_at_least", {"step": step, "taken": taken, "times": times, **labels})


@requirement(reads=("own",), params={"date": _DATE, "at_least": COUNT})
def weeks_since(facts: Facts, date: str, at_least: int) -> Unmet | None:
    """So many weeks have passed since a named date: a period that nobody may shorten."""
    since = facts.own.dates.get(date)
    if since is None:
        return Unmet("weeks_since", {"case": "no_date", "date": date, "at_least": at_least})
    ready = since + timedelta(weeks=at_least)
    if facts.today >= ready:
        return None
    return Unmet("weeks_since", {"date": date, "at_least": at_least, "from": ready.isoformat()})


@requirement(reads=("own",), params={"date": _DATE, "at_most": COUNT})
def months_since(facts: Facts, date: str, at_most: int) -> Unmet | None:
    """No more than so many months have passed since a named date, as a subsidy may demand."""
    since = facts.own.dates.get(date)
    if since is None:
        return Unmet("months_since", {"case": "no_date", "date": date, "at_most": at_most})
    last = calendar("weekdays").add(since, Span(at_most, "months"))
    if facts.today <= last:
        return None
    return Unmet("months_since", {"date": date, "at_most": at_most, "until": last.isoformat()})
