"""Marks that make a given score: for demonstrations and tests, where a story knows the outcome."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from pim.instruments.pack import HIGHEST, LOWEST
from pim.instruments.scoring import turned


def filled(
    scales: Sequence[Mapping[str, Any]], wanted: Mapping[str, int], dice: Random | None = None
) -> dict[str, int]:
    """Return marks of 1–5 for every item of the scales named in ``wanted``, so that each has that score.

    ``scales`` are as a round keeps them. A code that is no scale is an item and keeps its mark. With
    ``dice`` people differ: some items a mark higher, as many a mark lower.
    """
    known = {scale["code"]: scale for scale in scales}
    marks: dict[str, int] = {}
    for code, value in wanted.items():
        if code not in known:
            marks[code] = value
            continue
        items, back = known[code]["items"], set(known[code]["reversed"])
        for item, mark in zip(items, _apart(value, len(items), dice), strict=True):
            marks[item] = turned(mark) if item in back else mark
    return marks


def _apart(value: int, count: int, dice: Random | None) -> list[int]:
    """Return ``count`` marks with this mean; pairs of them one up and one down, where the dice say so."""
    marks = [value] * count
    if dice is None or not LOWEST < value < HIGHEST:
        return marks
    for place in range(0, count - 1, 2):
        step = dice.choice((-1, 0, 1))
        marks[place] += step
        marks[place + 1] -= step
    return marks
