"""From marks to a score, and from a score to the unit in which it is shown. Pure arithmetic.

Every score is kept as a mean of marks of 1–5 after reversal, also that of the SUS: its published rule
(Brooke 1996: odd items x − 1, even items 5 − x, the sum · 2.5) is the mean of ten marks of which the
even ones are reversed, shown on 0–100. So one kind of figure is added up, and the unit is a matter
of showing it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pim.instruments.pack import HIGHEST, HUNDRED, LOWEST

POINTS = 25  # from one mark to the next, on 0–100
DECIMALS = 4  # of a kept score; thirds are then right to the hundredth on 0–100


def turned(mark: int) -> int:
    """Return what a mark counts as for an item that is worded the other way: 5 for 1, 1 for 5."""
    return LOWEST + HIGHEST - mark


def score(
    items: Sequence[str], turned_items: Collection[str], needs: int, marks: Mapping[str, int]
) -> float | None:
    """Return the mean of the marks on these items, 1–5 with four decimals.

    Marks on ``turned_items`` are turned first. None when fewer than ``needs`` items have a mark.
    """
    given = [turned(marks[code]) if code in turned_items else marks[code] for code in items if code in marks]
    return round(sum(given) / len(given), DECIMALS) if given and len(given) >= needs else None


def scores(scales: Sequence[Mapping[str, Any]], marks: Mapping[str, int]) -> dict[str, float]:
    """Return the score of each scale, as a round keeps its scales, that enough marks were given for.

    A scale of one item that is not turned, under the item's own code, is left out: its mark is its score.
    """
    found = {}
    for scale in scales:
        value = score(scale["items"], scale["reversed"], scale["needs"], marks)
        if value is not None and marks.get(scale["code"]) != value:
            found[scale["code"]] = value
    return found


def hundred(mean: float) -> float:
    """Return a mean of marks of 1–5 on the scale of 0–100: (x − 1) · 25."""
    return (mean - LOWEST) * POINTS


def in_unit(unit: str, mean: float) -> float:
    """Return a mean of marks of 1–5 in the unit of its scale."""
    return hundred(mean) if unit == HUNDRED else mean
