"""A workflow as a picture: what stands in it, that no line crosses a box, that words never become markup."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.drawing import mermaid, svg
from workflows.picture.layout import GAP, Plan, place
from workflows.picture.look import EVERYWHERE, look
from workflows.picture.text import text_width, wrap
from workflows.schema import Definition

SVG = "{http://www.w3.org/2000/svg}"


def words(nl: str, en: str | None = None) -> dict[str, str]:
    return {"nl": nl, "en": en or nl}


BAKERY = {
    "workflow": "bakery",
    "title": words("Bakkerij: nieuwe oven", "Bakery: a new oven"),
    "calendar": "nl",
    "roles": {"lead": words("Kartrekker", "Lead"), "works_council": words("OR", "Works council")},
    "cycle": {
        "start": "asking",
        "stages": {
            "asking": {
                "label": words("Vragen", "Asking"),
                "due": {"in": "1 working day"},
                "steps": {
                    "begin": {"to": "trying", "by": ["lead"], "label": words("Proefbakken", "Bake a trial")},
                    "drop": {"to": "stopped", "by": ["lead", "works_council"]},
                    "ask_more": {"to": "same", "by": "lead"},
                },
            },
            "trying": {
                "label": words("Proberen", "Trying"),
                "due": {"lasts": "14 days"},
                "steps": {
                    "again": {"to": "asking", "by": ["clock"]},
                    "adopt": {"to": "done", "by": ["lead"]},
                },
            },
            "done": {"label": words("Klaar", "Done"), "final": True},
            "waiting": {
                "label": words("Wachten", "Waiting"),
                "due": {"on": "target_on"},
                "steps": {"go_on": {"to": "back", "by": ["lead"], "label": words("Verder", "Go on")}},
            },
            "stopped": {"label": words("Gestopt", "Stopped"), "final": True},
        },
        "everywhere": {"wait": {"to": "waiting", "by": ["lead"]}},
    },
}


@pytest.fixture(scope="module")
def bakery() -> Definition:
    return Definition.model_validate(BAKERY)


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def texts(element: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in element.iter(f"{SVG}text")]


def stage(drawing: str, name: str) -> ElementTree.Element:
    return next(g for g in parsed(drawing).iter(f"{SVG}g") if g.get("data-stage") == name)


# what stands in it


def test_every_stage_and_step_stands_in_the_drawing_with_who_may_take_it(bakery: Definition) -> None:
    drawn = texts(parsed(svg(bakery)))
    assert {"Vragen", "Proberen", "Klaar", "Wachten", "Gestopt"} <= set(drawn)
    asking = texts(stage(svg(bakery), "asking"))
    assert asking == [
        "Vragen",
        "termijn: 1 werkdag",
        "Proefbakken",
        "kartrekker",
        "Drop",
        "kartrekker, OR",
        "Ask more",
        "kartrekker",
    ]


def test_the_drawing_speaks_english_when_asked(bakery: Definition) -> None:
    drawing = svg(bakery, language="en")
    assert texts(stage(drawing, "asking"))[:4] == ["Asking", "term: 1 working day", "Bake a trial", "lead"]
    assert texts(stage(drawing, "trying"))[1] == "lasts 14 days"
    assert parsed(drawing).get("lang") == "en"
    assert "Vragen" not in drawing


def test_the_present_stage_is_marked_by_colour_and_by_a_word(bakery: Definition) -> None:
    for language, word in (("nl", "hier"), ("en", "here")):
        drawing = svg(bakery, at="trying", visited=["asking"], language=language)
        assert word in texts(stage(drawing, "trying"))
        frames = {g.get("data-stage"): g.find(f"{SVG}rect") for g in parsed(drawing).iter(f"{SVG}g")}
        fills = {name: frame.get("fill") for name, frame in frames.items() if frame is not None}
        assert fills["trying"] not in (fills["asking"], fills["done"])
        assert sum(word in texts(g) for g in parsed(drawing).iter(f"{SVG}g")) == 1


def test_visited_stages_are_ticked_and_the_others_are_not(bakery: Definition) -> None:
    drawing = svg(bakery, at="trying", visited=["asking", "trying"])
    ticked = {
        g.get("data-stage")
        for g in parsed(drawing).iter(f"{SVG}g")
        if any(title.text == "geweest" for title in g.iter(f"{SVG}title"))
    }
    assert ticked == {"asking"}


def test_a_definition_without_a_live_cycle_marks_nothing(bakery: Definition) -> None:
    assert "hier" not in texts(parsed(svg(bakery)))
    assert "geweest" not in svg(bakery)
    assert "class stage" not in mermaid(bakery)


def test_title_and_description_say_in_words_what_the_drawing_shows(bakery: Definition) -> None:
    root = parsed(svg(bakery, at="trying", visited=["asking"]))
    named = (root.get("aria-labelledby") or "").split()
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert [title.get("id"), desc.get("id")] == named
    assert title.text == "Bakkerij: nieuwe oven: cyclus"
    said = desc.text or ""
    assert "5 fasen" in said
    assert "begint bij Vragen" in said
    assert "eindigt in Klaar of Gestopt" in said
    assert "nu in Proberen" in said
    assert "Geweest: Vragen." in said
    assert "Proefbakken (naar Proberen)" in said
    assert "Verder: terug naar de fase ervoor" in said


def test_a_drawing_needs_no_script_style_font_or_address_from_elsewhere(bakery: Definition) -> None:
    drawing = svg(bakery, at="trying")
    assert {element.tag.removeprefix(SVG) for element in parsed(drawing).iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "path",
        "circle",
        "g",
        "text",
    }
    assert not re.search(r"\bstyle=|\bon\w+=|href|url\(|@import|<!", drawing)


def test_mermaid_holds_the_same_stages_steps_and_marks(bakery: Definition) -> None:
    lines = mermaid(bakery, at="trying", visited=["asking"]).splitlines()
    assert lines[0] == "flowchart TD"
    assert '  stage_asking["Vragen · termijn: 1 werkdag · geweest"]' in lines
    assert '  stage_trying["Proberen · duurt 14 dagen · hier"]' in lines
    assert '  stage_done(["Klaar"])' in lines
    assert '  stage_asking -->|"Proefbakken · kartrekker"| stage_trying' in lines
    assert '  stage_asking -->|"Ask more · kartrekker"| stage_asking' in lines
    assert '  stage_trying -->|"Again · vanzelf, na de termijn"| stage_asking' in lines
    assert '  everywhere -.->|"Wait · kartrekker"| stage_waiting' in lines
    assert "  class stage_trying here" in lines
    assert "  class stage_asking visited" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kind": "rond"}, "no lifecycle 'rond'"),
        ({"kind": "wave"}, "no lifecycle 'wave'"),
        ({"at": "tryin"}, "did you mean 'trying'"),
        ({"visited": ["asking", "nowhere"]}, "no stage 'nowhere'"),
        ({"language": "de"}, "no language 'de' here, only nl, en"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_names_that_can(
    bakery: Definition, arguments: dict[str, str], said: str
) -> None:
    for draw in (svg, mermaid):
        with pytest.raises(ValueError, match=re.escape(said)):
            draw(bakery, **arguments)  # type: ignore[arg-type]


# where it stands


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
    """Give every pair of arrows that run on top of each other in a lane."""
    upright = [
        (arrow.way, a[0], min(a[1], b[1]), max(a[1], b[1]))
        for arrow in plan.arrows
        for a, b in pairwise(arrow.points)
        if a[0] == b[0] and arrow.way != "down"
    ]
    return [
        (one[0], other[0])
        for n, one in enumerate(upright)
        for other in upright[n + 1 :]
        if one[1] == other[1] and one[2] < other[3] and other[2] < one[3]
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


@settings(deadline=None, max_examples=150)
@given(workflows())
def test_no_arrow_crosses_a_box_or_lies_on_another_whatever_the_workflow(definition: Definition) -> None:
    plan = place(look(definition, "cycle", None, (), "nl"))
    assert crossings(plan) == []
    assert overlaps(plan) == []


@settings(deadline=None, max_examples=150)
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


@settings(deadline=None, max_examples=150)
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


@settings(deadline=None)
@given(workflows())
def test_any_workflow_gives_well_formed_svg_and_one_order_a_line_in_mermaid(definition: Definition) -> None:
    assert parsed(svg(definition, at=definition.cycle.start)).tag == f"{SVG}svg"
    node = r"(?:stage_s\d|everywhere)"
    quoted = r'"[^"`<>{}%\\]*"'
    allowed = re.compile(
        rf"flowchart TD|  acc(?:Title|Descr): [^\n<>{{}}%]*|  start\(\( \)\) --> {node}"
        rf"|  {node}(?:\[{quoted}\]|\(\[{quoted}\]\)|\[/{quoted}/\])"
        rf"|  {node} (?:-->|-\.->)\|{quoted}\| {node}|  classDef \w+ [\w:#,-]+|  class {node} here"
    )
    for line in mermaid(definition, at=definition.cycle.start).splitlines():
        assert allowed.fullmatch(line), line


def test_the_start_stands_first_and_the_rest_keeps_the_order_of_the_file(bakery: Definition) -> None:
    cycle = {**BAKERY["cycle"], "start": "trying"}  # type: ignore[dict-item]
    moved = Definition.model_validate({**BAKERY, "cycle": cycle})
    names = [box.name for box in look(moved, "cycle", None, (), "nl").boxes]
    assert names == ["trying", "asking", "done", EVERYWHERE, "waiting", "stopped"]


def test_a_loop_runs_on_the_right_a_skip_on_the_left_and_the_next_stage_straight_down(
    bakery: Definition,
) -> None:
    plan = place(look(bakery, "cycle", None, (), "nl"))
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


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(60, 400))
def test_wrapped_text_fits_and_loses_nothing_but_spaces(text: str, room: int) -> None:
    lines = wrap(text, 13, room)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(text_width(line, 13) <= room for line in lines)


# words of an author are words

HOSTILE = (
    'x"]; click stage_end %%{init: {"securityLevel":"loose"}}%% <img src=x onerror=alert(1)>'
    " `md` #35; --> end"
)


def hostile(label: str) -> Definition:
    cycle = {
        "start": "end",
        "stages": {
            "end": {
                "label": words(label),
                "steps": {"class": {"to": "default", "by": ["lead"], "label": words(label)}},
            },
            "default": {"label": words("Klaar"), "final": True},
        },
    }
    whole = {"workflow": "h", "title": words(label), "calendar": "nl", "roles": {"lead": words(label)}}
    return Definition.model_validate({**whole, "cycle": cycle})


def test_markup_in_a_label_is_shown_as_text_and_never_obeyed() -> None:
    drawing = svg(hostile(HOSTILE))
    assert "<img" not in drawing
    assert "onerror" in "".join(texts(stage(drawing, "end")))
    assert len(list(parsed(drawing).iter(f"{SVG}g"))) == 2


def test_orders_to_mermaid_in_a_label_lose_their_meaning() -> None:
    text = mermaid(hostile(HOSTILE))
    said = text.split("classDef")[0]
    assert "%%" not in said
    assert "<img" not in said
    assert "`" not in said
    assert 'stage_end["x#34;#93;#59; click' in said
    assert len(text.splitlines()) == len(mermaid(hostile("tam")).splitlines())


def test_stages_named_like_words_of_mermaid_do_not_break_it() -> None:
    text = mermaid(hostile("tam"))
    assert not re.search(r"^\s*(end|default|class)\b(?! stage_)", text, re.MULTILINE)


@pytest.mark.parametrize(
    "label",
    ["a\x00b", "a\x1b[31mb", "a\ud800b", "a\u202eb", "a\u2066b", "]]>", "<!--", "&amp;", "\n---\n", "\ufffe"],
)
def test_characters_that_break_xml_or_turn_a_line_around_are_left_out(label: str) -> None:
    # Validation would refuse some of these; the drawing does not lean on that.
    tame = hostile("tam")
    wild = tame.cycle.stages["end"].label.model_copy(update={"nl": label})
    stages = {**tame.cycle.stages, "end": tame.cycle.stages["end"].model_copy(update={"label": wild})}
    definition = tame.model_copy(update={"cycle": tame.cycle.model_copy(update={"stages": stages})})
    drawing = svg(definition)
    assert parsed(drawing.encode()).tag == f"{SVG}svg"  # type: ignore[arg-type]
    for text in (drawing, mermaid(definition)):
        assert not re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe]", text)
    assert len(mermaid(definition).splitlines()) == len(mermaid(tame).splitlines())
