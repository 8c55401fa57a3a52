"""What a round will ask: out of variants, packs and questions of the lead's own, in two minutes at most."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.feedback.composing import DEFAULTS, Asks, compose
from pim.feedback.own_packs import packs_named
from pim.feedback.questions import TEXT, about_variants, check_length, checked_questions
from pim.feedback.tables import Round
from pim.instruments.pack import ACCEPTABILITY, CHANGE, Pack
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance

Titled = tuple[int, str, str]
"""A variant: its number, code and title."""


def what_is_asked(
    session: Session,
    cycle: Subject,
    purpose: str,
    variants: Sequence[Titled],
    *,
    questions: Sequence[Any] | None = None,
    packs: Sequence[str] | None = None,
    details: Sequence[str] = (),
    added: Sequence[Any] = (),
) -> Asks:
    """Return what a round of a cycle asks.

    ``questions`` are the lead's own, ``added`` those that come after all the rest; ``packs`` and
    ``details`` are the names of packs, the latter asked as optional detail. Without questions, packs and
    details it asks what suits its purpose: see ``suited``. A round about variants asks about them first,
    unless the lead gives questions in their place. Raises BadInput (it is too long, asks something twice,
    or with another pack than before), NotFound.
    """
    own = None if questions is None else checked_questions(questions)
    before = _measured_with(session, cycle.cycle_id)
    if packs is not None or details:
        chosen = packs_named(session, cycle.home.id, [*(packs or ()), *details])
    else:
        chosen = suited(session, cycle, purpose, before) if own is None else []
    asks = compose(chosen, purpose, details)
    _check_comparable(asks, before)
    first = about_variants([(code, title) for _, code, title in variants]) if purpose == "variants" else []
    more = checked_questions(added) if added else []
    asked = [*(first if own is None else own), *asks.questions, *more]
    _check_once(asked)
    if not asked:
        raise BadInput("questions: expected at least one pack or question")
    check_length(asked)
    return Asks(asked, asks.scales)


def suited(session: Session, cycle: Subject, purpose: str, before: dict[str, tuple[str, str]]) -> list[Pack]:
    """Return the packs for a purpose; once a cycle has measured, the same packs as then."""
    names = DEFAULTS[purpose]
    used = tuple(dict.fromkeys(pack for pack, about in before.values() if about != CHANGE))
    if used and names and purpose != "readiness":
        names = (*used, *(name for name in names if name in ("aim", "free")))
    chosen = packs_named(session, cycle.home.id, names)
    return _without_twice(chosen, purpose)


def _without_twice(packs: Sequence[Pack], purpose: str) -> list[Pack]:
    """Leave out "aim" and "free" where what was measured with before asks the same already."""
    kept: list[Pack] = []
    for pack in packs:
        asked = {scale.code for one in kept for scale in one.scales if purpose in scale.purposes}
        texts = any(item.kind == TEXT for one in kept for item in one.items)
        if (pack.name == "aim" and ACCEPTABILITY in asked) or (pack.name == "free" and texts):
            continue
        kept.append(pack)
    return kept


def _measured_with(session: Session, cycle_id: int) -> dict[str, tuple[str, str]]:
    """Return (pack, what it is about) by the code of each scale this cycle has asked for, as at first."""
    rows = session.scalars(
        select(col(Round.scales))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id) == cycle_id, col(Instance.means).not_in(("draft", "withdrawn")))
        .order_by(col(Round.instance_id))
    )
    found: dict[str, tuple[str, str]] = {}
    for scales in rows:
        for scale in scales:
            found.setdefault(scale["code"], (scale["pack"], scale["about"]))
    return found


def _check_comparable(asks: Asks, before: dict[str, tuple[str, str]]) -> None:
    for scale in asks.scales:
        earlier, _ = before.get(scale["code"], (scale["pack"], ""))
        if earlier != scale["pack"]:
            raise BadInput(
                f"packs: {scale['code']} was measured with {earlier} before, and a figure from "
                f"{scale['pack']} cannot be compared with that; ask {earlier} instead"
            )


def _check_once(asked: Collection[dict[str, Any]]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in asked:
        name = (one["kind"], one["code"])
        if name in seen:
            raise BadInput(f"questions: {one['kind']} {one['code']!r} is asked twice")
        seen.add(name)
