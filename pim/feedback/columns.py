"""What a table of results has columns for: the scales of a round, then the ratings that belong to none.

The items of a scale have no column of their own. A scale counts whoever answered enough of its items;
a figure for an item beside it would count a few people more or fewer, and the difference between the
two would show what those few said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pim.feedback.questions import RATING
from pim.instruments.pack import FIVE, HUNDRED, LANGUAGES

MIDDLE = {FIVE: 3.0, HUNDRED: 50.0}


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that is shown per group, in its ``unit`` (five: 1–5, hundred: 0–100).

    ``validated`` are the languages in which the quality of the measure was studied. A question of the
    lead's own has no ``source``.
    """

    code: str
    nl: str
    en: str
    unit: str = FIVE
    better: str = "high"
    floor: float | None = None
    source: str = ""
    licence: str = ""
    validated: tuple[str, ...] = LANGUAGES

    @property
    def middle(self) -> float:
        """Return the middle of its unit."""
        return MIDDLE[self.unit]

    def __getitem__(self, language: str) -> str:
        """Return its name in a language, as a template asks for it."""
        return {"nl": self.nl, "en": self.en}[language]

    def as_json(self) -> dict[str, Any]:
        """Return the column as plain data."""
        return {
            "code": self.code, "nl": self.nl, "en": self.en, "unit": self.unit, "better": self.better,
            "floor": self.floor, "source": self.source, "licence": self.licence,
            "validated": list(self.validated),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument that scales of a round come from, with the licence that says it may be used."""

    source: str
    licence: str
    validated: tuple[str, ...]
    columns: tuple[Column, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the source as plain data; ``validated`` are the languages it was validated in."""
        return {
            "source": self.source,
            "licence": self.licence,
            "validated": list(self.validated),
            "scales": [column.code for column in self.columns],
        }

    def titles(self, language: str) -> str:
        """Return the names of its scales in a language."""
        return ", ".join(column[language] for column in self.columns)


def sources_of(columns: Sequence[Column]) -> tuple[Source, ...]:
    """Return the instruments of these columns, in their order."""
    found: dict[tuple[str, str, tuple[str, ...]], list[Column]] = {}
    for column in columns:
        if column.source:
            found.setdefault((column.source, column.licence, column.validated), []).append(column)
    return tuple(Source(*key, tuple(mine)) for key, mine in found.items())


def columns_of(
    questions: Sequence[Mapping[str, Any]], scales: Sequence[Mapping[str, Any]]
) -> tuple[Column, ...]:
    """Return the columns of a round, from what it asked and the scales that makes up."""
    in_scale = {item for scale in scales for item in scale["items"]}
    of_scales = [
        Column(
            code=scale["code"],
            nl=scale["nl"],
            en=scale["en"],
            unit=scale["unit"],
            better=scale["better"],
            floor=scale["floor"],
            source=scale["source"],
            licence=scale["licence"],
            validated=tuple(scale["validated"]),
        )
        for scale in scales
    ]
    loose = [
        Column(one["code"], one["nl"], one["en"])
        for one in questions
        if one["kind"] == RATING and one["code"] not in in_scale
    ]
    return (*of_scales, *loose)
