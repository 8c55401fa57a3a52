"""Variants and feedback rounds: whoever asks, answers."""

from __future__ import annotations

from workflows.facts import Facts, PilotFact, RoundFact, VariantFact
from workflows.needs.base import COUNT, NUMBER, PURPOSES, Number, Param, Unmet, requirement

# A parked or stopped variant is no choice any more; an adopted one belongs to an earlier functionality.
_IN_PLAY = ("draft", "asked", "chosen", "fallback")
_ASKABLE = ("draft", "asked", "chosen")
_UNANSWERED = ("open", "held", "closed")


def _in_play(facts: Facts, meanings: tuple[str, ...]) -> tuple[VariantFact, ...]:
    return tuple(variant for variant in facts.variants if variant.meaning in meanings)


def _name(of: RoundFact) -> str:
    return of.code or str(of.id)


def _unanswered(facts: Facts) -> tuple[str, ...]:
    own = facts.own.round.id if facts.own.round else None
    return tuple(_name(each) for each in facts.rounds if each.meaning in _UNANSWERED and each.id != own)


@requirement(reads=("variants", "charter"), params={"at_least": COUNT})
def enough_variants(facts: Facts, at_least: int) -> Unmet | None:
    """There is something to choose between, or a recorded reason why there is only one."""
    count = len(_in_play(facts, _IN_PLAY))
    if count >= at_least or (count and facts.charter.single_variant_reason):
        return None
    return Unmet("enough_variants", {"count": count, "at_least": at_least})


@requirement(reads=("variants",))
def variant_chosen(facts: Facts) -> Unmet | None:
    """One variant has been chosen to go on with."""
    if _in_play(facts, ("chosen",)):
        return None
    return Unmet("variant_chosen", {})


@requirement(reads=("variants",))
def new_version_made(facts: Facts) -> Unmet | None:
    """Asking or trying again needs something new: a version made after the last round."""
    if any(variant.newer_than_last_round for variant in _in_play(facts, _ASKABLE)):
        return None
    return Unmet("new_version_made", {})


@requirement(reads=("variants",), params={"at_most": COUNT})
def rounds_per_variant(facts: Facts, at_most: int) -> Unmet | None:
    """A variant is not asked about for ever: after this many rounds it goes on or stops."""
    worn = tuple(variant.code for variant in _in_play(facts, _ASKABLE) if variant.rounds >= at_most)
    return Unmet("rounds_per_variant", {"variants": worn, "at_most": at_most}) if worn else None


@requirement(reads=("rounds", "own"))
def audience_chosen(facts: Facts) -> Unmet | None:
    """It is known who will be asked: of its own round, or of a round that waits or runs."""
    asked = (
        [facts.own.round] if facts.own.round else [r for r in facts.rounds if r.meaning in ("draft", "open")]
    )
    return None if any(each.invited for each in asked) else Unmet("audience_chosen", {})


@requirement(reads=("own",))
def questions_chosen(facts: Facts) -> Unmet | None:
    """The round asks something."""
    own = facts.own.round
    return None if own and own.questions else Unmet("questions_chosen", {})


@requirement(reads=("asked_before",))
def not_asked_again(facts: Facts) -> Unmet | None:
    """Nobody is asked twice for the same thing: of no team of the round most people were asked it before.

    Somebody who has just moved to another team does not keep that team from being asked.
    """
    again = [each for each in facts.asked_before if 2 * each.people > each.of]
    if not again:
        return None
    days = [each.again_from for each in again]
    told = {
        "teams": tuple(dict.fromkeys(each.team for each in again)),
        "what": tuple(dict.fromkeys(code for each in again for code in each.what)),
        "rounds": tuple(dict.fromkeys(each.round for each in again)),
    }
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return Unmet("not_asked_again", {"case": "never", **told})
    return Unmet("not_asked_again", {**told, "from": max(known).isoformat()})


@requirement(reads=("rounds", "own"))
def previous_round_answered(facts: Facts) -> Unmet | None:
    """Nobody is asked again before hearing what was done with the last answers."""
    waiting = _unanswered(facts)
    return Unmet("previous_round_answered", {"rounds": waiting}) if waiting else None


