"""An unmet requirement in plain words: what is missing, and what would meet it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from workflows.requirements import Unmet

LANGUAGES: Final = ("nl", "en")

_FOLDER: Final = Path(__file__).with_name("words")
_PLACE = re.compile(r"\{([a-z_]+)\}")
# By their name and not by their shape: a step that somebody typed may look like a day that does not exist.
_DAYS: Final = frozenset(["day", "from", "until"])
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# These are somebody's own words, codes or numbers: a word of ours that looks the same must not replace them.
_AS_WRITTEN: Final = frozenset(
    [
        "title",
        "condition",
        "round",
        "rounds",
        "drafted",
        "variants",
        "pilots",
        "pilot",
        "teams",
        "waves",
        "wave",
        "site",
        "step",
        "nearest",
        "stages",
        "profile",
        "application",
        "projects",
        "links",
        "to",
        "named",
        "expected",
    ]
)
_NUMBERS: Final = frozenset(["value", "share", "before", "after", "demands", "control"])
_TYPED: Final = ("step", "stage", "possible")
_CHOICES: Final = ("roles", "stages", "expected")


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    both: str
    either: str
    all_sites: str
    months: Sequence[str]
    reasons: Mapping[str, Any]
    words: Mapping[str, str]
    tasks: Mapping[str, Mapping[str, str]]
    with_codes: bool = False


@lru_cache(maxsize=len(LANGUAGES))
def _language(code: str) -> _Language:
    read = yaml.safe_load((_FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    return _Language(
        code,
        read["and"],
        read["or"],
        read["all_sites"],
        read["months"],
        read["reasons"],
        read["words"],
        read["tasks"],
    )


def known_codes(language: str) -> frozenset[str]:
    """The codes that have a sentence of their own in this language."""
    return frozenset(_language(language).reasons)


def word_for(name: str, language: str) -> str:
    """A code that people know by another word, such as `starts_on`; any other stays as it is."""
    return _language(language).words.get(name, name)


def task(kind: str, meaning: str, language: str) -> str | None:
    """What has to be done in a stage that means this, as part of a sentence. None: an own meaning."""
    return _language(language).tasks[kind].get(meaning)


def explain(unmet: Unmet, language: str, *, codes: bool = False) -> str:
    """One or two plain sentences about an unmet requirement. KeyError: a language there is none of.

    A code that is not known (a journal of a newer release) still gives a sentence. With `codes` a step or
    stage is said by its label and by its code, for somebody who has to type it.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    words = replace(_language(language), with_codes=codes)
    entry = words.reasons.get(unmet.code)
    if entry is None:
        return _filled(words.reasons["unknown"], {"code": unmet.code}, words)
    numbers = dict(unmet.numbers)
    if isinstance(entry, str):
        return _filled(entry, numbers, words)
    if "each" in entry:
        numbers["each"] = tuple(
            _filled(entry["each"], row, words) for row in _rows(entry["each"], numbers, language)
        )
    return _filled(entry[_case(entry, numbers)], numbers, words)


def _case(entry: Mapping[str, str], numbers: Mapping[str, Any]) -> str:
    """Which of the sentences of a code fits these numbers."""
    named = numbers.get("case")
    if named in entry:
        return str(named)
    if "nothing" in entry and not numbers.get("possible"):
        return "nothing"
    if "nobody" in entry and not numbers.get("roles"):
        return "nobody"
    if "near" in entry and numbers.get("nearest"):
        return "near"
    if "count" in entry and numbers.get(entry["count"]) == 1:
        return "one"
    return "text"


def _rows(template: str, numbers: Mapping[str, Any], language: str) -> Iterable[dict[str, Any]]:
    """The lists that a template names, side by side: one row for each item, labelled where that is known."""
    names = [name for name in _PLACE.findall(template) if _is_list(numbers.get(name))]
    lists = (numbers.get(f"{name}_{language}", numbers[name]) for name in names)
    for values in zip(*lists, strict=False):
        yield dict(zip(names, values, strict=True))


def _filled(template: str, numbers: Mapping[str, Any], words: _Language) -> str:
    def place(found: re.Match[str]) -> str:
        name = found[1]
        # A label in this language, where the workflow gave one, before the bare code.
        value = numbers.get(f"{name}_{words.code}", numbers.get(name, "?"))
        if words.with_codes and name in _TYPED:
            value = _with_code(value, numbers.get(name))
        return _said(name, value, words)

    return _PLACE.sub(place, template)


def _with_code(label: Any, code: Any) -> Any:
    """`Start the pilot (run)`, also for each of a list; a code that has no label stays as it is."""
    if _is_list(label) and _is_list(code):
        return tuple(_with_code(*each) for each in zip(label, code, strict=False))
    return label if code is None or code == label else f"{label} ({code})"


def _said(name: str, value: Any, words: _Language) -> str:
    if _is_list(value):
        joiner = words.either if name in _CHOICES else words.both
        return _listed([_said(name, each, words) for each in value], joiner)
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if words.code == "nl" else text
    if not isinstance(value, str):
        return str(value)
    if value == "*":
        return words.all_sites
    if name in _DAYS and _DATE.fullmatch(value):
        day = date.fromisoformat(value)
        return f"{day.day} {words.months[day.month - 1]} {day.year}"
    if name in _AS_WRITTEN:
        return value
    if name in _NUMBERS:
        return value.replace(".", ",") if words.code == "nl" else value
    return words.words.get(value, value.replace("_", " ") if value.isidentifier() else value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _listed(parts: Sequence[str], joiner: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joiner} {parts[-1]}"
