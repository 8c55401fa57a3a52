"""Where the numbers beside the dots of a chart stand: dots that lie together share one label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TOGETHER = 16.0  # points of the drawing: nearer than this, two numbers would cover each other
A_LINE = 15.0
OF_A_LINE = 4  # numbers on one line
_A_SIGN = 8.0  # about the width of a figure


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a dot or several: where the first line begins, or ends when ``before``, and its lines."""

    x: float
    y: float
    before: bool
    lines: tuple[str, ...]

    @property
    def left(self) -> float:
        """Return where the words begin on the drawing."""
        return self.x - self._width if self.before else self.x

    @property
    def right(self) -> float:
        """Return where the words end on the drawing."""
        return self.x if self.before else self.x + self._width

    @property
    def bottom(self) -> float:
        """Return the line under the last words."""
        return self.y + A_LINE * len(self.lines)

    @property
    def _width(self) -> float:
        return _A_SIGN * max(len(line) for line in self.lines)


def labels(spots: Iterable[tuple[float, float, str]], right: float) -> list[Label]:
    """Return the labels for dots at x and y with a name each; ``right`` is the edge of the drawing.

    Dots nearer than TOGETHER, also through others, share a label. One that would cover a label above it
    moves down.
    """
    placed: list[Label] = []
    for bundle in sorted(_bundles(list(spots)), key=lambda spots: min(spot[1] for spot in spots)):
        lines = _lines([spot[2] for spot in bundle])
        before = max(spot[0] for spot in bundle) + 10 + _A_SIGN * max(len(line) for line in lines) > right
        x = min(spot[0] for spot in bundle) - 9 if before else max(spot[0] for spot in bundle) + 9
        label = Label(x, min(spot[1] for spot in bundle) - 6, before, lines)
        for other in placed:
            beside = label.left > other.right or label.right < other.left
            if not beside and label.y < other.bottom:
                label = Label(x, other.bottom, before, lines)
        placed.append(label)
    return placed


def _bundles(spots: Sequence[tuple[float, float, str]]) -> list[list[tuple[float, float, str]]]:
    bundles: list[list[tuple[float, float, str]]] = []
    for spot in spots:
        near = [bundle for bundle in bundles if any(_near(spot, other) for other in bundle)]
        bundles = [bundle for bundle in bundles if bundle not in near]
        bundles.append([other for bundle in near for other in bundle] + [spot])
    return bundles


def _near(one: tuple[float, float, str], other: tuple[float, float, str]) -> bool:
    return abs(one[0] - other[0]) < TOGETHER and abs(one[1] - other[1]) < TOGETHER


def _lines(names: Sequence[str]) -> tuple[str, ...]:
    ordered = sorted(names, key=lambda name: (not name.isdecimal(), int(name) if name.isdecimal() else 0))
    rows = [ordered[at : at + OF_A_LINE] for at in range(0, len(ordered), OF_A_LINE)]
    return tuple(", ".join(row) + ("," if row is not rows[-1] else "") for row in rows)
