"""A place for everything in a picture: one column of boxes, with lanes beside it for skips and loops.

A step to the next box is an arrow straight down. A step further down runs in a lane on the left, a step up (a
loop) in a lane on the right. Lanes lie outside the column, so no line ever crosses a box, whatever the
workflow; lines that share a stretch of the column get lanes of their own, the shortest nearest to the boxes.
"""

from dataclasses import dataclass, replace

from workflows.picture.look import Box, Picture, Row
from workflows.picture.text import text_width, wrap

LABEL, SMALL = 15, 13  # font sizes in pixels
LINE = 19
PAD = 14
GAP = 34
ROW_GAP = 6
LANE = 15
EDGE = 20
NARROWEST, WIDEST = 300, 400
TOP = 46


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a row: what, at which height, and what stands at the right end of it."""

    text: str
    y: float
    at_right: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A step in its box; `port` is the height at which its arrow leaves."""

    row: Row
    lines: tuple[Line, ...]
    port: float


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its place in pixels; `head` is the height of the part with its name."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    head: float
    names: tuple[Line, ...]
    rows: tuple[PlacedRow, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line through these points, with its head at the last; `way` is down, skip or loop."""

    points: tuple[tuple[float, float], ...]
    way: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole drawing in pixels."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    arrows: tuple[Arrow, ...]


@dataclass(slots=True)
class _Trip:
    """A step that needs a lane: from a height, to a box; the lane and the height of arrival come later."""

    start: float
    target: PlacedBox
    lane: int = 0
    end: float = 0.0


def place(picture: Picture) -> Plan:
    """Give every box, line and arrow its place."""
    width = _column_width(picture)
    boxes = _stack(picture, width)
    order = {box.box.name: number for number, box in enumerate(boxes)}
    downs: set[int] = set()
    skips: list[_Trip] = []
    loops: list[_Trip] = []
    for number, box in enumerate(boxes):
        for row in box.rows:
            if row.row.to is None:
                continue
            target = order[row.row.to]
            if target == number + 1:
                downs.add(number)
            else:
                (skips if target > number else loops).append(_Trip(row.port, boxes[target]))
    left = _give_lanes(skips) * LANE + EDGE
    right = _give_lanes(loops) * LANE + EDGE
    column = left + LANE
    _spread(skips, outermost_first=False)
    _spread(loops, outermost_first=True)
    placed = tuple(replace(box, x=column) for box in boxes)
    arrows = (
        *(_down(placed[n], placed[n + 1]) for n in sorted(downs)),
        *(_trip_arrow(trip, column, -1, "skip") for trip in skips),
        *(_trip_arrow(trip, column + width, 1, "loop") for trip in loops),
    )
    return Plan(column + width + LANE + right, placed[-1].y + placed[-1].height + PAD, placed, arrows)


def _column_width(picture: Picture) -> float:
    wanted = [text_width(box.label, LABEL) + 90 for box in picture.boxes]
    wanted += [
        text_width(row.label, SMALL) + text_width(row.by, SMALL) + 24 + PAD
        for box in picture.boxes
        for row in box.rows
    ]
    return min(max(NARROWEST, *wanted) + 2 * PAD, WIDEST)


def _stack(picture: Picture, width: float) -> list[PlacedBox]:
    y, boxes = float(TOP + LINE * (len(title_lines(picture, width)) - 1)), []
    for box in picture.boxes:
        boxes.append(_box_at(box, y, width))
        y += boxes[-1].height + GAP
    return boxes


def title_lines(picture: Picture, width: float) -> list[str]:
    """Break the title over the width of the column."""
    return wrap(picture.title, LABEL, width)


def _box_at(box: Box, y: float, width: float) -> PlacedBox:
    room = width - 2 * PAD
    names = wrap(box.label, LABEL, room - 76)
    lines = [Line(text, LINE * (n + 1)) for n, text in enumerate(names)]
    lines += [
        Line(text, LINE * (len(lines) + n + 1), muted=True)
        for n, text in enumerate(wrap(box.note, SMALL, room) if box.note else [])
    ]
    head = PAD + LINE * len(lines) - 2
    rows, below = [], head + (PAD - 2 if box.rows else 0)
    for row in box.rows:
        placed = _row_at(row, y + below, room - PAD)
        rows.append(placed)
        below += LINE * len(placed.lines) + ROW_GAP
    names_at = tuple(Line(line.text, y + 4 + line.y, muted=line.muted) for line in lines)
    return PlacedBox(
        box, 0, y, width, below + (ROW_GAP if box.rows else PAD / 2), head, names_at, tuple(rows)
    )


def _row_at(row: Row, y: float, room: float) -> PlacedRow:
    together = text_width(row.label, SMALL) + text_width(row.by, SMALL) + 24 <= room
    texts = [(text, False) for text in wrap(row.label, SMALL, room)]
    if not together:
        texts += [(text, True) for text in wrap(row.by, SMALL, room)]
    lines = tuple(
        Line(text, y + LINE * n + SMALL, row.by if together else "", muted)
        for n, (text, muted) in enumerate(texts)
    )
    return PlacedRow(row, lines, y + LINE / 2)


def _give_lanes(trips: list[_Trip]) -> int:
    """Give every trip the innermost lane that is free along its whole way; the number of lanes comes back."""
    taken: list[list[tuple[float, float]]] = []
    for trip in sorted(trips, key=lambda t: abs(t.target.y - t.start)):
        top = min(trip.start, trip.target.y) - LINE / 2
        bottom = max(trip.start, trip.target.y + trip.target.head) + LINE / 2
        for lane in range(len(taken) + 1):
            if lane == len(taken):
                taken.append([])
            if all(bottom < a or top > b for a, b in taken[lane]):
                taken[lane].append((top, bottom))
                trip.lane = lane
                break
    return len(taken)


def _spread(trips: list[_Trip], *, outermost_first: bool) -> None:
    """Let the arrows that reach one box arrive side by side, in the order in which they cross least."""
    arriving: dict[str, list[_Trip]] = {}
    for trip in trips:
        arriving.setdefault(trip.target.box.name, []).append(trip)
    for together in arriving.values():
        together.sort(key=lambda trip: trip.lane, reverse=outermost_first)
        for number, trip in enumerate(together, start=1):
            trip.end = trip.target.y + trip.target.head * number / (len(together) + 1)


def _down(upper: PlacedBox, lower: PlacedBox) -> Arrow:
    middle = upper.x + upper.width / 2
    return Arrow(((middle, upper.y + upper.height), (middle, lower.y)), "down")


def _trip_arrow(trip: _Trip, side: float, sign: int, way: str) -> Arrow:
    lane = side + sign * (EDGE + trip.lane * LANE)
    return Arrow(((side, trip.start), (lane, trip.start), (lane, trip.end), (side, trip.end)), way)
