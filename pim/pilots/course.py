"""The course of a pilot: managers agree, it runs, is given more time once, ends, or is called off.

With ``only_look`` each shows what it would do, and to whom it would write, and changes nothing.
"""

from collections.abc import Mapping
from datetime import date

from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, advance
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child
from pim.lifecycle.days import said_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work
from pim.pilots.managers import keep_yes, managed_sites


def agree_to_pilot(work: Work, pilot_id: int, reason: str | None = None) -> Outcome:
    """Let the manager of a site that takes part say yes. Raises NotAllowed for others, NotFound, Refusal."""
    subject = child(work, pilot_id, "pilot")
    assert work.actor is not None, "a person acts"
    sites = managed_sites(work, pilot_id)
    if not sites:
        raise NotAllowed(f"only the manager of a site that takes part in {subject.title!r} can say yes")
    outcome = advance(work, Order(pilot_id, "agree", reason=reason))
    keep_yes(work, pilot_id, sites)
    return outcome


def run_pilot(
    work: Work,
    pilot_id: int,
    reason: str | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    only_look: bool = False,
) -> Outcome:
    """Let the pilot begin. ``overrides`` gives, by requirement, why it is set aside.

    Raises NotFound, Refusal.
    """
    child(work, pilot_id, "pilot")
    order = Order(pilot_id, "run", reason=reason, overrides=overrides or {})
    return take_towards(work, order, "running", only_look=only_look)


def extend_pilot(
    work: Work, pilot_id: int, ends_on: date, reason: str | None = None, *, only_look: bool = False
) -> Outcome:
    """Give a running pilot a later last day. How often that may be done is for the workflow.

    Raises BadInput for a day that is not later, NotFound, Refusal.
    """
    order = extending(work, child(work, pilot_id, "pilot"), "extend", ends_on, reason)
    return take_towards(work, order, "running", stays=True, only_look=only_look)


def extending(work: Work, subject: Subject, step: str, ends_on: date, reason: str | None) -> Order:
    """Return the order that gives a running pilot a later last day. Raises BadInput."""
    last = max(subject.dates.get("ends_on", date.min), _today(work, subject))
    if ends_on <= last:
        raise BadInput(f"the new last day must be later than {last}, got {ends_on}")
    days = {"ends_on": ends_on}
    return Order(subject.id, step, reason=reason, dates=days, event=said_days(days))


def end_pilot(work: Work, pilot_id: int, reason: str | None = None, *, only_look: bool = False) -> Outcome:
    """End a running pilot today. One that ends early has today as its last day. Raises NotFound, Refusal."""
    order = ending(work, child(work, pilot_id, "pilot"), "end", reason)
    return take_towards(work, order, "ended", only_look=only_look)


def ending(work: Work, subject: Subject, step: str, reason: str | None) -> Order:
    """Return the order that ends a pilot: one that ends early has today as its last day."""
    first, last, today = subject.dates.get("starts_on"), subject.dates.get("ends_on"), _today(work, subject)
    early = first is not None and last is not None and first <= today < last
    return Order(subject.id, step, reason=reason, dates={"ends_on": today} if early else {})


def cancel_pilot(work: Work, pilot_id: int, reason: str, *, only_look: bool = False) -> Outcome:
    """Call a pilot off, and say why. Raises BadInput without a reason, NotFound, Refusal."""
    child(work, pilot_id, "pilot")
    if not reason.strip():
        raise BadInput("reason: say why the pilot is called off")
    order = Order(pilot_id, "cancel", reason=reason.strip())
    return take_towards(work, order, "cancelled", only_look=only_look)


def _today(work: Work, subject: Subject) -> date:
    return calendar_of(work.session, subject.home).local_date(work.now)
