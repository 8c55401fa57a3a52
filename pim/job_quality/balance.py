"""The balance of a workplace: what it demands against what people can decide (Karasek 1979, De Sitter 1981).

A property of the work, not of the person who does it.
"""

from dataclasses import dataclass
from enum import StrEnum

LOWEST_ANSWER = 1
POINTS = 25  # an answer of 1–5 becomes 0–100
CUT = 50.0
BORDER = (45.0, 55.0)  # inside it a figure says "on the border" beside its quadrant


class Balance(StrEnum):
    """The four kinds of work."""

    STRESS_RISK = "stress_risk"  # high demands, little control
    GOOD_WORK = "good_work"  # high demands, much control: work from which people learn
    NO_LEARNING = "no_learning"  # low demands, little control
    DULL_WORK = "dull_work"  # low demands, much control


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Where a workplace stands. ``on_border`` when one of the two figures lies in the band around the cut."""

    balance: Balance
    on_border: bool


def score(mean: float) -> float:
    """Return a mean of answers of 1–5 on the scale of 0–100: (x − 1) · 25."""
    return (mean - LOWEST_ANSWER) * POINTS


def quadrant(
    demands: float, control: float, cut: float = CUT, band: tuple[float, float] = BORDER
) -> Quadrant:
    """Return where a workplace stands, from its demands and control on 0–100.

    Above the cut is high and below it is low, as in the requirement ``no_site_in_stress_risk``: work
    exactly on the cut is no stress risk (it counts as not high, and as enough control).
    """
    heavy, free = demands > cut, control >= cut
    if heavy:
        balance = Balance.GOOD_WORK if free else Balance.STRESS_RISK
    else:
        balance = Balance.DULL_WORK if free else Balance.NO_LEARNING
    low, high = band
    return Quadrant(balance, any(low <= figure <= high for figure in (demands, control)))
