"""A place for everything in a picture: one column of boxes, with lanes beside it for skips and loops.

A step to the next box is an arrow straight down. A step further down runs in a lane on the left, a step up (a
loop) in a lane on the right. Lanes lie outside the column, so no line ever crosses a box, whatever the
workflow. Steps to one box share a lane, so that many roads to one end stay one line; lanes that would overlap
lie side by side, the shortest nearest to the boxes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

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
class _Lane:
    """The way beside the column to one box, for every step that starts at one of these heights."""

    target: PlacedBox
    starts: list[float] = field(default_factory=list)
    number: int = 0

    @property
    def end(self) -> float:
        return self.target.y + self.target.head / 2


def place(picture: Picture) -> Plan:
    """Give every box, line and arrow its place."""
    width = _column_width(picture)
    boxes = _stack(picture, width)
    order = {box.box.name: number for number, box in enumerate(boxes)}
    downs: set[int] = set()
    skips: dict[int, _Lane] = {}
    loops: dict[int, _Lane] = {}
    for number, box in enumerate(boxes):
        for row in box.rows:
            if row.row.to is None:
                continue
            target = order[row.row.to]
            if target == number + 1:
                downs.add(number)
            else:
                lanes = skips if target > number else loops
                lanes.setdefault(target, _Lane(boxes[target])).starts.append(row.port)
    left = _number(skips.values()) * LANE + EDGE
    right = _number(loops.values()) * LANE + EDGE
    column = left + LANE
    placed = tuple(replace(box, x=column) for box in boxes)
    arrows = [_down(placed[n], placed[n + 1]) for n in sorted(downs)]
    for lane in skips.values():
        arrows += _through(lane, column, -1, "skip")
    for lane in loops.values():
        arrows += _through(lane, column + width, 1, "loop")
    height = placed[-1].y + placed[-1].height + PAD
    return Plan(column + width + LANE + right, height, placed, tuple(arrows))


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


def _number(lanes: Iterable[_Lane]) -> int:
    """Give every lane the innermost number that is free along its whole way; returns how many there are."""
    taken: list[list[tuple[float, float]]] = []
    for lane in sorted(lanes, key=lambda lane: max(abs(start - lane.end) for start in lane.starts)):
        top = min(lane.end, *lane.starts) - LINE / 2
        bottom = max(lane.end, *lane.starts) + LINE / 2
        free = (n for n, others in enumerate(taken) if all(bottom < a or top > b for a, b in others))
        lane.number = next(free, len(taken))
        if lane.number == len(taken):
            taken.append([])
        taken[lane.number].append((top, bottom))
    return len(taken)


def _down(upper: PlacedBox, lower: PlacedBox) -> Arrow:
    middle = upper.x + upper.width / 2
    return Arrow(((middle, upper.y + upper.height), (middle, lower.y)), "down")


def _through(lane: _Lane, side: float, sign: int, way: str) -> list[Arrow]:
    x = side + sign * (EDGE + lane.number * LANE)
    return [Arrow(((side, start), (x, start), (x, lane.end), (side, lane.end)), way) for start in lane.starts]
