"""A letter's body as text of at most 78 columns and as HTML, both from the same lines.

What a template may write: paragraphs with an empty line between them; lists of lines that start with "- ";
inside a list item, lines that are indented by two spaces start a new line. A page address stands on a line of
its own, marked by the filter `page`, so that no words of a person can ever become a link.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from markupsafe import escape

WIDTH = 78
PAGE_MARK = "\x02"
"""Stands before a page address. `plain_values` strips control characters, so no value can contain it."""

_EMPTY_LINES = re.compile(r"\n\n+")
"""Lines with nothing at all: a line of spaces comes from an empty value and must not break up a list."""
_PAGE = re.compile(r"https?://[^\s<>\"'\\^`{|}]{1,1000}\Z")
_CACHED_UP_TO = 2_000

_P = '<p style="margin:0 0 16px">'
_P_BEFORE_LIST = '<p style="margin:0 0 6px">'
_UL = '<ul style="margin:0 0 16px;padding:0 0 0 22px">'
_LI = '<li style="margin:0 0 8px">'


def page(address: Any) -> str:
    """Mark a page address (the template filter `page`). An empty one gives nothing.

    Raises ValueError for what is not a plain http or https address.
    """
    if not address:
        return ""
    if not isinstance(address, str) or not _PAGE.match(address):
        raise ValueError(f"not a page address: {str(address)[:80]!r}")
    return PAGE_MARK + address


def lay_out(body: str) -> tuple[str, str]:
    """The body as (text, html)."""
    laid = [
        _block(raw) if len(raw) <= _CACHED_UP_TO else _block.__wrapped__(raw)
        for raw in _EMPTY_LINES.split(body.strip())
    ]
    return "\n\n".join([text for text, _ in laid]), "\n".join([html for _, html in laid])


@lru_cache(maxsize=2048)
def _block(raw: str) -> tuple[str, str]:
    """One paragraph, one list, or a paragraph with the list that follows it.

    Cached: of a thousand letters about one thing, nearly all paragraphs are the same.
    """
    lead: list[str] = []
    items: list[list[list[str]]] = []  # items, their lines, and the pieces that flow together into a line
    for line in raw.split("\n"):
        if line.startswith("- "):
            items.append([[line[2:].strip()]])
        elif not items:
            lead.append(line.strip())
        elif line.startswith("  ") or not line.strip():
            items[-1].append([line.strip()])
        else:
            items[-1][-1].append(line.strip())
    text: list[str] = []
    html: list[str] = []
    opening = _P_BEFORE_LIST if items else _P
    for piece in _pieces(lead):
        text.append(_wrapped(piece, "", ""))
        html.append(f"{opening}{_anchor(piece) if piece[:1] == PAGE_MARK else escape(piece)}</p>")
    if items:
        listed = [[" ".join(line) for line in item if any(line)] for item in items]
        text += [_item_text(item) for item in listed if item]
        html.append(_UL + "".join(_item_html(item) for item in listed if item) + "</ul>")
    return "\n".join(text), "\n".join(html)


def _pieces(lines: list[str]) -> Iterator[str]:
    """Lines of a paragraph flow together; an address keeps its own line."""
    flowing: list[str] = []
    for line in lines:
        if line.startswith(PAGE_MARK):
            if flowing:
                yield " ".join(flowing)
                flowing = []
            yield line
        elif line:
            flowing.append(line)
    if flowing:
        yield " ".join(flowing)


def _item_text(lines: list[str]) -> str:
    first = _wrapped(lines[0], "- ", "  ")
    return "\n".join([first, *(_wrapped(line, "  ", "  ") for line in lines[1:])])


def _item_html(lines: list[str]) -> str:
    """The first line of an item is its heading when more lines follow; an address becomes its link."""
    pages = [line for line in lines if line.startswith(PAGE_MARK)]
    words = [line for line in lines if not line.startswith(PAGE_MARK)]
    shown = [str(escape(line)) for line in words]
    if pages:
        shown[:1] = [_anchor(pages[0], words[0] if words else None)]
    if len(lines) > 1:
        shown[0] = f"<strong>{shown[0]}</strong>"
    return f"{_LI}{'<br>'.join(shown)}</li>"


def _anchor(marked: str, words: str | None = None) -> str:
    if not _PAGE.match(marked[1:]):  # an own letter may have written the mark itself
        return str(escape(marked[1:]))
    address = escape(marked[1:])
    return f'<a class="link" href="{address}" style="color:#0b5563">{escape(words) if words else address}</a>'


def _wrapped(line: str, first: str, rest: str) -> str:
    """Greedy filling; a word longer than the line (an address) stays whole."""
    if line.startswith(PAGE_MARK):
        return first + line[1:]
    if len(first) + len(line) <= WIDTH:
        return first + line
    lines: list[str] = []
    current = first
    room = False
    for word in line.split():
        if room and len(current) + 1 + len(word) > WIDTH:
            lines.append(current)
            current, room = rest, False
        current += f" {word}" if room else word
        room = True
    lines.append(current)
    return "\n".join(lines)
