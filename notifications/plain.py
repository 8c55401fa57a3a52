"""The only values that may reach a template: text, numbers, and lists of them, made harmless."""

import re
from collections.abc import Mapping
from typing import Any

from notifications.letter import LetterError

_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, line breaks, and marks that turn the reading direction around."""


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
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    raise LetterError(f"a letter takes plain values, not {type(value).__name__}")
