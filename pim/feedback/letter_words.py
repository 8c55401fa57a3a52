"""What the letters about a round need besides what happened: its title, how long it takes, its variants."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.questions import minutes_for
from pim.feedback.tables import Round, RoundVariant
from pim.feedback.titles import in_language
from pim.lifecycle.tables import Instance
from pim.variants.tables import Variant

LONGEST_SUMMARY = 200


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUMMARY else line[: LONGEST_SUMMARY - 1].rstrip() + "…"


def variant_lines(session: Session, round_id: int) -> list[dict[str, str]]:
    """Return the variants of a round as lines of a letter: code, title and summary."""
    return [
        {"code": code, "title": title, "summary": _short(text)}
        for code, title, text, _ in _variants(session, round_id)
    ]


def _variants(session: Session, round_id: int) -> list[tuple[str, str, str, str]]:
    rows = session.execute(
        select(col(Instance.code), col(Instance.title), col(Variant.text), col(Variant.what_changed))
        .join(Variant, col(Variant.instance_id) == col(Instance.id))
        .join(RoundVariant, col(RoundVariant.variant_id) == col(Instance.id))
        .where(col(RoundVariant.round_id) == round_id)
        .order_by(col(Instance.code))
    )
    return [(code, title, text, changed) for code, title, text, changed in rows]


def letter_words(session: Session, round_id: int, language: str) -> Mapping[str, Any]:
    """Return the fields that letters about this round may use. Two statements.

    ``answered`` is None below five answers.
    """
    row = session.execute(
        select(Round, col(Instance.title))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.instance_id) == round_id)
    ).first()
    if row is None:
        return {}
    round_, title = row
    variants = _variants(session, round_id)
    changes = [f"{code}: {_short(changed)}" for code, _, _, changed in variants if changed]
    enough = round_.answered is not None and round_.answered >= SMALLEST_GROUP
    return {
        "round": in_language(title, language),
        "purpose": round_.purpose,
        "minutes": minutes_for(round_.questions),
        "smallest_group": SMALLEST_GROUP,
        "invited": round_.invited,
        "answered": round_.answered if enough else None,
        "changed": "; ".join(changes),
    }
