"""Looking at the parts of a pack file, noting what does not fit with its line, and reading on.

An author wants to hear everything at once; so a part that does not fit is noted and stands for nothing.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

from workflows.faults import nearest
from workflows.yaml_lines import Path, Tree

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE_MEANS = "a small letter, then small letters, digits and _ (40 characters at most)"
LONGEST_LINE = 200
MOST = 60


class Look:
    """Reads plain values at places of a tree."""

    def __init__(self, tree: Tree) -> None:
        """Keep the tree, in which faults are noted."""
        self.tree = tree

    def keys(self, value: Any, path: Path, needed: Sequence[str], more: Sequence[str] = ()) -> dict[str, Any]:
        """Return a mapping without the keys that do not belong there; {} when it is none."""
        if not isinstance(value, dict):
            self.tree.fault(
                path, f"{_short(value)} does not fit here", "keys and values: " + ", ".join(needed)
            )
            return {}
        known = (*needed, *more)
        for key in value:
            if key not in known:
                self._unknown((*path, key), "key", key, known)
        for key in needed:
            if key not in value:
                self.tree.fault(path, f"{key!r} is missing", f"the key {key!r} with its value")
        return {key: one for key, one in value.items() if key in known}

    def code(self, value: Any, path: Path) -> str:
        """Return a code, or ""."""
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.tree.fault(path, f"{_short(value)} is not a safe name", CODE_MEANS)
        return ""

    def line(self, value: Any, path: Path, longest: int = LONGEST_LINE) -> str:
        """Return a text on one line, or ""."""
        text = value.strip() if isinstance(value, str) else ""
        if not text:
            self.tree.fault(path, f"{_short(value)} says nothing", "some text")
        elif len(text) > longest or not text.isprintable():
            self.tree.fault(
                path, f"{_short(value)} does not fit here", f"one line of at most {longest} characters"
            )
            return ""
        return text

    def words(
        self, value: Any, path: Path, languages: Sequence[str], longest: int = LONGEST_LINE
    ) -> dict[str, str]:
        """Return a text in each of these languages."""
        found = self.keys(value, path, languages)
        return {key: self.line(text, (*path, key), longest) for key, text in found.items()}

    def one_of(self, value: Any, path: Path, what: str, known: Sequence[str]) -> str:
        """Return a word out of a list, or "" with the nearest right one told."""
        if isinstance(value, str) and value in known:
            return value
        self._unknown(path, what, value, known)
        return ""

    def some_of(self, value: Any, path: Path, what: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return words out of a list, each once."""
        found = [self.one_of(one, (*path, n), what, known) for n, one in enumerate(self.listed(value, path))]
        return tuple(dict.fromkeys(one for one in found if one))

    def listed(self, value: Any, path: Path, most: int = MOST) -> list[Any]:
        """Return a list that holds something and not too much, or []."""
        if not isinstance(value, list) or not value:
            self.tree.fault(path, f"{_short(value)} does not fit here", "a list with at least one line")
            return []
        if len(value) > most:
            self.tree.fault(path, f"{len(value)} of these is too many", f"at most {most}")
            return []
        return value

    def flag(self, value: Any, path: Path) -> bool:
        """Return true or false."""
        if not isinstance(value, bool):
            self.tree.fault(path, f"{_short(value)} does not fit here", "true or false")
        return value is True

    def number(self, value: Any, path: Path, low: float, high: float, *, whole: bool = False) -> float | None:
        """Return a number between two others, or None."""
        right = isinstance(value, int) or (isinstance(value, float) and not whole)
        if right and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        kind = "a whole number" if whole else "a number"
        self.tree.fault(path, f"{_short(value)} does not fit here", f"{kind} from {low:g} to {high:g}")
        return None

    def once(self, code: str, path: Path, seen: Collection[str], what: str) -> None:
        """Note a code that was there before."""
        if code and code in seen:
            self.tree.fault(path, f"{what} {code!r} stands here twice", f"each {what} once")

    def _unknown(self, path: Path, what: str, value: Any, known: Sequence[str]) -> None:
        near = nearest(value, known) if isinstance(value, str) else None
        expected = "one of " + ", ".join(known) if known else f"no {what} here"
        self.tree.fault(path, f"unknown {what} {_short(value)}", expected, near=near)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
