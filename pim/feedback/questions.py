"""What a round asks: sensible questions for its purpose, and what a question must look like.

The short scale for the quality of work is our own and is not validated; it is one item for each
dimension here. A higher answer always means more of what the question names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pim.errors import BadInput

RATING, TEXT = "rating", "text"
KINDS = (RATING, TEXT)
LOWEST, HIGHEST = 1, 5
MOST_QUESTIONS = 60
LONGEST_QUESTION = 500
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")

DIMENSIONS = ("demands", "control", "pleasure", "performance", "innovation")
ACCEPTABILITY = "acceptability"

_WORDS: Mapping[str, tuple[str, str]] = {
    "demands": (
        "Mijn werk is druk of zwaar. (1 = helemaal niet, 5 = heel erg)",
        "My work is busy or heavy. (1 = not at all, 5 = very much)",
    ),
    "control": (
        "Ik kan problemen in mijn werk zelf oplossen. (1 = nooit, 5 = altijd)",
        "I can solve problems in my work myself. (1 = never, 5 = always)",
    ),
    "pleasure": (
        "Ik heb plezier in mijn werk. (1 = helemaal niet, 5 = heel veel)",
        "I enjoy my work. (1 = not at all, 5 = very much)",
    ),
    "performance": (
        "Wij leveren goed werk. (1 = helemaal niet, 5 = heel goed)",
        "We do our work well. (1 = not at all, 5 = very well)",
    ),
    "innovation": (
        "In ons team proberen wij nieuwe ideeën uit. (1 = nooit, 5 = heel vaak)",
        "In our team we try out new ideas. (1 = never, 5 = very often)",
    ),
    ACCEPTABILITY: (
        "Ik vind de nieuwe manier van werken goed. (1 = helemaal niet, 5 = helemaal wel)",
        "I think the new way of working is good. (1 = not at all, 5 = completely)",
    ),
    "remarks": (
        "Wat gaat goed? Wat moet anders?",
        "What goes well? What should be different?",
    ),
}

Question = dict[str, str]


def question(code: str, kind: str, nl: str, en: str) -> Question:
    """Return one question as it is kept. A rating and a text may share a code."""
    return {"code": code, "kind": kind, "nl": nl, "en": en}


def _known(code: str, kind: str) -> Question:
    return question(code, kind, *_WORDS[code])


def _about_variants(variants: Iterable[tuple[str, str]]) -> list[Question]:
    asked = []
    for code, title in variants:
        asked += [
            question(
                code,
                RATING,
                f"{code} – {title}: zou u hier goed mee kunnen werken? (1 = helemaal niet, 5 = heel goed)",
                f"{code} – {title}: could you work well with this? (1 = not at all, 5 = very well)",
            ),
            question(
                code,
                TEXT,
                f"{code} – {title}: wat is er goed aan? Wat moet anders?",
                f"{code} – {title}: what is good about it? What should be different?",
            ),
        ]
    return asked


def default_questions(purpose: str, variants: Sequence[tuple[str, str]] = ()) -> list[Question]:
    """Return the questions for a purpose. ``variants`` are (code, title), for a round about variants."""
    if purpose == "variants":
        return _about_variants(variants)
    asked = [_known(code, RATING) for code in DIMENSIONS]
    if purpose in ("pilot", "wave"):
        asked.append(_known(ACCEPTABILITY, RATING))
    return [*asked, _known("remarks", TEXT)]


def _one(number: int, given: object) -> Question:
    where = f"question {number}"
    if not isinstance(given, Mapping) or set(given) != {"code", "kind", "nl", "en"}:
        raise BadInput(f"{where}: expected code, kind, nl and en, got {_short(given)}")
    code, kind = given["code"], given["kind"]
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise BadInput(f"{where}, code: expected a letter and then letters, digits or _, got {_short(code)}")
    if kind not in KINDS:
        raise BadInput(f"{where}, kind: expected rating or text, got {_short(kind)}")
    for language in ("nl", "en"):
        text = given[language]
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST_QUESTION:
            raise BadInput(f"{where}, {language}: expected 1 to {LONGEST_QUESTION} characters")
    return question(code, kind, given["nl"].strip(), given["en"].strip())


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


def minutes_for(questions: Sequence[Mapping[str, Any]]) -> int:
    """Return how many minutes the questions take: ten seconds a rating, half a minute a text, rounded up."""
    seconds = sum(10 if one["kind"] == RATING else 30 for one in questions)
    return max(1, -(-seconds // 60))
