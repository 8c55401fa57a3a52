"""Pilots and waves: small, at places that were asked, and with a way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflows.facts import Facts, LowSite, PilotFact
from workflows.needs.base import COUNT, NO_LABELS, NUMBER, Number, Param, Unmet, requirement
from workflows.vocabulary import MEANINGS

_DAYS_A_WEEK = 7


def _planned(facts: Facts) -> tuple[PilotFact, ...]:
    return tuple(pilot for pilot in facts.pilots if pilot.meaning == "planned")


def _called(pilot: PilotFact) -> str:
    """A pilot as people know it from the page."""
    return pilot.title or pilot.code


@requirement(reads=("pilots",))
def pilot_planned(facts: Facts) -> Unmet | None:
    """A pilot is planned and has places to run in."""
    if not _planned(facts):
        return Unmet("pilot_planned", {"case": "none"})
    if any(pilot.sites for pilot in _planned(facts)):
        return None
    return Unmet("pilot_planned", {"pilots": tuple(map(_called, _planned(facts)))})


@requirement(reads=("pilots", "own"), params={"weeks": NUMBER, "percent": NUMBER})
def pilot_modest(facts: Facts, weeks: float, percent: float) -> Unmet | None:
    """The pilot is limited in time and size; otherwise the works council has something to say first."""
    looked_at = (facts.own.pilot,) if facts.own.pilot else _planned(facts)
    large = [pilot for pilot in looked_at if pilot.days > weeks * _DAYS_A_WEEK or pilot.staff_share > percent]
    if not large:
        return None
    return Unmet(
        "pilot_modest",
        {
            "pilot": tuple(map(_called, large)),
            "days": tuple(str(pilot.days) for pilot in large),
            "share": tuple(f"{pilot.staff_share:g}" for pilot in large),
            "weeks": weeks,
            "percent": percent,
        },
    )


@requirement(reads=("pilots",))
def pilot_ended(facts: Facts) -> Unmet | None:
    """A pilot of this trial has ended and none is running; one that is planned may wait for its turn."""
    busy = tuple(_called(pilot) for pilot in facts.pilots if pilot.meaning == "running")
    if busy:
        return Unmet("pilot_ended", {"pilots": busy})
    if any(pilot.meaning == "ended" and pilot.this_trial for pilot in facts.pilots):
        return None
    if planned := tuple(map(_called, _planned(facts))):
        return Unmet("pilot_ended", {"case": "planned", "pilots": planned})
    if earlier := tuple(_called(pilot) for pilot in facts.pilots if pilot.meaning == "ended"):
        return Unmet("pilot_ended", {"case": "earlier", "pilots": earlier})
    return Unmet("pilot_ended", {"case": "none"})


@requirement(reads=("been_in",))
def trial_decided(facts: Facts) -> Unmet | None:
    """The innovation has been taken to its trial: a pilot is no way around that decision."""
    return None if "pilot" in facts.been_in else Unmet("trial_decided", {})


@requirement(reads=("been_in",))
def rollout_decided(facts: Facts) -> Unmet | None:
    """It was decided to roll out: a wave is no way around that decision."""
    return None if "rollout" in facts.been_in else Unmet("rollout_decided", {})


@requirement(reads=("now_in",), params={"stages": Param("words", known=MEANINGS["cycle"])})
def innovation_in(
    facts: Facts, stages: tuple[str, ...], labels: Mapping[str, Number] = NO_LABELS
) -> Unmet | None:
    """The innovation itself is where this belongs: nothing is chosen before it was asked about.

    `stages` are what its stages mean. A workflow that has none of them is not held up by it.
    """
    if facts.now_in in stages or ("stages_nl" in labels and not labels["stages_nl"]):
        return None
    return Unmet("innovation_in", {"stages": stages, **labels})


@requirement(reads=("own",))
def sites_chosen(facts: Facts) -> Unmet | None:
    """The pilot or wave has places to run in."""
    own = facts.own.pilot or facts.own.wave
    return None if own and own.sites else Unmet("sites_chosen", {})


@requirement(reads=("own",))
def comparison_sites_chosen(facts: Facts) -> Unmet | None:
    """There are places that do not take part, to compare with."""
    own = facts.own.pilot
    return None if own and own.comparison_sites else Unmet("comparison_sites_chosen", {})


@requirement(reads=("own",))
def managers_agreed(facts: Facts) -> Unmet | None:
    """The manager of every site that takes part said yes; a site that has no manager does not wait."""
    own = facts.own.pilot
    if own is None or not own.sites_waiting:
        return None
    return Unmet("managers_agreed", {"waiting": own.sites_waiting, "sites": own.sites})


@requirement(reads=("own",))
def missing_points_answered(facts: Facts) -> Unmet | None:
    """What a manager misses before the pilot begins has an answer."""
    own = facts.own.pilot
    if own is None or not own.points_open:
        return None
    return Unmet("missing_points_answered", {"open": own.points_open})


@requirement(reads=("waves",))
def waves_done(facts: Facts) -> Unmet | None:
    """Every wave that was not cancelled is done, and there was one."""
    real = [wave for wave in facts.waves if wave.meaning != "cancelled"]
    if not real:
        return Unmet("waves_done", {"case": "none"})
    busy = tuple(str(wave.number) for wave in real if wave.meaning != "done")
    return Unmet("waves_done", {"waves": busy}) if busy else None


def _low(sites: tuple[LowSite, ...], floor: float, answers: int) -> list[LowSite]:
    return [each for each in sites if each.n >= answers and each.value < floor]


@requirement(reads=("waves", "own"), params={"acceptability_at_least": NUMBER, "answers_at_least": COUNT})
def previous_wave_accepted(
    facts: Facts, acceptability_at_least: float, answers_at_least: int
) -> Unmet | None:
    """The wave before this one was measured, and no place in it is unhappy and unanswered."""
    own = facts.own.wave
    earlier = [w for w in facts.waves if own and w.number < own.number and w.meaning != "cancelled"]
    if not earlier:
        return None
    last = max(earlier, key=lambda wave: wave.number)
    if last.meaning not in ("running", "done"):
        return Unmet("previous_wave_accepted", {"case": "not_running", "wave": last.number})
    if last.answered:
        return None
    if not last.low_sites:
        return Unmet("previous_wave_accepted", {"case": "not_measured", "wave": last.number})
    low = _low(last.low_sites, acceptability_at_least, answers_at_least)
    if not low:
        return None
    return Unmet(
        "previous_wave_accepted",
        {
            "wave": last.number,
            "floor": acceptability_at_least,
            "site": tuple(each.site for each in low),
            "value": tuple(f"{each.value:g}" for each in low),
            "n": tuple(str(each.n) for each in low),
        },
    )


@requirement(reads=("own",))
def wave_measured(facts: Facts) -> Unmet | None:
    """The people of this wave have been asked how it went."""
    own = facts.own.wave
    return None if own and (own.low_sites or own.answered) else Unmet("wave_measured", {})


def _freeze(facts: Facts, day: date) -> tuple[date, date] | None:
    return next((each for each in facts.charter.freezes if each[0] <= day <= each[1]), None)


@requirement(
    reads=("charter", "own"),
    params={"day": Param("word", required=False, known=("today", "starts_on"))},
)
def no_freeze(facts: Facts, day: str = "today") -> Unmet | None:
    """Nothing changes on the floor in a freeze: today, or on the day the pilot or wave starts."""
    starts = facts.own.wave.starts_on if facts.own.wave else None
    starts = facts.own.dates.get("starts_on", starts)
    looked_at = starts if day == "starts_on" and starts is not None else facts.today
    found = _freeze(facts, looked_at)
    if found is None:
        return None
    return Unmet(
        "no_freeze",
        {"day": looked_at.isoformat(), "from": found[0].isoformat(), "until": found[1].isoformat()},
    )
