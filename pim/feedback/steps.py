"""The steps of a round: open, extend, close, finish, withdraw. Which step that is, the workflow says.

A workflow names its own stages and steps. What a verb looks for is the step to a stage with the right
meaning; where there are two, the one with the usual name goes first.
"""

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from pim.errors import BadInput
from pim.feedback.letter_words import variant_lines
from pim.feedback.tables import RoundVariant
from pim.lifecycle.advance import Order, Outcome, advance, preview
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work
from workflows.machine import Machine, StepView, deadlines


def open_round(
    work: Work,
    round_id: int,
    *,
    closes_on: date | None = None,
    only_look: bool = False,
    visit: int | None = None,
) -> Outcome:
    """Open a drafted round: people are asked from now until the end of its term.

    Its variants are asked about from here on. ``closes_on`` is for a workflow that leaves the last
    day to the lead. ``only_look`` shows what would happen and changes nothing; ``visit`` is the one
    that the person was looking at. Raises Refusal with every unmet requirement, BadInput, NotFound,
    Conflict.
    """
    subject = _round(work, round_id)
    step = usual_step_to_open(machine_of(work.session, subject.digest), subject, "open")
    today = calendar_of(work.session, subject.home).local_date(work.now)
    dates = {"opens_on": today, **_last_day(work, subject, step, {"opens_on": today}, closes_on)}
    # Whoever looks ahead sees names, not the words of the letters.
    event = {} if only_look else {"variants": variant_lines(work.session, round_id)}
    order = Order(round_id, step.name if step else "open", dates=dates, event=event, expected_visit=visit)
    if only_look:
        return preview(work, order, subject)
    outcome = advance(work, order)
    _ask_about_variants(work, subject)
    return outcome


def extend_round(
    work: Work,
    round_id: int,
    *,
    reason: str,
    closes_on: date | None = None,
    only_look: bool = False,
    visit: int | None = None,
) -> Outcome:
    """Give people more time, also when the term has just ended. Key, cells and answers stay as they are.

    Raises as ``open_round``; KeyLost when nobody could answer any more.
    """
    subject = _round(work, round_id)
    step = usual_step_to_open(machine_of(work.session, subject.digest), subject, "extend")
    dates = _last_day(work, subject, step, {}, closes_on)
    order = Order(round_id, step.name if step else "extend", reason, dates=dates, expected_visit=visit)
    return preview(work, order, subject) if only_look else advance(work, order)


def close_round(
    work: Work,
    round_id: int,
    *,
    reason: str | None = None,
    only_look: bool = False,
    visit: int | None = None,
) -> Outcome:
    """Close a round before the clock does. After this nobody can find out whose answer is whose.

    Raises as ``open_round``.
    """
    order = Order(_round(work, round_id).id, "close", reason, expected_visit=visit)
    return take_towards(work, order, "closed", only_look=only_look)


def finish_round(
    work: Work, round_id: int, *, reason: str | None = None, only_look: bool = False, visit: int | None = None
) -> Outcome:
    """Send the answers to everyone who was asked: "you said, we did". Needs every cluster answered.

    Raises as ``open_round``.
    """
    order = Order(_round(work, round_id).id, "answer", reason, expected_visit=visit)
    return take_towards(work, order, "answered", only_look=only_look)


def withdraw_round(
    work: Work, round_id: int, *, reason: str | None = None, only_look: bool = False, visit: int | None = None
) -> Outcome:
    """Call a round off. What was said in it until then is dropped unread. Raises as ``open_round``."""
    order = Order(_round(work, round_id).id, "withdraw", reason, expected_visit=visit)
    return take_towards(work, order, "withdrawn", only_look=only_look)


def _round(work: Work, round_id: int) -> Subject:
    assert work.actor is not None, "the clock takes its steps in the sweep"
    return seen(work.session, work.actor, round_id, "round")


def usual_step_to_open(machine: Machine, subject: Subject, usual: str) -> StepView | None:
    """Return the step that lets people answer from now on. None: the refusal will say what is possible."""
    opens = {stage.name for stage in machine.stages("round") if stage.means == "open"}
    steps = [step for step in machine.possible("round", subject.state.stage) if step.by and step.to in opens]
    return min(steps, key=lambda step: step.name != usual, default=None)


def _last_day(
    work: Work, subject: Subject, step: StepView | None, dates: dict[str, date], closes_on: date | None
) -> dict[str, date]:
    """Return ``closes_on`` for the visit that begins now: what the workflow counts, or what the lead says."""
    if step is None:
        return {}
    calendar = calendar_of(work.session, subject.home)
    today = calendar.local_date(work.now)
    if closes_on is not None and closes_on < today:
        raise BadInput(f"closes on: expected {today} or later, got {closes_on}")
    known = {**subject.dates, **dates}
    if closes_on is not None:
        known["closes_on"] = closes_on
    machine = machine_of(work.session, subject.digest)
    armed = deadlines(machine, "round", step.to, work.now, known, calendar)
    last = next((calendar.local_date(due.at) for due in armed if due.what == "due"), closes_on)
    if closes_on is not None and last != closes_on:
        raise BadInput(f"closes on: this workflow counts the term itself, and it ends on {last}")
    if last is not None and last < today:
        raise BadInput(f"closes on: the last day was {last}; say until when people can answer now")
    return {"closes_on": last} if last else {}


def _ask_about_variants(work: Work, subject: Subject) -> None:
    """Take the step that says a variant is being asked about, for each that is still a draft."""
    drafts = work.session.scalars(
        select(col(RoundVariant.variant_id))
        .join(Instance, col(Instance.id) == col(RoundVariant.variant_id))
        .where(col(RoundVariant.round_id) == subject.id, col(Instance.means) == "draft")
        .order_by(col(RoundVariant.variant_id))
    ).all()
    for variant_id in drafts:
        take_towards(work, Order(variant_id, "ask"), "asked")
