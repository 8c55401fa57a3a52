"""What a question of a round must look like, and how long it takes people to answer.

A question is {code, kind: rating|text|choice, nl, en} and, where that fits, ``options`` (of a choice),
``detail`` (nobody has to open it), ``variant`` (the one it is about), ``pack`` (where it comes from) and
``about`` ("change": it is no question for who works without the change).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pim.errors import BadInput
from pim.instruments.pack import (
    ACCEPTABILITY,
    CHANGE,
    CHOICE,
    DIMENSIONS,
    HIGHEST,
    KINDS,
    LOWEST,
    RATING,
    TEXT,
)

__all__ = [
    "ACCEPTABILITY",
    "CHOICE",
    "DIMENSIONS",
    "HIGHEST",
    "LOWEST",
    "RATING",
    "TEXT",
    "Question",
    "about_variants",
    "asked_there",
    "check_length",
    "checked_questions",
    "minutes_for",
    "question",
    "seconds_for",
]

MOST_QUESTIONS = 60
LONGEST_QUESTION = 500
MOST_OPTIONS = 12
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")

LONGEST = 120
"""Seconds that a round may ask of everybody: two minutes."""
SECONDS: Mapping[str, int] = {RATING: 6, CHOICE: 10, TEXT: 30}
LOOKING = 14  # at the words and the picture of a variant, before it gets its mark

Question = dict[str, Any]


def question(code: str, kind: str, nl: str, en: str) -> Question:
    """Return one question as it is kept. A rating and a text may share a code."""
    return {"code": code, "kind": kind, "nl": nl, "en": en}


def about_variants(variants: Iterable[tuple[str, str]]) -> list[Question]:
    """Return what a round asks about variants, given as (code, title): one mark now, the rest optional."""
    asked = []
    for code, title in variants:
        mark = question(
            code,
            RATING,
            f"{code} – {title}: zou u hier goed mee kunnen werken? (1 = helemaal niet, 5 = heel goed)",
            f"{code} – {title}: could you work well with this? (1 = not at all, 5 = very well)",
        )
        more = question(
            code,
            TEXT,
            f"{code} – {title}: wat is er goed aan? Wat moet anders?",
            f"{code} – {title}: what is good about it? What should be different?",
        )
        asked += [{**mark, "variant": code}, {**more, "variant": code, "detail": True}]
    return asked


def _one(number: int, given: object) -> Question:
    where = f"question {number}"
    if not isinstance(given, Mapping) or not {"code", "kind", "nl", "en"} <= set(given):
        raise BadInput(f"{where}: expected code, kind, nl and en, got {_short(given)}")
    code, kind = given["code"], given["kind"]
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise BadInput(f"{where}, code: expected a letter and then letters, digits or _, got {_short(code)}")
    if kind not in KINDS:
        raise BadInput(f"{where}, kind: expected {', '.join(KINDS)}, got {_short(kind)}")
    known = {"code", "kind", "nl", "en", "detail"} | ({"options"} if kind == CHOICE else set())
    if extra := sorted(set(given) - known):
        raise BadInput(f"{where}: expected code, kind, nl and en, and no {_short(extra[0])}")
    found = question(code, kind, *_words(where, given))
    if kind == CHOICE:
        found["options"] = _options(where, given.get("options"))
    if given.get("detail") is True:
        found["detail"] = True
    return found


def _words(where: str, given: Mapping[str, Any]) -> tuple[str, str]:
    for language in ("nl", "en"):
        text = given.get(language)
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST_QUESTION:
            raise BadInput(f"{where}, {language}: expected 1 to {LONGEST_QUESTION} characters")
    return given["nl"].strip(), given["en"].strip()


def _options(where: str, given: object) -> list[dict[str, str]]:
    if not isinstance(given, list) or not 2 <= len(given) <= MOST_OPTIONS:
        raise BadInput(f"{where}, options: expected 2 to {MOST_OPTIONS} answers to choose from")
    found = []
    for number, one in enumerate(given, 1):
        here = f"{where}, option {number}"
        if not isinstance(one, Mapping) or set(one) != {"code", "nl", "en"}:
            raise BadInput(f"{here}: expected code, nl and en, got {_short(one)}")
        if not isinstance(one["code"], str) or not _CODE.fullmatch(one["code"]):
            raise BadInput(f"{here}, code: expected a letter and then letters, digits or _")
        nl, en = _words(here, one)
        found.append({"code": one["code"], "nl": nl, "en": en})
    if len({one["code"] for one in found}) < len(found):
        raise BadInput(f"{where}, options: expected another code for each answer")
    return found


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


def checked_questions(given: Sequence[Any]) -> list[Question]:
    """Return the questions, checked. Raises BadInput that names the question and what was expected."""
    if not 1 <= len(given) <= MOST_QUESTIONS:
        raise BadInput(f"questions: expected 1 to {MOST_QUESTIONS}, got {len(given)}")
    asked = [_one(number, one) for number, one in enumerate(given, 1)]
    seen: set[tuple[str, str]] = set()
    for number, one in enumerate(asked, 1):
        name = (one["kind"], one["code"])
        if name in seen:
            raise BadInput(f"question {number}, code: there is already a {one['kind']} {one['code']!r}")
        seen.add(name)
    return asked


def asked_there(questions: Sequence[Mapping[str, Any]], compares: bool) -> list[Mapping[str, Any]]:
    """Return the questions for a cell; one that is only compared with is not asked about the change."""
    return [one for one in questions if not (compares and one.get("about") == CHANGE)]


def seconds_for(questions: Sequence[Mapping[str, Any]]) -> int:
    """Return how many seconds a round asks of everybody.

    Six for a mark, and fourteen more to look at the variant it is about; ten for a choice, thirty for a
    text. What is optional detail does not count: nobody has to open it.
    """
    return sum(
        SECONDS[one["kind"]] + (LOOKING if one["kind"] == RATING and one.get("variant") else 0)
        for one in questions
        if not one.get("detail")
    )


def minutes_for(questions: Sequence[Mapping[str, Any]]) -> int:
    """Return how many minutes the questions take, rounded up: see ``seconds_for``."""
    return max(1, -(-seconds_for(questions) // 60))


def check_length(questions: Sequence[Mapping[str, Any]]) -> None:
    """Check that a round asks at most two minutes of everybody.

    Raises BadInput that says how long it would take, and what to leave out or to ask as detail.
    """
    seconds = seconds_for(questions)
    if seconds <= LONGEST:
        return
    parts: dict[str, int] = {}
    for one in questions:
        part = one.get("pack") or one["code"]
        parts[part] = parts.get(part, 0) + seconds_for([one])
    most = sorted((-takes, part) for part, takes in parts.items() if takes)
    listed = ", ".join(f"{part} ({-takes} s)" for takes, part in most)
    raise BadInput(
        f"questions: this asks {seconds} seconds of everybody, and a round may ask {LONGEST}. Leave out "
        f"{seconds - LONGEST} seconds, or ask that part as detail, which nobody has to open. "
        f"It is made up of: {listed}"
    )