@requirement(reads=("rounds", "own"))
def every_round_answered(facts: Facts) -> Unmet | None:
    """There is a round, and all rounds have been answered."""
    waiting = _unanswered(facts)
    if waiting:
        return Unmet("every_round_answered", {"rounds": waiting})
    if any(each.meaning == "answered" for each in facts.rounds):
        return None
    return Unmet("every_round_answered", {"case": "none"})


def _tried(pilot: PilotFact) -> bool:
    return pilot.meaning == "ended" and pilot.this_trial


@requirement(reads=("rounds", "pilots"), params={"purpose": Param("word", known=PURPOSES)})
def round_answered(facts: Facts, purpose: str) -> Unmet | None:
    """The last round with this purpose has been answered, and no newer one only waits to be opened.

    For `pilot`, each pilot that ended in this trial has a round of its own that was answered.
    """
    held = [r for r in facts.rounds if r.purpose == purpose and r.meaning not in ("draft", "withdrawn")]
    if not held:
        return Unmet("round_answered", {"case": "none", "purpose": purpose})
    last = max(held, key=lambda each: each.id)
    waiting = [r for r in facts.rounds if r.purpose == purpose and r.meaning == "draft" and r.id > last.id]
    if waiting and last.meaning in _UNANSWERED:
        said: dict[str, Number] = {"case": "and_draft", "purpose": purpose, "round": _name(last)}
        return Unmet("round_answered", {**said, "open": last.clusters_open, "drafted": _name(waiting[-1])})
    if waiting:
        return Unmet("round_answered", {"case": "draft", "purpose": purpose, "round": _name(waiting[-1])})
    if last.meaning == "answered":
        own_round = purpose != "pilot" or all(p.answered for p in facts.pilots if _tried(p))
        return None if own_round else Unmet("round_answered", {"case": "none", "purpose": purpose})
    return Unmet("round_answered", {"purpose": purpose, "round": _name(last), "open": last.clusters_open})


def _share(of: RoundFact | None) -> float:
    return 100 * of.answered / of.invited if of and of.invited else 0.0


def _response(code: str, facts: Facts, percent: float) -> Unmet:
    own = facts.own.round
    return Unmet(
        code,
        {
            "percent": percent,
            "share": round(_share(own), 1),
            "answered": own.answered if own else 0,
            "invited": own.invited if own else 0,
        },
    )


@requirement(reads=("own",), params={"percent": NUMBER})
def response_at_least(facts: Facts, percent: float) -> Unmet | None:
    """Enough of the people who were asked have answered."""
    enough = _share(facts.own.round) >= percent
    return None if enough else _response("response_at_least", facts, percent)


@requirement(reads=("own",), params={"percent": NUMBER})
def response_below(facts: Facts, percent: float) -> Unmet | None:
    """More time is only for a round that few have answered."""
    few = _share(facts.own.round) < percent
    return None if few else _response("response_below", facts, percent)


@requirement(reads=("own",))
def every_cluster_answered(facts: Facts) -> Unmet | None:
    """Each cluster has its answer, and each text is in a cluster or was set aside with a reason."""
    own = facts.own.round
    if own is None:
        return Unmet("every_cluster_answered", {"case": "no_round"})
    if own.clusters_open and own.texts_waiting:
        both = {"open": own.clusters_open, "clusters": own.clusters, "waiting": own.texts_waiting}
        return Unmet("every_cluster_answered", {"case": "and_not_placed", **both})
    if own.clusters_open:
        return Unmet("every_cluster_answered", {"open": own.clusters_open, "clusters": own.clusters})
    if own.texts_waiting:
        return Unmet("every_cluster_answered", {"case": "not_placed", "waiting": own.texts_waiting})
    if own.answered and not own.clusters:  # no text may be shown: what the figures say needs an answer too
        return Unmet("every_cluster_answered", {"case": "not_grouped", "answered": own.answered})
    return None
