"""A picture as SVG, with colours as plain attributes: the strictest content policy lets them pass."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from workflows.picture.colours import CALM, HERE, INK, MUTED, PAPER, VISITED
from workflows.picture.layout import LABEL, PAD, SMALL, Arrow, Line, PlacedBox, place, title_lines
from workflows.picture.look import EVERYWHERE, Picture
from workflows.picture.text import printable, text_width

_WAYS = {"down": INK, "skip": "#2b5f8a", "loop": "#a0451b"}
_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_HEAD = 7.0
_CORNER = 8.0


def as_svg(picture: Picture, language: str) -> str:
    """Draw the picture; the words in it are text, whatever an author wrote."""
    plan = place(picture)
    name = f"pim-drawing-{picture.name}"
    shapes = [shape for lane in _lanes(plan.arrows) for shape in _lines(lane)]
    shapes += [shape for box in plan.boxes for shape in _box(box)]
    # Ends come last, so that the edge of a box does not cover them.
    shapes += [shape for arrow in plan.arrows for shape in _arrow_ends(arrow)]
    column = plan.boxes[0]
    for number, text in enumerate(title_lines(picture, column.width)):
        shapes.append(_text(column.x, 24 + 19 * number, text, LABEL, INK, bold=True))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pim-drawing" role="img" lang="{language}"'
            f' aria-labelledby="{name}-title {name}-desc" width="{plan.width:g}" height="{plan.height:g}"'
            f' viewBox="0 0 {plan.width:g} {plan.height:g}" font-family="{_FONT}">',
            f'<title id="{name}-title">{_plain(picture.title)}</title>',
            f'<desc id="{name}-desc">{_plain(picture.description)}</desc>',
            f'<rect class="pim-drawing-paper" width="100%" height="100%" fill="{PAPER}"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def _lanes(arrows: tuple[Arrow, ...]) -> Iterator[list[Arrow]]:
    """Gather the arrows that run to one point together."""
    for _, lane in groupby(arrows, key=lambda arrow: (arrow.way, arrow.points[-1])):
        yield list(lane)


def _lines(lane: list[Arrow]) -> Iterator[str]:
    """Draw the lines of one lane over a pale edge, which shows at a crossing what passes over what."""
    for arrow in lane:
        yield f'<path d="{_rounded(arrow.points)}" fill="none" stroke="{PAPER}" stroke-width="5"/>'
    for arrow in lane:
        yield (
            f'<path class="pim-drawing-{arrow.way}" d="{_rounded(arrow.points)}" fill="none"'
            f' stroke="{_WAYS[arrow.way]}" stroke-width="1.6"/>'
        )


def _arrow_ends(arrow: Arrow) -> Iterator[str]:
    (from_x, from_y), (x, y) = arrow.points[-2:]
    dx, dy = (x > from_x) - (x < from_x), (y > from_y) - (y < from_y)
    back, aside = (x - _HEAD * dx, y - _HEAD * dy), (4 * dy, 4 * dx)
    one = f"{back[0] - aside[0]:g} {back[1] - aside[1]:g}"
    other = f"{back[0] + aside[0]:g} {back[1] + aside[1]:g}"
    colour = _WAYS[arrow.way]
    yield f'<path d="M{x:g} {y:g}L{one}L{other}Z" fill="{colour}"/>'
    if arrow.way != "down":
        first_x, first_y = arrow.points[0]
        yield f'<circle cx="{first_x:g}" cy="{first_y:g}" r="3.2" fill="{colour}"/>'


def _rounded(points: tuple[tuple[float, float], ...]) -> str:
    d = f"M{points[0][0]:g} {points[0][1]:g}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        (ax, ay), (bx, by) = _towards(corner, before), _towards(corner, after)
        d += f"L{ax:g} {ay:g}Q{corner[0]:g} {corner[1]:g} {bx:g} {by:g}"
    return d + f"L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(start: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    dx, dy = other[0] - start[0], other[1] - start[1]
    length = abs(dx) + abs(dy) or 1.0
    part = min(_CORNER, length / 2) / length
    return start[0] + dx * part, start[1] + dy * part


def _box(placed: PlacedBox) -> Iterator[str]:
    box = placed.box
    fill, stroke = {"here": HERE, "visited": VISITED}.get(box.mark, CALM)
    width = 3 if box.mark == "here" else 1.4
    shape = f'x="{placed.x:g}" y="{placed.y:g}" width="{placed.width:g}" height="{placed.height:g}"'
    dashed = ' stroke-dasharray="5 4"' if box.name == EVERYWHERE else ""
    kind = f"pim-drawing-stage pim-drawing-{box.mark}" if box.mark else "pim-drawing-stage"
    radius = 20 if box.final else 8
    yield f"<g data-stage={quoteattr(box.name)}>"
    yield (
        f'<rect class="{kind}" {shape} rx="{radius}" fill="{fill}" stroke="{stroke}"'
        f' stroke-width="{width}"{dashed}/>'
    )
    if box.rows:
        y = placed.y + placed.head + 4
        yield (
            f'<path d="M{placed.x + PAD:g} {y:g}H{placed.x + placed.width - PAD:g}" stroke="{stroke}"'
            ' stroke-opacity="0.35"/>'
        )
    for line in placed.names:
        size, colour = (SMALL, MUTED) if line.muted else (LABEL, INK)
        yield _text(placed.x + PAD, line.y, line.text, size, colour, bold=not line.muted)
    if box.mark:
        yield from _mark(placed, stroke)
    for line in (line for row in placed.rows for line in row.lines):
        yield from _line(placed, line)
    yield "</g>"


def _mark(placed: PlacedBox, colour: str) -> Iterator[str]:
    """Draw the sign beside the name: a filled label for the present stage, a tick for a visited one."""
    right, middle, text = placed.x + placed.width - PAD, placed.y + 18, placed.box.mark_text
    if placed.box.mark == "here":
        width = text_width(text, SMALL) + 16
        yield (
            f'<rect x="{right - width:g}" y="{middle - 11:g}" width="{width:g}" height="22" rx="11"'
            f' fill="{colour}"/>'
        )
        yield _text(right - width / 2, middle + 4.5, text, SMALL, PAPER, bold=True, anchor="middle")
        return
    tick = f"M{right - 13:g} {middle:g}l4.5 5l8.5 -11"
    yield (
        f'<path d="{tick}" fill="none" stroke="{colour}" stroke-width="2.4" stroke-linecap="round">'
        f"<title>{_plain(text)}</title></path>"
    )


def _line(placed: PlacedBox, line: Line) -> Iterator[str]:
    yield _text(placed.x + PAD, line.y, line.text, SMALL, MUTED if line.muted else INK)
    if line.at_right:
        right = placed.x + placed.width - PAD
        yield _text(right, line.y, line.at_right, SMALL, MUTED, anchor="end")


def _text(
    x: float, y: float, text: str, size: int, colour: str, *, bold: bool = False, anchor: str = ""
) -> str:
    more = ' font-weight="bold"' if bold else ""
    more += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{more}>{_plain(text)}</text>'


def _plain(text: str) -> str:
    return escape(printable(text))
