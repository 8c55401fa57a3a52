"""A workflow as a picture: what stands in it, that no line crosses a box, that words never become markup."""

import re
from xml.etree import ElementTree

import pytest

from tests.workflows.bakery import bakery, words
from workflows.drawing import mermaid, svg
from workflows.picture import colours
from workflows.schema import Definition

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", name="bakery")
def the_bakery() -> Definition:
    return bakery()


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


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours by WCAG 2.1, from 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_stands_out_from_its_ground_and_every_edge_from_the_paper() -> None:
    for fill, edge in (colours.CALM, colours.HERE, colours.VISITED):
        assert contrast(colours.INK, fill) >= 4.5
        assert contrast(colours.MUTED, fill) >= 4.5
        assert contrast(edge, colours.PAPER) >= 3
    assert contrast(colours.PAPER, colours.HERE[1]) >= 4.5


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
