"""What may be shown without making anybody readable: pure arithmetic on one question.

Two rules, on a tree of cells, sites and the total that was fixed when the round opened:

- nothing is shown that rests on fewer than five answers;
- nothing is shown from which the rest can be worked out when that rest is one to four answers. A
  figure then leaves those answers out, and says over how many it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pim.feedback.cells import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Figure:
    """So many answers with this sum."""

    n: int = 0
    total: int = 0

    @property
    def mean(self) -> float:
        """Return the mean. Only for a figure that rests on answers."""
        return self.total / self.n

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.n + other.n, self.total + other.total)


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


def _sum(figures: Iterable[Figure]) -> Figure:
    found = Figure()
    for figure in figures:
        found += figure
    return found


def _whole(shown: Iterable[Figure], everything: Figure) -> Figure | None:
    """Return the figure over everything, or over what is shown already when the rest would be readable."""
    over = _sum(shown)
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
    sites: dict[int, Figure] = {}
    for site_id in dict.fromkeys(part.site_id for part in parts if part.site_id is not None):
        mine = [part for part in parts if part.site_id == site_id]
        figure = _whole(
            (cells[part.cell_id] for part in mine if part.cell_id in cells),
            _sum(part.figure for part in mine),
        )
        if figure is not None:
            sites[site_id] = figure
    return Shown(cells, sites, _whole(sites.values(), _sum(part.figure for part in parts)))
