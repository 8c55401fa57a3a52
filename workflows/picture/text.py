"""The text of a drawing: how wide it is and where it breaks without a font at hand, and what may be in it."""

import unicodedata

_UNPRINTABLE = frozenset({"Cc", "Cs", "Cn", "Co"})
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in pixels, on the generous side: fonts differ from machine to machine."""
    return sum(_character(char) for char in text) * size


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break a text into lines that fit; a word that does not fit by itself is broken too."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while text_width(word, size) > room:
            cut = _longest_start(word, size, room)
            lines += [line] if line else []
            lines.append(word[:cut])
            line, word = "", word[cut:]
        longer = f"{line} {word}".strip()
        if text_width(longer, size) > room:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line or not lines else lines


def _character(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.1
    if char in "iljtfr.,:;'|!()[] ":
        return 0.36
    return 0.9 if char in "mwMW@%" else 0.72 if char.isupper() else 0.6


def _longest_start(word: str, size: float, room: float) -> int:
    cut = len(word)
    while cut > 1 and text_width(word[:cut], size) > room:
        cut -= 1
    return cut


def printable(text: str) -> str:
    """Leave out what no XML may hold and what can turn the order of a line around."""
    return "".join(
        char
        for char in text
        if unicodedata.category(char) not in _UNPRINTABLE and unicodedata.bidirectional(char) not in _TURNS
    )
