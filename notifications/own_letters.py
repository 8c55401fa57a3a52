"""An organisation's own letters: read once, checked as untrusted, compiled in a sandbox."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.catalogue import NOTICES, General
from notifications.layout import page
from notifications.letter import LetterError, LetterFault, LettersRefused
from notifications.notice import Notice, shape
from notifications.own_rules import FILTERS, TESTS, Inspector
from notifications.pattern import Pattern
from notifications.words import LANGUAGES

MAX_BYTES = 64 * 1024
MAX_FILES = 500
_ADDRESS = "https://pim.example/1"
_SAMPLES = {"link": _ADDRESS, "due_at": "2026-03-15T22:59:59+00:00"}
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """The safe letters of a folder as {(language, name): pattern}, and why the others are refused."""

    patterns: dict[tuple[str, str], Pattern]
    faults: list[LetterFault]


def read_own(folder: Path) -> OwnFolder:
    """Read and check every file of the folder. What was checked is what runs: no file is read again."""
    own = OwnFolder({}, [])
    if not folder.is_dir():
        own.faults.append(LetterFault(".", 1, "there is no such folder", "a folder with nl/ and en/"))
        return own
    env = _sandbox()
    for number, path in enumerate(sorted(folder.rglob("*"))):
        file = path.relative_to(folder).as_posix()
        if number >= MAX_FILES:
            own.faults.append(LetterFault(file, 1, "too many files", f"at most {MAX_FILES}"))
            break
        if (path.is_dir() and not path.is_symlink()) or path.name.startswith("."):
            continue
        try:
            _check_place(path, folder, file)
            own.patterns[path.parent.name, path.stem] = _compiled(env, file, path, _text(path, file))
        except LettersRefused as refused:
            own.faults.extend(refused.faults)
    own.faults.sort()
    return own


def _sandbox() -> ImmutableSandboxedEnvironment:
    """An environment with nothing in it but the filters and tests a letter may use."""
    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: "" if value is None else value,
    )
    env.globals.clear()
    env.filters["page"] = page
    env.filters = {name: env.filters[name] for name in FILTERS}
    env.tests = {name: env.tests[name] for name in TESTS}
    return env


def _refused(file: str, line: int, what: str, expected: str) -> LettersRefused:
    return LettersRefused([LetterFault(file, line, what, expected)])


def _check_place(path: Path, folder: Path, file: str) -> None:
    """Where the file stands and what it is called."""
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise _refused(file, 1, "a link to another place", "a file of its own")
    if path.parent.parent != folder or path.parent.name not in LANGUAGES or path.suffix != ".j2":
        raise _refused(file, 1, "a file that is not a letter", "nl/name.j2 or en/name.j2")
    if not _NAME.fullmatch(path.stem):
        expected = "small letters, digits and _, at most 40, a letter first"
        raise _refused(file, 1, f"the name `{path.stem}`", expected)


def _text(path: Path, file: str) -> str:
    try:
        with path.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
        if len(raw) <= MAX_BYTES:
            return _TRAILING.sub("", raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(file, 1, "the file cannot be read", "a text file in UTF-8") from error
    raise _refused(file, 1, "the file is too large", f"at most {MAX_BYTES // 1024} kB")


def _compiled(env: ImmutableSandboxedEnvironment, file: str, path: Path, source: str) -> Pattern:
    """Parse, walk, compile and try; never a traceback, whatever the file holds."""
    kind = NOTICES.get(path.stem, General)
    try:
        parsed = env.parse(source)
        faults = Inspector(file, kind).inspect(parsed)
        if faults:
            raise LettersRefused(faults)
        pattern = Pattern(env.from_string(source), parsed, path.parent.name)
    except TemplateSyntaxError as error:
        raise _refused(file, error.lineno, str(error.message), "a letter that can be read") from error
    except (RecursionError, MemoryError, ValueError, SyntaxError, OverflowError) as error:
        # Deep nesting and numbers of thousands of digits end here, in Jinja's parser or in Python's.
        expected = "fields, `if`, `for` and filters"
        raise _refused(file, 1, "the letter is too complicated", expected) from error
    _try(pattern, file, kind)
    return pattern


def _try(pattern: Pattern, file: str, kind: type[Notice]) -> None:
    """Fill it in with as little and with as much as a notice can hold: better refused now than on the day."""
    for full, said in ((False, "as little as possible"), (True, "everything")):
        try:
            pattern.fill(sample(kind, full=full))
        except LetterError as error:
            raise _refused(file, 1, str(error), f"a letter that works with {said} filled in") from error


def sample(kind: type[Notice], *, full: bool) -> dict[str, Any]:
    """Values to try a letter with: every field filled, or only those a notice cannot do without."""
    holds = shape(kind)
    values: dict[str, Any] = {}
    for name in (*holds.required, *holds.defaults):
        if name in holds.lists:
            values[name] = [_entry(holds.lists[name])] * 2 if full else []
        elif not full and name in holds.defaults:
            values[name] = holds.defaults[name]
        else:
            values[name] = _SAMPLES.get(name, 7 if name in holds.numbers else "tekst")
    return values


def _entry(parts: frozenset[str]) -> Any:
    return {part: _ADDRESS if part == "link" else "tekst" for part in parts} or "tekst"
