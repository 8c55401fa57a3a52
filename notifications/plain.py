"""The only values that may reach a template: text, numbers, and lists of them, made harmless."""

import re
from collections.abc import Mapping
from typing import Any

from notifications.letter import LetterError

MAX_ENTRIES = 1_000
"""Of one list. Nobody reads more, and loops over it stay short in an organisation's own letters."""

_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, line breaks, and marks that turn the reading direction around."""


def not_shown(value: str) -> bool:
    """Whether there is a character in it that a reader does not see."""
    return _NOT_SHOWN.search(value) is not None


def one_line(value: str) -> str:
    """A person's words as one line. Line breaks would let them forge paragraphs, lists or headers."""
    if value.isprintable():
        return value
    return " ".join(_NOT_SHOWN.sub(" ", value).split())


def plain(value: Any) -> Any:
    """The value with every text made one line.

    Raises LetterError for objects: a template must not reach into them.
    """
    if isinstance(value, str):
        return one_line(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        if len(value) > MAX_ENTRIES:
            raise LetterError(f"a list of {len(value)} entries; a letter holds at most {MAX_ENTRIES}")
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    raise LetterError(f"a letter takes plain values, not {type(value).__name__}")
