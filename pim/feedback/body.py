"""What somebody may say in a round: pure checks on one answer. Nothing here knows who it is from."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pim.errors import BadInput
from pim.feedback.questions import CHOICE, HIGHEST, LOWEST, RATING, TEXT
from pim.instruments.scoring import scores

LONGEST_TEXT = 4_000
Body = dict[str, dict[str, Any]]
# Signs that cannot be shown, and some of which PostgreSQL cannot read back, are no part of what is said:
# Unicode's categories Cc, without a tab and a new line, and Cs, half a sign as a broken client sends it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _codes(questions: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    return [one["code"] for one in questions if one["kind"] == kind]


def _part(given: Mapping[str, Any], name: str, known: Sequence[str]) -> Mapping[str, Any]:
    part = given.get(name, {})
    if not isinstance(part, Mapping):
        raise BadInput(f"{name}: expected a question's code with its answer")
    for code in part:
        if code not in known:
            raise BadInput(f"{name}: this round does not ask {code!r}; it asks {', '.join(known) or 'none'}")
    # In the order of the questions: the order of a client's own would be a mark of that client.
    return {code: part[code] for code in known if part.get(code) is not None}


def _rating(code: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not LOWEST <= value <= HIGHEST:
        raise BadInput(f"{code}: expected a whole number from {LOWEST} to {HIGHEST}")
    return value


def _text(code: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{code}: expected text")
    kept = _UNSEEN.sub("", value)
    if len(kept) > LONGEST_TEXT:
        raise BadInput(f"{code}: expected at most {LONGEST_TEXT} characters, got {len(kept)}")
    return kept.strip()


def _choice(code: str, value: object, questions: Sequence[Mapping[str, Any]]) -> str:
    options = next(one["options"] for one in questions if (one["kind"], one["code"]) == (CHOICE, code))
    known = [option["code"] for option in options]
    if value not in known:
        raise BadInput(f"{code}: expected one of {', '.join(known)}")
    return str(value)


def checked_body(
    given: object, questions: Sequence[Mapping[str, Any]], scales: Sequence[Mapping[str, Any]] = ()
) -> Body:
    """Return an answer as it is kept: {"ratings": {code: 1–5}, "texts": {code: text}}.

    Where the round asks for them also "choices": {code: the code of an option}, and "scores": {scale: 1–5},
    which are reckoned here from the ratings, never taken from outside. A rating or a choice of None and an
    empty text mean: not answered. Raises BadInput for a code that is not asked, a rating or a choice that
    is none, a text that is too long, and when nothing is said at all.
    """
    if not isinstance(given, Mapping) or not set(given) <= {"ratings", "texts", "choices"}:
        raise BadInput("an answer has ratings and texts, and choices where the round has them; nothing else")
    ratings = _part(given, "ratings", _codes(questions, RATING))
    texts = _part(given, "texts", _codes(questions, TEXT))
    choices = _part(given, "choices", _codes(questions, CHOICE))
    said = {code: _text(code, value) for code, value in texts.items()}
    body: Body = {
        "ratings": {code: _rating(code, value) for code, value in ratings.items()},
        "texts": {code: text for code, text in said.items() if text},
    }
    if choices:
        body["choices"] = {code: _choice(code, value, questions) for code, value in choices.items()}
    if not any(body.values()):
        raise BadInput("nothing was answered yet: give at least one rating or one text")
    if reckoned := scores(scales, body["ratings"]):
        body["scores"] = reckoned
    return body
