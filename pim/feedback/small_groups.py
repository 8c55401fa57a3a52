"""What may be shown without making anybody readable: pure arithmetic on one question.

Three rules, on a tree of cells, sites and the total that was fixed when the round opened:

- nothing is shown that rests on fewer than five answers;
- nothing is shown from which the rest can be worked out when that rest is one to four answers. A
  figure then leaves those answers out, and says over how many it is;
- nothing is shown that says what everybody in a group marked: see ``blurred``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pim.feedback.cells import SMALLEST_GROUP
from pim.instruments.pack import HIGHEST, LOWEST

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


def without(whole: Figure, part: Figure) -> Figure:
    """Return what is left of a figure without a part of it."""
    return Figure(whole.n - part.n, whole.total - part.total, whole.squares - part.squares)


def added(figures: Iterable[Figure]) -> Figure:
    """Return figures taken together."""
    found = Figure()
    for figure in figures:
        found += figure
    return found


def blurred(figure: Figure) -> Figure:
    """Return the figure of a group, so that it tells nobody's own mark.

    A mean of five says that everybody marked five. So at either end of the scale it is given as if one of
    them had marked one lower (or higher): whoever reads it cannot tell the two apart.
    """
    for end, inward in ((HIGHEST, -1), (LOWEST, 1)):
        if figure.n and figure.total == figure.n * end * GRAINS:
            total = figure.total + inward * GRAINS
            squares = ((figure.n - 1) * end**2 + (end + inward) ** 2) * GRAINS**2
            return Figure(figure.n, total, squares)
    return figure


def _whole(shown: Iterable[tuple[Figure, Figure]], everything: Figure) -> tuple[Figure, Figure] | None:
    """Return the figure over everything, or over what is shown already when the rest would be readable.

    Each figure goes with the one that is shown for it. The rest is a group as well, which anybody can work
    out: it is blurred by itself, and what is shown over everything is the sum of what was blurred.
    """
    pairs = list(shown)
    over, over_shown = added(real for real, _ in pairs), added(seen for _, seen in pairs)
    rest = everything.n - over.n
    if 0 < rest < SMALLEST_GROUP:
        return (over, over_shown) if over.n >= SMALLEST_GROUP else None
    if everything.n < SMALLEST_GROUP:
        return None
    return everything, over_shown + blurred(without(everything, over))


def published(parts: Iterable[Part]) -> Shown:
    """Return what may be shown of one question, given its answers per cell."""
    parts = list(parts)
    cells = {
        part.cell_id: (part.figure, blurred(part.figure))
        for part in parts
        if part.site_id is not None and part.figure.n >= SMALLEST_GROUP
    }
    of_site: dict[int, list[Part]] = {}
    for part in parts:
        if part.site_id is not None:
            of_site.setdefault(part.site_id, []).append(part)
    sites: dict[int, tuple[Figure, Figure]] = {}
    for site_id, mine in of_site.items():
        pair = _whole(
            (cells[part.cell_id] for part in mine if part.cell_id in cells),
            added(part.figure for part in mine),
        )
        if pair is not None:
            sites[site_id] = pair
    whole = _whole(sites.values(), added(part.figure for part in parts))
    return Shown(
        {id_: seen for id_, (_, seen) in cells.items()},
        {id_: seen for id_, (_, seen) in sites.items()},
        whole[1] if whole else None,
    )
