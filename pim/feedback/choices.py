"""What was chosen in a closed round: over the whole round, and never one to four people apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.questions import CHOICE
from pim.feedback.tables import Result


@dataclass(frozen=True, slots=True)
class Chosen:
    """How often each option was chosen, of ``n``. What is not in ``options`` is in ``others`` together."""

    n: int
    options: Mapping[str, int] = field(default_factory=dict)
    others: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"n": self.n, "options": dict(self.options), "others": self.others}


def shown_options(counts: Mapping[str, int]) -> Chosen | None:
    """Return what may be shown of one question, given how often each option was chosen; None: nothing.

    An option that fewer than five chose is hidden among others, of which there are at least five. When all
    chose the same, that would say what each of them chose: then nothing is shown.
    """
    n = sum(counts.values())
    if n < SMALLEST_GROUP or n in counts.values():
        return None
    shown = {code: count for code, count in counts.items() if count >= SMALLEST_GROUP}
    others = n - sum(shown.values())
    while 0 < others < SMALLEST_GROUP:
        smallest = min(shown, key=lambda code: shown[code])
        others += shown.pop(smallest)
    if not others:
        shown = dict(counts)
    return Chosen(n, {code: shown[code] for code in counts if code in shown}, others)


def chosen(session: Session, round_id: int, questions: Sequence[Mapping[str, Any]]) -> dict[str, Chosen]:
    """Return what may be shown of every choice of a closed round. One statement, or none without choices."""
    asked = [
        (one["code"], option["code"])
        for one in questions
        if one["kind"] == CHOICE
        for option in one["options"]
    ]
    if not asked:
        return {}
    given = {code: col(Result.body)["choices"][code].as_string() for code, _ in asked}
    counts = session.execute(
        select(*(func.count(case((given[code] == option, 1))) for code, option in asked)).where(
            col(Result.round_id) == round_id
        )
    ).one()
    by_code: dict[str, dict[str, int]] = {}
    for (code, option), count in zip(asked, counts, strict=True):
        by_code.setdefault(code, {})[option] = count
    found = {code: shown_options(options) for code, options in by_code.items()}
    return {code: one for code, one in found.items() if one is not None}
