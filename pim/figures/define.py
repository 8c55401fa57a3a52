"""Saying what is counted: once per innovation, before anybody counts, by who leads it."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.errors import BadInput
from pim.figures.change import MEAN
from pim.figures.tables import Indicator
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import seen
from pim.lifecycle.subject import Subject, lock
from pim.lifecycle.work import Work
from pim.people.cells import quoted
from pim.people.faults import Words, Wrong

OUTCOMES = ("pleasure", "performance", "innovation")
TOGETHER = ("sum", MEAN)
MOST = 30  # figures in one innovation: who counts everything, looks at nothing
SHORTEST, LONGEST_TITLE, LONGEST_UNIT = 3, 80, 40


def add_indicator(
    work: Work,
    cycle_id: int,
    title: str,
    unit: str,
    *,
    title_en: str = "",
    unit_en: str = "",
    outcome: str = "performance",
    less_is_better: bool = False,
    together: str = "sum",
) -> dict[str, Any]:
    """Say that something is counted at sites; its code (C1, C2 …) comes back. English may stay as the Dutch.

    ``together`` says what several sites are as one: the ``sum`` (empty shelves) or the ``mean`` (days).
    Raises Wrong (BadInput) for a text that says nothing and an unknown word, BadInput for a cycle that is
    over, NotAllowed for anybody but the lead, NotFound.
    """
    open_cycle(work, cycle_id)
    require_role(work, lock(work.session, cycle_id), "lead")
    assert work.actor is not None, "a person acts"
    titles = _both("title", title, title_en, LONGEST_TITLE)
    units = _both("unit", unit, unit_en, LONGEST_UNIT)
    _one_of("outcome", outcome, OUTCOMES)
    _one_of("together", together, TOGETHER)
    known = work.session.scalars(select(Indicator).where(col(Indicator.cycle_id) == cycle_id)).all()
    if any(row.title["nl"].casefold() == titles["nl"].casefold() for row in known):
        told = quoted(titles["nl"])
        raise Wrong(
            "title",
            Words(f"{told} wordt al geteld", f"{told} is counted already"),
            Words("een andere naam", "another name"),
        )
    if len(known) == MOST:
        raise BadInput(f"{MOST} figures are counted already; that is the most in one innovation")
    row = Indicator(
        cycle_id=cycle_id,
        code=f"C{len(known) + 1}",  # figures are never removed, and the cycle is locked
        title=titles,
        unit=units,
        outcome=outcome,
        less_is_better=less_is_better,
        together=together,
        person_id=work.actor.person_id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    told_ = {"code": row.code, "title": titles, "unit": units, "outcome": outcome, "together": together}
    record(work, cycle_id, "figure", {**told_, "less_is_better": less_is_better})
    return {"id": cycle_id, "code": row.code, "title": titles["nl"]}


def open_cycle(work: Work, cycle_id: int) -> Subject:
    """Return a cycle of the actor's own organisation that is not over. Raises BadInput, NotFound."""
    assert work.actor is not None, "a person acts"
    cycle = seen(work.session, work.actor, cycle_id, "cycle")
    if cycle.final:
        raise BadInput(f"{cycle.title!r} is over ({cycle.state.stage}): nothing is counted in it any more")
    return cycle


def _both(field: str, nl: str, en: str, most: int) -> dict[str, str]:
    found = {"nl": nl.strip(), "en": en.strip() or nl.strip()}
    for language, text in found.items():
        least = SHORTEST if field == "title" else 1
        if not least <= len(text) <= most:
            raise Wrong(
                field if language == "nl" else f"{field}_en",
                Words(f"dit zijn {len(text)} tekens", f"these are {len(text)} characters"),
                Words(f"{least} tot {most} tekens", f"{least} to {most} characters"),
            )
    return found


def _one_of(field: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        told = quoted(value)
        raise Wrong(
            field,
            Words(f"{told} is niet bekend", f"{told} is not known"),
            Words("één van " + ", ".join(known), "one of " + ", ".join(known)),
        )
