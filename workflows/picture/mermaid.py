"""A picture as a Mermaid flow chart, the text that wikis and code hosts turn into a diagram."""

from collections.abc import Iterator

from workflows.picture.colours import HERE, INK, VISITED
from workflows.picture.look import EVERYWHERE, Box, Picture
from workflows.picture.text import printable


def as_mermaid(picture: Picture) -> str:
    """Write the picture down; words of an author become text, never an order to Mermaid."""
    lines = [
        "flowchart TD",
        f"  accTitle: {_mermaid(picture.title)}",
        f"  accDescr: {_mermaid(picture.description)}",
        f"  start(( )) --> {_node(picture.start)}",
        *(_mermaid_box(box) for box in picture.boxes),
        *_mermaid_arrows(picture),
        f"  classDef here fill:{HERE[0]},stroke:{HERE[1]},stroke-width:3px,color:{INK}",
        f"  classDef visited fill:{VISITED[0]},stroke:{VISITED[1]},color:{INK}",
    ]
    lines += [f"  class {_node(box.name)} {box.mark}" for box in picture.boxes if box.mark]
    return "\n".join(lines) + "\n"


def _mermaid_box(box: Box) -> str:
    text = _mermaid(" · ".join(part for part in (box.label, box.note, box.mark_text) if part))
    if box.name == EVERYWHERE:
        return f'  {_node(box.name)}[/"{text}"/]'
    return f'  {_node(box.name)}(["{text}"])' if box.final else f'  {_node(box.name)}["{text}"]'


def _mermaid_arrows(picture: Picture) -> Iterator[str]:
    for box in picture.boxes:
        for row in box.rows:
            text = _mermaid(f"{row.label} · {row.by}")
            if row.to is None:
                yield f'  {_node(box.name)} -.->|"{text}"| {_node(box.name)}'
            else:
                line = "-.->" if box.name == EVERYWHERE else "-->"
                yield f'  {_node(box.name)} {line}|"{text}"| {_node(row.to)}'


def _node(name: str) -> str:
    # `end`, `class`, `style` and others are words of Mermaid: a prefix makes every stage a plain name.
    return "everywhere" if name == EVERYWHERE else f"stage_{name}"


def _mermaid(text: str) -> str:
    """Write as numbers what Mermaid or a browser would take for markup, also its `%%{…}%%` orders."""
    flat = " ".join(printable(" ".join(text.split())).split())
    return "".join(char if char.isalnum() or char in " .,:·()-–'?!/" else f"#{ord(char)};" for char in flat)
