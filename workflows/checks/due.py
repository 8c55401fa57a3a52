"""Each term can be counted, reminds somebody, and sets off only steps that are possible."""

from __future__ import annotations

from workflows.checks.context import Context
from workflows.compiled import steps_from
from workflows.due import parse_remind
from workflows.faults import nearest
from workflows.schema import DueRule
from workflows.spans import Span, WorkingDaysError, parse_span
from workflows.vocabulary import CLOCK, DATES
from workflows.working_days import calendar
from workflows.yaml_lines import Path

_LENGTHS = ("in", "lasts", "on")
_ENTERED = "entered"
_DAYS = {"days": 1, "weeks": 7}


def check(context: Context) -> None:
    """Check the terms of one lifecycle, and warn where people work and nothing is due."""
    for path, name, stage in context.stages():
        people = _people(context, name)
        if stage.due is None:
            if people and not stage.final:
                what = f"in stage {name!r} people must do something, but nothing is due"
                context.warn(path, what, "a `due`, or `due: none` if that is meant")
        elif stage.due != "none" and not stage.final:
            _term(context, (*path, "due"), name, stage.due, people)


def _people(context: Context, name: str) -> list[str]:
    """The roles that have a step of this stage itself; pausing and stopping are not its work.

    A misspelt role counts: its own fault is told elsewhere, and nothing should follow from it here.
    """
    steps = context.life.stages[name].steps.values()
    nobody = context.actors() - frozenset(context.definition.roles)
    return [role for step in steps for role in step.by if role not in nobody]


def _term(context: Context, path: Path, name: str, rule: DueRule, people: list[str]) -> None:
    span = _length(context, path, rule)
    _dates(context, path, rule, span)
    if rule.calendar is not None:
        try:
            calendar(rule.calendar)
        except WorkingDaysError as error:
            context.fault((*path, "calendar"), error.what, error.expected, error.nearest)
    _remind(context, path, rule, span, people)
    for place, each in enumerate(rule.escalate):
        here = _item(context, (*path, "escalate"), place)
        _span(context, (*here, "after"), each.after)
        context.check_audience((*here, "to"), each.to)
        context.check_letter((*here, "letter"), each.letter)
    _then(context, (*path, "then"), name, rule)


def _item(context: Context, path: Path, place: int) -> Path:
    """A list of one may be written without its dash."""
    listed = (*path, place)
    return listed if (context.kind, *listed) in context.tree.lines else path


def _span(context: Context, path: Path, text: str) -> Span | None:
    try:
        return parse_span(text)
    except WorkingDaysError as error:
        context.fault(path, error.what, error.expected, error.nearest)
        return None


def _length(context: Context, path: Path, rule: DueRule) -> Span | None:
    given = {"in": rule.in_, "lasts": rule.lasts, "on": rule.on}
    written = [key for key in _LENGTHS if given[key] is not None]
    if len(written) != 1:
        if not context.mended:
            what = f"a term with {' and '.join(written)}" if written else "a term without a length"
            context.fault(path, what, "exactly one of in, lasts, on")
        return None
    key = written[0]
    text = given[key]
    return None if key == "on" or text is None else _span(context, (*path, key), text)


def _dates(context: Context, path: Path, rule: DueRule, span: Span | None) -> None:
    dates = DATES[context.kind]
    if rule.on is not None:
        _date(context, (*path, "on"), rule.on, dates)
        if rule.from_ != (_ENTERED,):
            context.fault((*path, "from"), "`from` beside `on`", "no `from`: the date itself is the term")
    else:
        for place, name in enumerate(rule.from_):
            _date(context, _item(context, (*path, "from"), place), name, (*dates, _ENTERED))
    if span is not None and span.unit == "hours":
        if rule.lasts is not None:
            context.fault((*path, "lasts"), "`lasts` in hours", "`in` with hours, or `lasts` with days")
        elif rule.from_ != (_ENTERED,) or rule.roll_forward:
            what = "hours that count from a date or roll forward"
            context.fault(path, what, "days, or hours that count from the entry")


def _date(context: Context, path: Path, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        expected = f"a date of a {context.kind}: " + (", ".join(known) or "it has none")
        context.fault(path, f"unknown date {name!r}", expected, nearest(name, known))


def _remind(context: Context, path: Path, rule: DueRule, span: Span | None, people: list[str]) -> None:
    for place, text in enumerate(rule.remind):
        here = _item(context, (*path, "remind"), place)
        try:
            remind = parse_remind(text)
        except WorkingDaysError as error:
            context.fault(here, error.what, error.expected, error.nearest)
            continue
        if text in rule.remind[:place]:
            context.fault(here, f"reminder {text!r} stands here twice", "each reminder once")
        last = span.amount * _DAYS[span.unit] if span and rule.lasts and span.unit in _DAYS else None
        if last is not None and remind.day > last:
            context.fault(here, f"{text!r} comes after the last day", f"a day from 1 to {last}")
    if rule.reminder is not None:
        context.check_tells((*path, "reminder"), rule.reminder)
        if not rule.remind:
            context.fault((*path, "reminder"), "a reminder without a moment", "`remind` with its moments")
    elif rule.remind and not people and not context.mended:
        context.fault((*path, "remind"), "a reminder to nobody", "`reminder: {audience: letter}`")
    elif rule.remind:
        context.check_letter((*path, "remind"), "deadline_near")


def _then(context: Context, path: Path, name: str, rule: DueRule) -> None:
    ways = steps_from(context.life, name)
    for place, step in enumerate(rule.then):
        here = _item(context, path, place)
        if context.kind == "cycle":
            what = f"a passed term would take step {step!r}"
            context.fault(here, what, "a reminder or an escalation: a deadline never opens a gate")
        elif step not in ways:
            known = context.known_steps(name)
            if step not in known:
                expected = f"a step out of stage {name!r}: " + (", ".join(ways) or "it has none")
                context.fault(here, f"step {step!r} is not possible here", expected, nearest(step, known))
        elif CLOCK not in ways[step].by:
            context.fault(
                here, f"the clock may not take step {step!r}", "`clock` among the `by` of that step"
            )
        elif step in rule.then[:place]:
            context.fault(here, f"step {step!r} stands here twice", "each step once")
    last = ways.get(rule.then[-1]) if rule.then else None
    if last is not None and last.needs:
        what = f"when the term passes and {rule.then[-1]!r} is refused, nothing happens"
        context.warn(path, what, "a last step in `then` without requirements")
