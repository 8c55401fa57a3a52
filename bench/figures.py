"""What a measure tells: rows with a value, the floor it is compared with, and what we aim at."""

import re
from dataclasses import dataclass
from typing import Any

AIM = re.compile(r"(value|ratio)\s*(>=|<=)\s*([0-9.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    ``floor`` is the same work done with nothing of ours, in the same unit; ``ratio`` is ours against
    it. ``aim`` is "ratio >= 0.6", "value <= 12" and the like; a bare number means a ratio of at least
    that, or a value where there is no ratio.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    aim: float | str | None = None
    database: str | None = None

    def met(self) -> bool | None:
        """Tell whether the aim is met; None when there is none.

        Raises ValueError for an aim that cannot be read.
        """
        if self.aim is None:
            return None
        side, sign, limit = self._parts()
        measured = self.ratio if side == "ratio" else self.value
        if measured is None:
            raise ValueError(f"{self.what}: the aim is {self.aim!r}, but there is no {side}")
        return measured >= limit if sign == ">=" else measured <= limit

    def aim_in_words(self) -> str:
        """Return the aim as the table shows it."""
        return "" if self.aim is None else "{} {} {:g}".format(*self._parts())

    def _parts(self) -> tuple[str, str, float]:
        if isinstance(self.aim, int | float):
            return ("value" if self.ratio is None else "ratio"), ">=", float(self.aim)
        found = AIM.fullmatch(str(self.aim).strip())
        if found is None:
            raise ValueError(f"{self.what}: expected an aim like 'ratio >= 0.6', got {self.aim!r}")
        return found[1], found[2], float(found[3])


def figures(measured: dict[str, Any]) -> list[Figure]:
    """Return the rows of what ``measure()`` gave.

    Raises TypeError or ValueError for a row that is no figure.
    """
    rows = [Figure(**row) for row in measured["rows"]]
    for row in rows:
        row.met()
    return rows
