"""What may be shown without making anybody readable: pure arithmetic on one question.

Two rules, on a tree of cells, sites and the total that was fixed when the round opened:

- nothing is shown that rests on fewer than five answers;
- nothing is shown from which the rest can be worked out when that rest is one to four answers. A
  figure then leaves those answers out, and says over how many it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pim.feedback.cells import SMALLEST_GROUP

GRAINS = 10_000
"""Grains to a unit. Marks are added up as whole grains: exact, the same in any order on any database."""


@dataclass(frozen=True, slots=True)
class Figure:
    """So many answers with this sum (in grains) and this sum of squares (in grains by grains)."""

    n: int = 0
    total: int = 0
    squares: int = 0

    @property
    def mean(self) -> float:
        """Return the mean, in units. Only for a figure that rests on answers."""
        return self.total / (self.n * GRAINS)

    @property
    def variance(self) -> float:
        """Return the sample variance (over n − 1), in units squared. Only for two answers or more."""
        return (self.n * self.squares - self.total**2) / (self.n * (self.n - 1) * GRAINS**2)

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one cell to one question.

    ``site_id`` is None for a cell of several sites: that one is only ever shown as a part of the total.
    """

    cell_id: int
    site_id: int | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of one question that may be shown. What is not here is hidden."""

    cells: Mapping[int, Figure] = field(default_factory=dict)
    sites: Mapping[int, Figure] = field(default_factory=dict)
    total: Figure | None = None


def added(figures: Iterable[Figure]) -> Figure:
    """Return figures taken together."""
    found = Figure()
    for figure in figures:
        found += figure
    return found


def _whole(shown: Iterable[Figure], everything: Figure) -> Figure | None:
    """Return the figure over everything, or over what is shown already when the rest would be readable."""
    over = added(shown)
    rest = everything.n - over.n
    figure = over if 0 < rest < SMALLEST_GROUP else everything
    return figure if figure.n >= SMALLEST_GROUP else None


def published(parts: Iterable[Part]) -> Shown:
    """Return what may be shown of one question, given its answers per cell."""
    parts = list(parts)
    cells = {
        part.cell_id: part.figure
        for part in parts
        if part.site_id is not None and part.figure.n >= SMALLEST_GROUP
    }
    of_site: dict[int, list[Part]] = {}
    for part in parts:
        if part.site_id is not None:
            of_site.setdefault(part.site_id, []).append(part)
    sites: dict[int, Figure] = {}
    for site_id, mine in of_site.items():
        figure = _whole(
            (cells[part.cell_id] for part in mine if part.cell_id in cells),
            added(part.figure for part in mine),
        )
        if figure is not None:
            sites[site_id] = figure
    return Shown(cells, sites, _whole(sites.values(), added(part.figure for part in parts)))
