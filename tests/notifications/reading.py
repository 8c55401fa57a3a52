"""Reading a letter back, for the tests: what a person sees of the HTML, and what the page would fetch."""

import re
from html.parser import HTMLParser

VOID = {"meta", "br"}
INLINE = {"a", "strong"}


class Page(HTMLParser):
    """The words, links and attributes of a letter's HTML. Refuses tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._seen: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._hidden = 0
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"
        self.words = "".join(self._seen).split()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in INLINE:
            self._seen.append(" ")
        if tag == "a":
            self.links.append((found["href"], found.get("class", "")))
        if tag not in VOID:
            self._open.append(tag)
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag
        if tag not in INLINE:
            self._seen.append(" ")
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._seen.append(data)


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.1)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def sentences(text: str) -> list[str]:
    """Return the sentences of a letter's own words; an item of a list is a sentence."""
    flowing = re.sub(r"\n(?!\n|- )\s*", " ", text)
    return [piece for line in flowing.splitlines() for piece in re.split(r"(?<=[.?!:]) ", line) if piece]
