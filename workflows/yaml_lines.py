"""Read YAML as plain values and remember the line of everything, refusing what such a file never needs.

Not `yaml.load`: a workflow, and a pack of questions, comes from outside, so nothing in it may become an
object, repeat itself a million times through aliases, or quietly turn the key `no` into false. Only the
parser's events are used; values are built here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

import yaml

from workflows.faults import WorkflowFault

Path = tuple[str | int, ...]

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 20
MAX_FAULTS: Final = 100
"""Nobody mends more at once, and a hostile file could have a hundred thousand."""

_INT = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
# What YAML 1.1, and with it most tools, reads as true or false when it stands bare.
_BOOLEAN = re.compile(r"(?i:y|yes|n|no|true|false|on|off)")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Tree:
    """What was read: plain values, the line of every path, and what was refused.

    `of` is the word for what such a file holds.
    """

    file: str
    of: str = "workflow"
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[WorkflowFault] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of this path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(
        self, path: Path, what: str, expected: str, *, near: str | None = None, line: int | None = None
    ) -> None:
        """Note a fault at a path; the line follows from it unless it is given."""
        place, line = _shown(dotted(path), 300), line or self.line(path)
        near = _shown(near, 100) if near else None
        found = WorkflowFault(self.file, line, place, _shown(what, 300), _shown(expected, 1000), near)
        if len(self.faults) < MAX_FAULTS and found not in self.faults:
            self.faults.append(found)


def _shown(text: str, longest: int) -> str:
    """Words of the author as a message may show them.

    A hostile file has words of a hundred thousand letters, and signs that move the cursor of a terminal.
    """
    short = text if len(text) <= longest else text[: longest - 3] + "..."
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in short)


def dotted(path: Path) -> str:
    """A path as people write it: `cycle.stages.ideas.steps.go.needs[1]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class _Stop(Exception):
    """Reading on makes no sense."""


def read_source(source: FilePath | str, name: str, of: str = "workflow") -> Tree:
    """Read a file (Path) or a text (str) of at most `MAX_BYTES`. Never raises: see `faults`.

    `name` stands for the file in faults of a text.
    """
    if isinstance(source, str):
        return _decoded(source.encode("utf-8", "surrogatepass"), name, of)
    try:
        with source.open("rb") as file:
            return _decoded(file.read(MAX_BYTES + 1), source.name, of)
    except OSError as error:
        tree = Tree(source.name, of)
        tree.fault((), f"this file cannot be read ({error.strerror or error})", "a file that can be read")
        return tree


def _decoded(content: bytes, name: str, of: str) -> Tree:
    tree = Tree(name, of)
    if len(content) > MAX_BYTES:
        tree.fault((), "the file is too large", f"at most {MAX_BYTES // 1024} kB")
        return tree
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        tree.fault((), "this is not UTF-8 text", "a file saved as UTF-8", line=line)
        return tree
    return read_yaml(text, name, of)


def read_yaml(text: str, file: str, of: str = "workflow") -> Tree:
    """Read one YAML document. Never raises: what is wrong stands in `faults`."""
    tree = Tree(file, of)
    try:
        _Reader(text, tree).document()
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(part for part in (error.context, error.problem) if part)
        line = mark.line + 1 if mark else 1
        if "\t" in _indent(text, line):
            tree.fault(
                (), "a tab at the beginning of the line", "spaces: YAML allows no tabs there", line=line
            )
        else:
            begun = error.context_mark.line + 1 if error.context_mark else line
            where = f", in what begins on line {begun}" if begun != line else ""
            tree.fault((), f"this is not YAML: {problem}{where}", "YAML", line=line)
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        tree.fault((), "a character that may not stand in a text file", "plain text", line=line)
    return tree


def _indent(text: str, line: int) -> str:
    """What stands before the first word of a line."""
    found = text.splitlines()[line - 1 : line]
    return found[0][: len(found[0]) - len(found[0].lstrip())] if found else ""


class _Reader:
    """Builds values from the events of the parser, one document deep."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.tree = tree
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> None:
        event = self._next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            self.tree.fault((), "the file is empty", f"a {self.tree.of}")
            return
        self.tree.lines[()] = _line(event)
        self.tree.value = self._value(event, ())
        self._next()
        after = self._next()
        if isinstance(after, yaml.DocumentStartEvent):
            line = _line(after)
            self.tree.fault((), "a second document after ---", f"one {self.tree.of} a file", line=line)

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _value(self, event: yaml.Event, path: Path) -> Any:
        line = _line(event)
        if len(path) > MAX_DEPTH:
            self.tree.fault(path[:3], "nested too deep", f"at most {MAX_DEPTH} levels", line=line)
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self.tree.fault(path, f"an alias (*{event.anchor})", "the text itself, written out", line=line)
            return None
        self._plain(event, path, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return _scalar(event)

    def _plain(self, event: yaml.Event, path: Path, line: int) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            self.tree.fault(path, f"an anchor (&{anchor})", "no anchors or aliases", line=line)
        if tag:
            self.tree.fault(path, f"a tag ({tag})", "no tags: plain text, numbers and lists", line=line)

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            here = (*path, len(found))
            self.tree.lines[here] = _line(event)
            found.append(self._value(event, here))
        return found

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = _line(event)
            key = self._key(event, path, line)
            here = (*path, key)
            twice, merge = key in found, key == "<<"
            if merge:
                self.tree.fault(here, "a merge key (<<)", "the text itself, written out", line=line)
            elif twice:
                first = self.tree.lines[here]
                self.tree.fault(
                    here, f"{key!r} stands here twice", f"one {key!r} (see line {first})", line=line
                )
            else:
                self.tree.lines[here] = line
            value = self._value(self._next(), here)
            if not twice and not merge:
                found[key] = value
        return found

    def _key(self, event: yaml.Event, path: Path, line: int) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.tree.fault(path, "a key that is not a word", "a word, then a colon", line=line)
            raise _Stop
        self._plain(event, path, line)
        key: str = event.value
        bare = event.implicit[0]
        # `on` in a due rule is a word of this format, and read as one here whatever YAML 1.1 says.
        if bare and _BOOLEAN.fullmatch(key) and not (key == "on" and path[-1:] == ("due",)):
            expected = "another name, because most tools read this one as true or false"
            self.tree.fault((*path, key), f"the key {key!r}", expected, line=line)
        elif bare and not isinstance(_scalar(event), str):
            self.tree.fault((*path, key), f"the key {key!r}", "a word that starts with a letter", line=line)
        return key


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    """Bare numbers, true, false and null are what they say; everything else is text."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
