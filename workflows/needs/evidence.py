"""Measurements: the outcomes side by side, each with its own floor, never one average."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.facts import Facts, Measure
from workflows.needs.base import COUNT, NUMBER, PURPOSES, Number, Param, Unmet, requirement

# Of these a higher number is worse: "fell" then means that it rose.
LOWER_IS_BETTER = ("demands",)

MOMENT = Param("word", known=PURPOSES)
DIMENSIONS = Param(
    "words", known=("pleasure", "performance", "innovation", "demands", "control", "acceptability")
)
EVERYWHERE = "*"
"""Stands for all sites together; the sentences have a word for it."""


def as_text(value: float) -> str:
    """A figure as an Unmet keeps it."""
    return f"{value:g}"


def _overall(facts: Facts, moment: str, dimension: str) -> Measure | None:
    """The mean over all sites. The last one counts: a repeated pilot is measured again."""
    found = None
    for each in facts.measures:
        if each.moment == moment and each.dimension == dimension and each.site is None:
            found = each
    return found


@requirement(reads=("measures",), params={"moment": MOMENT})
def measured(facts: Facts, moment: str) -> Unmet | None:
    """The measurement of this moment has results."""
    if any(each.moment == moment for each in facts.measures):
        return None
    return Unmet("measured", {"moment": moment})


@requirement(reads=("measures",), params={"moment": MOMENT, "dimensions": DIMENSIONS})
def outcomes_measured(facts: Facts, moment: str, dimensions: tuple[str, ...]) -> Unmet | None:
    """Every outcome has been measured at this moment, none is guessed."""
    there = {each.dimension for each in facts.measures if each.moment == moment}
    missing = tuple(dimension for dimension in dimensions if dimension not in there)
    return Unmet("outcomes_measured", {"moment": moment, "dimensions": missing}) if missing else None


def _falls(
    facts: Facts, before: str, after: str, dimensions: tuple[str, ...], points: float
) -> Iterator[tuple[str, str, str]]:
    for dimension in dimensions:
        old, new = _overall(facts, before, dimension), _overall(facts, after, dimension)
        if old is None or new is None:
            continue
        fall = new.value - old.value if dimension in LOWER_IS_BETTER else old.value - new.value
        if fall > points:
            yield dimension, as_text(old.value), as_text(new.value)


@requirement(
    reads=("measures",),
    params={"points": NUMBER, "from": MOMENT, "to": MOMENT, "dimensions": DIMENSIONS},
)
def no_outcome_fell(
    facts: Facts, points: float, from_: str, to: str, dimensions: tuple[str, ...]
) -> Unmet | None:
    """No dimension is more than `points` worse at `to` than at `from`.

    A dimension that misses one of the two is not judged: `outcomes_measured` asks for it.
    """
    fallen = tuple(_falls(facts, from_, to, dimensions, points))
    if not fallen:
        return None
    names, before, after = zip(*fallen, strict=True)
    return Unmet(
        "no_outcome_fell",
        {"points": points, "from": from_, "to": to, "dimension": names, "before": before, "after": after},
    )


@requirement(reads=("measures",), params={"moment": MOMENT, "cut": NUMBER, "answers_at_least": COUNT})
def no_site_in_stress_risk(facts: Facts, moment: str, cut: float, answers_at_least: int) -> Unmet | None:
    """No site, nor all together, combines demands above the cut with control below it (Karasek)."""
    scores: dict[str, dict[str, float]] = {}
    for each in facts.measures:
        if each.moment == moment and each.n >= answers_at_least:
            scores.setdefault(each.site or EVERYWHERE, {})[each.dimension] = each.value
    risky = [
        (site, as_text(found["demands"]), as_text(found["control"]))
        for site, found in scores.items()
        if found.get("demands", 0) > cut > found.get("control", cut)
    ]
    if not risky:
        return None
    sites, demands, control = zip(*sorted(risky), strict=True)
    numbers: dict[str, Number] = {"site": sites, "demands": demands, "control": control}
    return Unmet("no_site_in_stress_risk", {"moment": moment, "cut": cut, **numbers})
