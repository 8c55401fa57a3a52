"""An organisation's own theme: a style sheet that gives custom properties and does nothing else.

It is read once, when the pages start. Whatever could fetch something, hide something or lay out a page is
refused, so that a theme changes how the pages look and never what they do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pim.errors import BadInput

LARGEST = 256 * 1024  # bytes; the largest of the public themes is half of that
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SCHEME = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_CHOSEN = r"\[data-theme=([\"']?)(?:dark|light)\1\]"
_SELECTOR = re.compile(rf"(?::root)?{_CHOSEN}|:root(?::not\({_CHOSEN.replace('1', '2')}\))?")
_PROPERTY = re.compile(r"--[a-zA-Z][\w-]*")
# What can fetch a file, and signs that can hide such a word or end the sheet.
_FORBIDDEN = re.compile(
    r"\b(?:url|src|image|image-set|cross-fade|element|paint|expression)\s*\(|[\\<@{}]", re.IGNORECASE
)
_DARK = re.compile(r"(?<!not\()\[data-theme=[\"']?dark|prefers-color-scheme\s*:\s*dark")


@dataclass(frozen=True, slots=True)
class OwnTheme:
    """A checked theme. ``dark``: it has colours for a dark screen too; else the pages stay light."""

    css: str
    dark: bool


def read_theme(path: Path) -> OwnTheme:
    """Return the theme in a file. Raises BadInput saying which line cannot be used, and what was expected."""
    try:
        raw = path.read_bytes()
        text = raw.decode()
    except OSError as error:
        raise BadInput(f"PIM_THEME_CSS: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"PIM_THEME_CSS: {path} is not a text in UTF-8") from error
    if len(raw) > LARGEST:
        raise BadInput(f"PIM_THEME_CSS: {path} has {len(raw)} bytes; at most {LARGEST} are read")
    bare = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n") or " ", text)
    if fault := next(_faults(bare), None):
        at, said = fault
        raise BadInput(f"PIM_THEME_CSS: {path}, line {bare[:at].count(chr(10)) + 1}: {said}")
    return OwnTheme(bare.strip() + "\n", bool(_DARK.search(bare)))


def _faults(css: str, inside: bool = False, start: int = 0) -> Iterator[tuple[int, str]]:
    """Give each fault with its place in the text: rules, and rules in a question about the colour scheme."""
    at = 0
    while rest := css[at:].strip():
        at += css[at:].index(rest)
        opening = rest.find("{")
        if opening < 0:
            said = "expected a rule such as :root { --pim-brand: #004080; }"
            yield start + at, f"{said}, found “{_few(rest)}”"
            return
        head = rest[:opening].strip()
        body, end = _block(rest, opening)
        if end < 0:
            yield start + at, f"the rule “{_few(head)}” is not closed: a }} is missing"
            return
        begins = start + at + opening + 1
        if _SCHEME.fullmatch(head) and not inside:
            yield from _faults(body, True, begins)
        elif not all(_SELECTOR.fullmatch(one.strip()) for one in head.split(",")):
            yield start + at, f"expected :root or [data-theme=dark], found “{_few(head)}”"
        else:
            yield from _wrong_properties(body, begins)
        at += end


def _block(text: str, opening: int) -> tuple[str, int]:
    """Return what stands between a brace and the one that closes it, and its end; -1 if nothing closes it."""
    depth = 0
    for place in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[opening + 1 : place], place + 1
    return "", -1


def _wrong_properties(body: str, start: int) -> Iterator[tuple[int, str]]:
    for declaration in re.finditer(r"[^;]+", body):
        said = declaration.group()
        if not said.strip():
            continue
        at = start + declaration.start() + len(said) - len(said.lstrip())
        name, colon, value = said.partition(":")
        if not colon or not _PROPERTY.fullmatch(name.strip()):
            yield at, f"expected a custom property such as --pim-brand: #004080, found “{_few(said)}”"
        elif found := _FORBIDDEN.search(value):
            yield (
                at,
                f"“{found.group()}” cannot stand in a theme: it gives colours and sizes, and fetches nothing",
            )


def _few(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:40] + " …"
