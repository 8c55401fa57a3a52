"""What an instrument pack holds: its items, the scales they make up, and where they come from.

A pack is a YAML file. ``pim.instruments.loading`` reads one; whatever is here has been checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LOWEST, HIGHEST = 1, 5
"""Every rating is a whole number from 1 to 5, whatever the instrument."""

RATING, TEXT, CHOICE = "rating", "text", "choice"
KINDS: Final = (RATING, TEXT, CHOICE)

SCORINGS: Final = ("mean", "sus", "single")
"""How the items of a scale become one score; see ``pim.instruments.scoring``."""

FIVE, HUNDRED = "five", "hundred"
UNITS: Final = (FIVE, HUNDRED)
"""A score is shown on 1–5 as it is, or on 0–100 as (x − 1) · 25."""

WORK, CHANGE = "work", "change"
SUBJECTS: Final = (WORK, CHANGE)
"""What is asked about: somebody's work as it is, or one change in it. Two changes are two things to ask."""

LANGUAGES: Final = ("nl", "en")

PURPOSES: Final = ("readiness", "baseline", "variants", "pilot", "wave", "evaluation")
"""What a round can be for."""

DIMENSIONS: Final = ("demands", "control", "pleasure", "performance", "innovation")
ACCEPTABILITY: Final = "acceptability"
UNIT_OF: Final[Mapping[str, str]] = {**dict.fromkeys(DIMENSIONS, HUNDRED), ACCEPTABILITY: FIVE}
"""The scales that gates and evidence know by name, and the only unit in which each may be given."""

Words = Mapping[str, str]
"""A text by language; a pack in one language has one."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a question of choice."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Ends:
    """What the lowest and the highest mark mean."""

    low: Words
    high: Words


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``reversed_``: worded the other way, so that a 5 counts as a 1."""

    code: str
    kind: str
    words: Words
    reversed_: bool = False
    ends: Ends | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that make up one figure.

    ``needs`` is the fewest items that must be answered for a score. ``floor`` is the figure, in ``unit``,
    from which on the bad side a lead should look closer; ``better`` says which side is the good one.
    ``purposes``: the rounds in which it is asked.
    """

    code: str
    title: Words
    items: tuple[str, ...]
    needs: int
    scoring: str
    unit: str
    better: str = "high"
    floor: float | None = None
    purposes: tuple[str, ...] = PURPOSES


@dataclass(frozen=True, slots=True)
class Pack:
    """An instrument. ``translated`` names the languages whose words are a translation of our own.

    ``validated``: its quality as a measure was studied and published, in the form it has here.
    """

    name: str
    title: Words
    licence: str
    source: str
    languages: tuple[str, ...]
    validated: bool
    about: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...] = ()
    translated: tuple[str, ...] = ()

    def scale_of(self, item: str) -> Scale | None:
        """Return the scale that an item counts in, or None. An item counts in one scale at most."""
        return next((scale for scale in self.scales if item in scale.items), None)
