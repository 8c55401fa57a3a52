"""Which letter of the law applies: from plain answers to advice, consent or neither, each with its reason.

Pure: no database. Sources: WOR 2, 25(1), 27(1), 35b, 35c, 35d, 46d; GDPR 35. It explains; a person decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from pim.consultation.words import REQUESTS, Words, article
from pim.errors import BadInput

BODIES: Final = ("works_council", "representation", "none")
NUMBERS: Final = ("staff_total", "staff_touched", "weeks")
MORE_YES_OR_NO: Final = ("reversible", "advice_promised", "political")
COUNCIL_FROM = 50  # people, WOR 2(1)
MEETING_FROM = 10  # people, WOR 35b(1)
QUARTER = 25  # per cent of the people, WOR 35b(5)
# A pilot that is as modest as `pilot_modest` asks by default [ours]: the law says "limited", and no number.
PILOT_WEEKS, PILOT_SHARE = 8, 10
MOST = 10_000_000

Answers = Mapping[str, Any]


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """Return the questions, the letters and what is said about them, as wizard.yaml has them."""
    found: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("wizard.yaml").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: what it is about, whether it applies (None: not known yet) and why."""

    article: str
    title: Words
    verdict: str  # applies, not, unknown, small, alone or later
    why: Words

    @property
    def request(self) -> str:
        """Return what has to be asked where it applies."""
        return "advice" if self.article.startswith("25") else "consent"

    def as_json(self) -> dict[str, Any]:
        """Return plain data in both languages."""
        return {
            "article": self.article,
            "articleInWords": article(self.request, self.article),
            "title": dict(self.title),
            "verdict": self.verdict,
            "why": dict(self.why),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What came out: every letter with its reason, notes, and the requests to begin."""

    letters: tuple[Letter, ...]
    notes: tuple[Words, ...]
    requests: tuple[tuple[str, str], ...]  # what is asked, and the article that says so

    def as_json(self) -> dict[str, Any]:
        """Return plain data in both languages."""
        return {
            "letters": [each.as_json() for each in self.letters],
            "notes": [dict(each) for each in self.notes],
            "requests": [
                {
                    "request": request,
                    "article": written,
                    "articleInWords": article(request, written),
                    "label": dict(REQUESTS[request]),
                }
                for request, written in self.requests
            ],
        }


def read_answers(given: Mapping[str, str]) -> dict[str, Any]:
    """Return answers as they were typed (`yes`, `no`, a number, a body). An empty one is no answer.

    Raises BadInput for a question there is not, or an answer that is no answer to it.
    """
    known = {*texts()["questions"], *texts()["more"], *MORE_YES_OR_NO}
    found: dict[str, Any] = {}
    for name, typed in given.items():
        value = typed.strip().lower()
        if name not in known and name not in NUMBERS and name != "body":
            raise BadInput(f"{name}: there is no such question; expected {', '.join(sorted(known))}")
        if value:
            found[name] = _read(name, value)
    return found


def _read(name: str, value: str) -> Any:
    if name in NUMBERS:
        if not (value.isdecimal() and len(value) <= len(str(MOST)) and int(value) <= MOST):
            raise BadInput(f"{name}: expected a whole number from 0 to {MOST}, got {value[:40]!r}")
        return int(value)
    expected = BODIES if name == "body" else ("yes", "no")
    if value not in expected:
        raise BadInput(f"{name}: expected {', '.join(expected)}, got {value!r}")
    return value if name == "body" else value == "yes"


def judge(answers: Answers) -> Found:
    """Return which letters apply and why. Answers as `read_answers` gives them."""
    body = answers.get("body", "works_council")
    total = answers.get("staff_total")
    # Who has to have a council is treated as who has one: the duties of WOR 25 and 27 stand.
    council = body == "works_council" or (total is not None and total >= COUNCIL_FROM)
    letters = tuple(_letters(answers, council))
    small = () if council else _small_advice(answers)
    return Found(letters, tuple(_notes(answers, council)), (*_requests(answers, letters), *small))


def _letters(answers: Answers, council: bool) -> Iterator[Letter]:
    asked = {**texts()["questions"], **texts()["more"]}
    rules: Mapping[str, Any] = texts()["letters"]
    others = any(answers.get(rule["asks"][0]) for rule in rules.values() if rule.get("with") is None)
    modest = is_modest(answers)
    for written, rule in rules.items():
        question = rule["asks"][0]
        answer = answers.get(question)
        verdict = "unknown" if answer is None else "applies" if answer else "not"
        advice = written.startswith("25")
        if verdict == "applies":
            if rule.get("with") and not others:
                verdict = "alone"
            elif not council and not rule.get("small"):
                verdict = "small" if not advice else "not_council"
            elif advice and modest:
                verdict = "later"
        yield _letter(written, rule, verdict, asked[question])


def _letter(written: str, rule: Mapping[str, str], verdict: str, question: Words) -> Letter:
    said = texts()["said"][verdict]
    why = {language: said[language].format(question=question[language]) for language in ("nl", "en")}
    return Letter(written, {"nl": rule["nl"], "en": rule["en"]}, verdict, why)


def is_modest(answers: Answers) -> bool:
    """Tell whether it is a pilot limited in time and size, reversible, with advice promised for later."""
    weeks, share = answers.get("weeks"), share_touched(answers)
    return bool(
        weeks
        and weeks <= PILOT_WEEKS
        and share is not None
        and share <= PILOT_SHARE
        and answers.get("reversible")
        and answers.get("advice_promised")
    )


def share_touched(answers: Answers) -> float | None:
    """Return how many per cent of the people it touches; None when that is not known.

    Not rounded: 24.6 per cent is less than a quarter, and 10.4 is more than ten.
    """
    total, touched = answers.get("staff_total"), answers.get("staff_touched")
    return None if not total or touched is None else 100 * min(touched, total) / total


def _notes(answers: Answers, council: bool) -> Iterator[Words]:
    notes: Mapping[str, Words] = texts()["notes"]
    yield notes[_who(answers, council)]
    share = share_touched(answers)
    if not council and share is not None and (answers.get("staff_total") or 0) >= MEETING_FROM:
        said = notes["quarter" if share >= QUARTER else "less"]
        shown = f"{share:.1f}".removesuffix(".0")
        yield {
            language: text.format(share=shown.replace(".", ",") if language == "nl" else shown)
            for language, text in said.items()
        }
    if answers.get("political"):
        yield notes["political"]
    if answers.get("observe"):
        yield notes["dpia"]
    if answers.get("weeks") and (answers.get("observe") or answers.get("personal_data")):
        yield notes["consent_pilot"]
    yield notes["advice"]


def _who(answers: Answers, council: bool) -> str:
    body, total = answers.get("body", "works_council"), answers.get("staff_total")
    if council:
        return "council" if body == "works_council" else "must_have"
    if body == "representation":
        return "representation"
    return "tiny" if total is not None and total < MEETING_FROM else "meeting"


def _requests(answers: Answers, letters: tuple[Letter, ...]) -> Iterator[tuple[str, str]]:
    """One request for each sort: under the first letter that applies; technology and observing go first."""
    for request, first in (("advice", "25(1)(k)"), ("consent", "27(1)(l)")):
        found = [each.article for each in letters if each.request == request and each.verdict == "applies"]
        if found:
            yield request, first if first in found else found[0]
    if answers.get("observe"):
        yield "dpia", "35"


def _small_advice(answers: Answers) -> tuple[tuple[str, str], ...]:
    """Advice of the staff representation or the staff meeting, where a quarter of the people is touched."""
    share, total = share_touched(answers), answers.get("staff_total")
    if share is None or share < QUARTER or total is None or total < MEETING_FROM:
        return ()
    return (("advice", "35c(3)" if answers.get("body") == "representation" else "35b(5)"),)
