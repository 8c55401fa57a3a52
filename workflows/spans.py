"""A length of time as people write it in a workflow file: "10 working days", "1 month", "48 hours"."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

# Ten years of each unit: longer than any term an organisation sets, short enough that no date can overflow.
UNITS = {"hours": 87_660, "days": 3_653, "weeks": 522, "working days": 2_610, "months": 120}

_SPAN = re.compile(r"([0-9]{1,6}) +([a-z]+(?: +[a-z]+)?)")


class WorkingDaysError(ValueError):
    """A span, calendar or time zone that does not exist."""

    def __init__(self, what: str, expected: str, nearest: str | None = None) -> None:
        """Keep the parts, so that a checker can put them beside a file and a line."""
        super().__init__(f"{what}; expected {expected}" + (f"; did you mean {nearest!r}?" if nearest else ""))
        self.what = what
        self.expected = expected
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of one unit out of `UNITS`; the unit is always in the plural."""

    amount: int
    unit: str

    def __str__(self) -> str:
        """Write it the way `parse_span` reads it: `1 working day`, `10 working days`."""
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"


def parse_span(text: str) -> Span:
    """Read `10 working days`, `1 month`, `48 hours`; raises WorkingDaysError with the nearest right span."""
    expected = 'a whole number and a unit, for example "10 working days" (units: ' + ", ".join(UNITS) + ")"
    # A file may hold anything where a span belongs: a bare number, a list, nothing at all.
    found = _SPAN.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    if found is None:
        raise WorkingDaysError(f"{text!r} is not a span of time", expected)
    amount, word = int(found[1]), " ".join(found[2].split())
    unit = word if word in UNITS else word + "s"
    if unit not in UNITS:
        close = get_close_matches(unit, UNITS, n=1, cutoff=0.6)
        nearest = str(Span(amount, close[0])) if close else None
        raise WorkingDaysError(f"{word!r} is not a unit of time", expected, nearest)
    if not 1 <= amount <= UNITS[unit]:
        raise WorkingDaysError(f"{text!r} is out of range", f"from 1 to {UNITS[unit]} {unit}")
    return Span(amount, unit)
