"""The course of a wave: announced, begun, halted and resumed, finished, or called off.

With ``only_look`` each shows what it would do, and to whom it would write, and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child
from pim.lifecycle.deadlines import set_dates
from pim.lifecycle.subject import look
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work


def announce_wave(work: Work, wave_id: int, reason: str | None = None, *, only_look: bool = False) -> Outcome:
    """Tell the sites of the wave on which day it begins. Raises NotFound, Refusal."""
    return _take(work, wave_id, "announce", "announced", reason, only_look)


def start_wave(
    work: Work,
    wave_id: int,
    reason: str | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    only_look: bool = False,
) -> Outcome:
    """Let the wave begin. Refused in a freeze, and while a low site of the wave before has no answer.

    ``overrides`` gives, by requirement, why it is set aside. The day is kept at the innovation as
    ``rolled_out_on``: what is measured again is measured so long after it. Raises NotFound, Refusal.
    """
    outcome = _take(work, wave_id, "start", "running", reason, only_look, overrides)
    if not only_look:
        keep_first_day(work, wave_id)
    return outcome


def keep_first_day(work: Work, wave_id: int) -> None:
    """Keep today at the innovation as the day on which the newest wave began."""
    wave = look(work.session, wave_id)
    today = calendar_of(work.session, wave.home).local_date(work.now)
    set_dates(work, wave.cycle_id, {"rolled_out_on": today.isoformat()})


def halt_wave(work: Work, wave_id: int, reason: str, *, only_look: bool = False) -> Outcome:
    """Stop a running wave for the time being. Raises BadInput without a reason, NotFound, Refusal."""
    return _take(work, wave_id, "halt", "halted", _needed(reason), only_look)


def resume_wave(work: Work, wave_id: int, reason: str | None = None, *, only_look: bool = False) -> Outcome:
    """Go on with a wave that was halted. Raises NotFound, Refusal."""
    return _take(work, wave_id, "resume", "running", reason, only_look)


def finish_wave(work: Work, wave_id: int, reason: str | None = None, *, only_look: bool = False) -> Outcome:
    """Say that every site of the wave works with the innovation. Raises NotFound, Refusal."""
    return _take(work, wave_id, "finish", "done", reason, only_look)


def cancel_wave(work: Work, wave_id: int, reason: str, *, only_look: bool = False) -> Outcome:
    """Call a wave off; its sites can be planned again. Raises BadInput, NotFound, Refusal."""
    return _take(work, wave_id, "cancel", "cancelled", _needed(reason), only_look)


def _take(
    work: Work,
    wave_id: int,
    verb: str,
    meaning: str,
    reason: str | None,
    only_look: bool,
    overrides: Mapping[str, str] | None = None,
) -> Outcome:
    order = told_why(Order(child(work, wave_id, "wave").id, verb, reason=reason, overrides=overrides or {}))
    return take_towards(work, order, meaning, only_look=only_look)


def told_why(order: Order) -> Order:
    """Return the order so that its letters tell the reason as what is missing."""
    return replace(order, event={"missing": [order.reason]} if order.reason else {})


def _needed(reason: str) -> str:
    if not reason.strip():
        raise BadInput("reason: say why, for the people at the sites")
    return reason.strip()
