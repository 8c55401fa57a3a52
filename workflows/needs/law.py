"""Works council and privacy: the product counts and explains, people decide (WOR 25 and 27, AVG)."""

from __future__ import annotations

from datetime import date

from workflows.facts import ConsultationFact, Facts
from workflows.needs.base import Number, Param, Unmet, requirement

KINDS = ("advice", "consent", "dpia")
BODIES = ("works_council", "representation", "meeting")
_KINDS = Param("words", known=KINDS)
# Consent or a privacy assessment is settled when it is given; advice only when the works council has
# been told what was decided with it. Whether a suspension runs is for `suspension_over`.
_SETTLED = ("suspended", "closed", "waived", "withdrawn")


def _waits(request: ConsultationFact) -> bool:
    if request.meaning in _SETTLED:
        return False
    if request.meaning == "decided":
        return request.suspended_until is None
    return request.meaning != "given" or request.kind == "advice"


@requirement(reads=("consultations",), params={"kinds": _KINDS})
def consultations_closed(facts: Facts, kinds: tuple[str, ...]) -> Unmet | None:
    """Every request of these kinds that exists has been settled."""
    waiting = [each for each in facts.consultations if each.kind in kinds and _waits(each)]
    if not waiting:
        return None
    return Unmet(
        "consultations_closed",
        {
            "kind": tuple(each.kind for each in waiting),
            "title": tuple(each.title or each.kind for each in waiting),
            "meaning": tuple(each.meaning for each in waiting),
        },
    )


@requirement(reads=("consultations",))
def suspension_over(facts: Facts) -> Unmet | None:
    """No decision is still suspended because it departs from the advice (WOR 25(6))."""
    running = [
        each
        for each in facts.consultations
        if each.suspended_until is not None
        and each.suspended_until >= facts.today
        and each.meaning != "waived"
    ]
    if not running:
        return None
    last = max(each.suspended_until for each in running if each.suspended_until is not None)
    return Unmet(
        "suspension_over",
        {"title": tuple(each.title or each.kind for each in running), "until": last.isoformat()},
    )


@requirement(reads=("consultations",), params={"kinds": _KINDS})
def conditions_met(facts: Facts, kinds: tuple[str, ...]) -> Unmet | None:
    """Every condition of an answer that was given is met, or has a day that is still to come."""
    left = [
        (each.title or each.kind, text)
        for each in facts.consultations
        if each.kind in kinds and each.meaning != "withdrawn"
        for text, due_on in each.conditions_open
        if due_on is None or due_on < facts.today
    ]
    if not left:
        return None
    titles, texts = zip(*left, strict=True)
    return Unmet("conditions_met", {"title": titles, "condition": texts})


@requirement(reads=("own",), params={"bodies": Param("words", known=BODIES)})
def asked_of(facts: Facts, bodies: tuple[str, ...]) -> Unmet | None:
    """The step belongs to what was asked of these: a works council has rights that others have not."""
    own = facts.own.consultation
    if own is not None and own.body in bodies:
        return None
    return Unmet("asked_of", {"bodies": bodies})


@requirement(reads=("own",), params={"kinds": _KINDS})
def consultation_is(facts: Facts, kinds: tuple[str, ...]) -> Unmet | None:
    """The step belongs to requests of these kinds only."""
    own = facts.own.consultation
    if own is not None and own.kind in kinds:
        return None
    return Unmet("consultation_is", {"kinds": kinds, "kind": own.kind if own else ""})


def _nullity_until(facts: Facts) -> date | None:
    own = facts.own.consultation
    return own.nullity_until if own else None


@requirement(reads=("own",))
def nullity_in_time(facts: Facts) -> Unmet | None:
    """The council said that the decision is void within the month it has for that (WOR 27(5))."""
    until = _nullity_until(facts)
    said_on = facts.own.dates.get("invoked_on", facts.today)
    if until is not None and said_on <= until:
        return None
    numbers: dict[str, Number] = {"day": said_on.isoformat(), "until": until.isoformat() if until else ""}
    return Unmet("nullity_in_time", numbers)


@requirement(reads=("own",))
def nullity_over(facts: Facts) -> Unmet | None:
    """The month in which the council could say that the decision is void has passed (WOR 27(5))."""
    until = _nullity_until(facts)
    if until is not None and until < facts.today:
        return None
    return Unmet("nullity_over", {"until": until.isoformat() if until else ""})


@requirement(reads=("own",))
def meeting_held(facts: Facts) -> Unmet | None:
    """There was at least one meeting about it (WOR 25(4), 27(2))."""
    return None if facts.own.meetings else Unmet("meeting_held", {})
