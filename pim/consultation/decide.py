"""The decision after the advice. Where it departs from it, execution waits one month (WOR 25(6))."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pim.consultation import words
from pim.consultation.answer import numbers, open_request, sentence
from pim.consultation.queries import conditions as conditions_of
from pim.consultation.tables import Condition, Consultation
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.days import said_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work

# Where a decision leads, by whether it follows the advice; `decided` where the council is told later.
_ENDS = {True: ("closed", "decided"), False: ("suspended", "decided")}


def decide(
    work: Work,
    consultation_id: int,
    *,
    follows: bool,
    not_followed: Mapping[int, str] | None = None,
    reason: str | None = None,
    told_on: date | None = None,
) -> Outcome:
    """Decide after the advice: in full agreement with it, or departing from it.

    ``not_followed`` gives, by the number of a condition, why it is not followed; all others are.
    ``told_on`` is the day the council was told in writing: the month counts from it. Without it the
    decision is taken, and ``tell_decision`` follows. Raises BadInput, NotFound, Refusal.
    """
    subject, request = open_request(work, consultation_id)
    if told_on is not None:
        _check_told(work, subject, told_on)
    known = {each.number: each for each in conditions_of(work.session, consultation_id)}
    refused = _checked(known, follows, dict(not_followed or {}), reason)
    for number, condition in known.items():
        condition.followed = number not in refused
        condition.because = refused.get(number)
        work.session.add(condition)
    request.follows = follows
    request.because = None if follows else _why(refused, reason)
    work.session.add(request)
    work.session.flush()
    order = Order(
        consultation_id,
        "decide",
        reason=reason or request.because,
        dates={"told_on": told_on} if told_on else {},
        said={
            "follows": follows,
            "followed": [number for number in known if number not in refused],
            "not_followed": {str(number): why for number, why in refused.items()},
        },
        event=_told(subject, request, told_on),
    )
    if not follows and request.body != "works_council":
        # Without a council there is no month of waiting: it ends at once, by the step made for that.
        return take_towards(work, replace(order, step="depart_at_once"), "closed")
    outcome = take_towards(work, order, *_ENDS[follows])
    if told_on is None or outcome.decision.means != "decided":
        return outcome
    return tell_decision(work, consultation_id, told_on)


def tell_decision(work: Work, consultation_id: int, told_on: date) -> Outcome:
    """Write down on which day the council was told of the decision; where it departs, the month begins.

    Raises BadInput for a day to come or before any decision, NotFound, Refusal.
    """
    subject, request = open_request(work, consultation_id)
    if request.follows is None:
        raise BadInput(f"nothing was decided yet on {subject.title!r}: `pim consult decide` comes first")
    _check_told(work, subject, told_on)
    order = Order(
        consultation_id,
        "tell",
        reason=request.because,
        dates={"told_on": told_on},
        event=_told(subject, request, told_on),
    )
    return take_towards(work, order, _ENDS[request.follows][0])


def _check_told(work: Work, subject: Subject, told_on: date) -> None:
    today = calendar_of(work.session, subject.home).local_date(work.now)
    asked_on = subject.dates.get("asked_on", told_on)
    if not asked_on <= told_on <= today:
        raise BadInput(f"told on: expected a day from {asked_on} (asked) to {today} (today), got {told_on}")


def _told(subject: Subject, request: Consultation, told_on: date | None) -> dict[str, Any]:
    """Return the words of the letters; ``reason`` is only the council's, never left to the step's own."""
    days = said_days({"told_on": told_on}) if told_on else {}
    reasons = [request.because] if request.because else words.FOLLOWED
    return {
        "proposal": words.proposal(request.decision, subject.title),
        **days,
        "reason": request.because or "",
        "reasons": reasons,
    }


def _checked(
    known: Mapping[int, Condition], follows: bool, not_followed: dict[int, str], reason: str | None
) -> dict[int, str]:
    """Return the reasons by condition. Raises BadInput when they do not fit the decision."""
    strange = [number for number in not_followed if number not in known]
    if strange:
        raise BadInput(f"condition {strange[0]}: expected {numbers(list(known))}")
    if follows and not_followed:
        raise BadInput("a decision that follows the advice in full follows every condition")
    if not follows and not not_followed and not (reason and reason.strip()):
        raise BadInput("say which conditions are not followed and why, or give the reason to depart")
    return {
        number: sentence(why, f"why condition {number} is not followed")
        for number, why in sorted(not_followed.items())
    }


def _why(refused: Mapping[int, str], reason: str | None) -> str:
    """Return, in one text for the council, why the decision departs from its advice."""
    parts = [reason.strip()] if reason and reason.strip() else []
    return " ".join([*parts, *(f"({number}) {why}" for number, why in refused.items())])
