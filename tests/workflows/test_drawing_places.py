"""The places in a drawing: no line crosses a box, whatever the workflow, and every step has its own arrow."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.bakery import BAKERY, bakery, words
from workflows.definition import shipped, shipped_names
from workflows.drawing import mermaid, svg
from workflows.picture.layout import GAP, Plan, place
from workflows.picture.look import EVERYWHERE, look
from workflows.picture.text import text_width, wrap
from workflows.schema import Definition


def crossings(plan: Plan) -> list[tuple[str, str]]:
    """Give every arrow that passes through the inside of a box."""
    found = []
    for arrow in plan.arrows:
        for (ax, ay), (bx, by) in pairwise(arrow.points):
            for box in plan.boxes:
                inside_x = min(ax, bx) < box.x + box.width and max(ax, bx) > box.x
                inside_y = min(ay, by) < box.y + box.height and max(ay, by) > box.y
                if inside_x and inside_y:
                    found.append((arrow.way, box.box.name))
    return found


def overlaps(plan: Plan) -> list[tuple[str, str]]:
    """Give every pair of arrows to different boxes that run on top of each other beside the column."""
    upright = [
        (arrow.points[-1], a[0], min(a[1], b[1]), max(a[1], b[1]))
        for arrow in plan.arrows
        for a, b in pairwise(arrow.points)
        if a[0] == b[0] and arrow.way != "down"
    ]
    return [
        (str(one[0]), str(other[0]))
        for n, one in enumerate(upright)
        for other in upright[n + 1 :]
        if one[0] != other[0] and one[1] == other[1] and one[2] < other[3] and other[2] < one[3]
    ]


@st.composite
def workflows(draw: st.DrawFn) -> Definition:
    names = [f"s{n}" for n in range(draw(st.integers(1, 9)))]
    label = st.text(min_size=1, max_size=60).map(words)
    step = st.builds(
        lambda to, by, said: {"to": to, "by": by, "label": said},
        st.sampled_from([*names, "same", "back"]),
        st.lists(st.sampled_from(["lead", "clock", "author"]), min_size=1, max_size=3),
        label,
    )
    steps = st.dictionaries(st.sampled_from([f"step_{n}" for n in range(8)]), step, max_size=5)
    stages = {name: {"label": draw(label), "steps": draw(steps)} for name in names}
    everywhere = draw(st.dictionaries(st.sampled_from(["pause", "stop"]), step, max_size=2))
    cycle = {"start": draw(st.sampled_from(names)), "stages": stages, "everywhere": everywhere}
    whole = {"workflow": "w", "title": draw(label), "calendar": "nl", "roles": ["lead"], "cycle": cycle}
    return Definition.model_validate(whole)


@settings(max_examples=150)
@given(workflows())
def test_no_arrow_crosses_a_box_or_lies_on_another_whatever_the_workflow(definition: Definition) -> None:
    plan = place(look(definition, "cycle", None, (), "nl"))
    assert crossings(plan) == []
    assert overlaps(plan) == []


@pytest.mark.parametrize("name", shipped_names())
def test_the_workflows_of_the_product_can_be_drawn_in_both_languages(name: str) -> None:
    definition = shipped(name)
    for kind, life in definition.lifecycles.items():
        plan = place(look(definition, kind, None, (), "nl"))
        assert crossings(plan) == overlaps(plan) == []
        for stage in life.stages:
            assert ">here</text>" in svg(definition, kind, at=stage, language="en")
            assert f"class stage_{stage} here" in mermaid(definition, kind, at=stage)


@settings(max_examples=150)
@given(workflows())
def test_everything_stays_inside_the_drawing_and_boxes_stay_apart(definition: Definition) -> None:
    plan = place(look(definition, "cycle", None, (), "nl"))
    for arrow in plan.arrows:
        assert all(0 < x < plan.width and 0 < y < plan.height for x, y in arrow.points)
    for box in plan.boxes:
        assert box.x > 0
        assert box.x + box.width < plan.width
        assert box.y + box.height < plan.height
        inside = [line.y for line in box.names] + [line.y for row in box.rows for line in row.lines]
        assert all(box.y < y < box.y + box.height for y in inside)
        assert inside == sorted(inside)
    for upper, lower in pairwise(plan.boxes):
        assert lower.y - (upper.y + upper.height) == pytest.approx(GAP)


@settings(max_examples=150)
@given(workflows())
def test_every_step_has_its_arrow_from_its_own_height_to_its_own_target(definition: Definition) -> None:
    plan = place(look(definition, "cycle", None, (), "nl"))
    order = [box.box.name for box in plan.boxes]
    wanted = set()
    for number, box in enumerate(plan.boxes):
        for row in box.rows:
            if row.row.to is not None and order.index(row.row.to) == number + 1:
                wanted.add((box.y + box.height, row.row.to))
            elif row.row.to is not None:
                wanted.add((row.port, row.row.to))
    arrived = set()
    for arrow in plan.arrows:
        x, y = arrow.points[-1]
        target = next(b for b in plan.boxes if b.x <= x <= b.x + b.width and b.y <= y <= b.y + b.height)
        arrived.add((arrow.points[0][1], target.box.name))
    assert arrived == wanted


@given(workflows())
def test_any_workflow_gives_well_formed_svg_and_one_order_a_line_in_mermaid(definition: Definition) -> None:
    assert ElementTree.fromstring(svg(definition, at=definition.cycle.start)).tag.endswith("}svg")
    node = r"(?:stage_s\d|everywhere)"
    quoted = r'"[^"`<>{}%\\]*"'
    allowed = re.compile(
        rf"flowchart TD|  acc(?:Title|Descr): [^\n<>{{}}%]*|  start\(\( \)\) --> {node}"
        rf"|  {node}(?:\[{quoted}\]|\(\[{quoted}\]\)|\[/{quoted}/\])"
        rf"|  {node} (?:-->|-\.->)\|{quoted}\| {node}|  classDef \w+ [\w:#,-]+|  class {node} here"
    )
    for line in mermaid(definition, at=definition.cycle.start).splitlines():
        assert allowed.fullmatch(line), line


def test_the_start_stands_first_and_the_rest_keeps_the_order_of_the_file() -> None:
    cycle = {**BAKERY["cycle"], "start": "trying"}
    moved = Definition.model_validate({**BAKERY, "cycle": cycle})
    names = [box.name for box in look(moved, "cycle", None, (), "nl").boxes]
    assert names == ["trying", "asking", "done", EVERYWHERE, "waiting", "stopped"]


def test_a_loop_runs_on_the_right_a_skip_on_the_left_and_the_next_stage_straight_down() -> None:
    plan = place(look(bakery(), "cycle", None, (), "nl"))
    column = plan.boxes[0]
    for arrow in plan.arrows:
        xs = {x for x, _ in arrow.points}
        if arrow.way == "loop":
            assert min(xs) == column.x + column.width
        elif arrow.way == "skip":
            assert max(xs) == column.x
        else:
            assert xs == {column.x + column.width / 2}
    assert sorted(arrow.way for arrow in plan.arrows) == ["down", "down", "down", "loop", "loop", "skip"]


@given(st.text(max_size=200), st.integers(60, 400))
def test_wrapped_text_fits_and_loses_nothing_but_spaces(text: str, room: int) -> None:
    lines = wrap(text, 13, room)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(text_width(line, 13) <= room for line in lines)
