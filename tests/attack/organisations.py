"""Random organisations, and an attacker who adds and subtracts everything that is shown of them."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pim.feedback.cells import SMALLEST_GROUP, Group, lay_cells
from pim.feedback.small_groups import Figure, Part, Shown, published

Row = tuple[int, ...]
"""For each cell with answers: is it in this figure (1) or not (0)."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The cells of a round, and how many of each answered one of its questions."""

    cells: tuple[Group, ...]
    answers: tuple[int, ...]

    def parts(self) -> list[Part]:
        """Return what was said: each cell's sum is a power of two, so a figure tells its cells."""
        both = enumerate(zip(self.cells, self.answers, strict=True))
        return [Part(i, cell.site_id, Figure(n, 1 << i)) for i, (cell, n) in both if n]


def organisations(count: int, seed: int) -> Iterator[Organisation]:
    """Yield organisations of up to six sites with up to six teams, many of them small; not all answer."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        people = {
            (site, 10 * site + team): chance.randint(1, 14)
            for site in range(1, chance.randint(1, 6) + 1)
            for team in range(1, chance.randint(1, 6) + 1)
        }
        cells = lay_cells(people)
        if sum(people.values()) < SMALLEST_GROUP:
            continue  # such a round does not open
        willing = chance.choice((0.3, 0.6, 0.9, 1.0))
        answers = tuple(sum(chance.random() < willing for _ in range(cell.members)) for cell in cells)
        made += 1
        yield Organisation(cells, answers)


def figures(shown: Shown) -> list[Figure]:
    """Return every figure on the page."""
    return [*shown.cells.values(), *shown.sites.values(), *([shown.total] if shown.total else [])]


def seen(parts: Sequence[Part], told: Iterable[Figure]) -> list[Row]:
    """Return which cells are in each figure that is told."""
    return [tuple(figure.total >> part.cell_id & 1 for part in parts) for figure in told]


def worked_out(parts: Sequence[Part], rows: Sequence[Row]) -> list[tuple[int, ...]]:
    """Return every group of one to four answers whose sum follows from the figures: what an attacker finds.

    A sum follows when it is a combination of what is told, whatever the factors: when it stands at a right
    angle to all that the figures leave open.
    """
    small = list(_small_groups([part.figure.n for part in parts]))
    if not rows or not small:
        return []
    known = np.array(rows, dtype=float)
    _, sizes, axes = np.linalg.svd(known)
    rank = int((sizes > 1e-9).sum())
    left_open = axes[rank:].T
    asked = np.zeros((len(small), len(parts)))
    for number, group in enumerate(small):
        asked[number, list(group)] = 1
    found = np.abs(asked @ left_open).max(axis=1, initial=0) < 1e-9
    return [group for group, follows in zip(small, found, strict=True) if follows]


def _small_groups(answers: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every set of cells that have one to four answers together."""
    few = [i for i, n in enumerate(answers) if 1 <= n < SMALLEST_GROUP]
    for size in range(1, SMALLEST_GROUP):
        yield from (
            group for group in combinations(few, size) if sum(answers[i] for i in group) < SMALLEST_GROUP
        )


def plainly(parts: Sequence[Part]) -> list[Figure]:
    """Return what the plain rule would show: each team, site and total with at least five answers."""
    sites: dict[int, Figure] = {}
    for part in parts:
        if part.site_id is not None:
            sites[part.site_id] = sites.get(part.site_id, Figure()) + part.figure
    total = Figure()
    for part in parts:
        total += part.figure
    every = [*(part.figure for part in parts if part.site_id is not None), *sites.values(), total]
    return [figure for figure in every if figure.n >= SMALLEST_GROUP]


def reported(parts: Sequence[Part], shown: Mapping[int, Figure]) -> tuple[int, int]:
    """Return how many teams with at least five answers there are, and how many of them are shown."""
    able = [part for part in parts if part.site_id is not None and part.figure.n >= SMALLEST_GROUP]
    return len(able), sum(part.cell_id in shown for part in able)


def shown_of(organisation: Organisation) -> tuple[list[Part], Shown]:
    """Return what was said in an organisation and what is shown of it."""
    parts = organisation.parts()
    return parts, published(parts)
