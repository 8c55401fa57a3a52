"""What law a pilot meets, by its size, its length, the data it records and what was promised. Pure.

Not legal advice: it counts and says which article looks at what; a person decides. Sources: WOR 25 (a
pilot escapes advice only when it is limited in time and in size and advice is promised), WOR 27(1)(k)
and (l), WOR 2 and 35b, AVG/GDPR 35.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

FEWEST_FOR_COUNCIL = 50  # people: WOR 2
WEEKS, PERCENT = 8.0, 10.0  # ours, where the workflow names no other in `pilot_modest`
DAYS_A_WEEK = 7

FREE, ASK, WEIGH, UNKNOWN = "free", "ask", "weigh", "unknown"
"""Nothing to ask now · ask first · a person must weigh it · something must be said first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What the law looks at. ``days`` includes the first and the last; ``share`` is a percentage of staff."""

    days: int
    people: int
    share: float
    staff: int
    personal_data: bool | None = None
    observes: bool | None = None
    advice_promised: bool = False
    weeks_at_most: float = WEEKS
    percent_at_most: float = PERCENT

    @property
    def short(self) -> bool:
        """Tell whether it is limited in time."""
        return 0 < self.days <= self.weeks_at_most * DAYS_A_WEEK

    def touching(self, people: int, share: float) -> "Size":
        """Return the same pilot with so many people."""
        return replace(self, people=people, share=share)

    @property
    def small(self) -> bool:
        """Tell whether it is limited in size."""
        return self.share <= self.percent_at_most


def share_of(people: int, staff: int) -> float:
    """Return how many of the staff these people are, as a percentage with one decimal; 0 without staff."""
    return round(100 * people / staff, 1) if staff else 0.0


@dataclass(frozen=True, slots=True)
class Met:
    """One rule that a pilot meets: what follows (``outcome``), by which article, from which inputs."""

    rule: str
    article: str
    outcome: str
    inputs: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {
            "rule": self.rule,
            "article": self.article,
            "outcome": self.outcome,
            "inputs": dict(self.inputs),
        }


def law_of(size: Size) -> tuple[Met, ...]:
    """Return every rule that looks at a pilot, with what follows from it."""
    if size.staff < FEWEST_FOR_COUNCIL:
        staff = {"staff": size.staff, "from": FEWEST_FOR_COUNCIL}
        return Met("no_council", "WOR 2, 35b", WEIGH, staff), _privacy(size)
    return _advice(size), _consent(size), _privacy(size)


def _advice(size: Size) -> Met:
    limits = {
        "days": size.days,
        "weeksAtMost": size.weeks_at_most,
        "share": size.share,
        "percentAtMost": size.percent_at_most,
        "promised": size.advice_promised,
    }
    free = size.short and size.small and size.advice_promised
    return Met("advice", "WOR 25(1)", FREE if free else ASK, limits)


def _consent(size: Size) -> Met:
    article = "WOR 27(1)(l)" if size.observes else "WOR 27(1)(k)"
    inputs = {
        "personalData": size.personal_data,
        "observes": size.observes,
        "days": size.days,
        "people": size.people,
    }
    if size.personal_data or size.observes:
        outcome = WEIGH if size.short and size.small else ASK
    elif size.personal_data is None or size.observes is None:
        article, outcome = "WOR 27(1)(k), (l)", UNKNOWN
    else:
        article, outcome = "WOR 27(1)(k), (l)", FREE
    return Met("consent", article, outcome, inputs)


def _privacy(size: Size) -> Met:
    inputs = {"personalData": size.personal_data, "observes": size.observes}
    if size.personal_data is None:
        outcome = UNKNOWN
    elif not size.personal_data:
        outcome = FREE
    else:
        outcome = ASK if size.observes else WEIGH
    return Met("privacy", "AVG 35", outcome, inputs)
