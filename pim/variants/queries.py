"""Reading variants: the facts a step looks at, the words of letters, and lists for people."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.ideas.tables import Functionality
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.journal import MIGRATED
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance, JournalEntry
from pim.variants.asked import ASKED, Asked, asked
from pim.variants.tables import Variant
from workflows.facts import Own, VariantFact

IN_PLAY = ("draft", "asked", "chosen", "fallback")
CHOSEN_ABOUT = ("chosen", "parked", "stopped", "fallback", "adopted")
LONGEST_SUMMARY = 200  # of what a variant means for the work, in letters


@dataclass(frozen=True, slots=True)
class VariantLine:
    """One version of a variant. ``parent`` is the code of the version it was made from."""

    id: int
    code: str
    title: str
    stage: str
    means: str
    functionality: str
    family: str
    number: int
    parent: str | None
    text: str
    what_changed: str


_PARENT = aliased(Instance)
_LINES = (
    select(
        col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.stage), col(Instance.means),
        col(Functionality.code), col(Variant.family), col(Variant.number), col(_PARENT.code),
        col(Variant.text), col(Variant.what_changed),
    )
    .join(Variant, col(Variant.instance_id) == col(Instance.id))
    .join(Functionality, col(Functionality.id) == col(Variant.functionality_id))
    .outerjoin(_PARENT, col(_PARENT.id) == col(Variant.parent_id))
    .order_by(col(Instance.id))
)  # fmt: skip


def variant_list(session: Session, cycle_id: int) -> list[VariantLine]:
    """Return every version of every variant of a cycle, oldest first. One statement."""
    rows: Sequence[Any] = session.execute(_LINES.where(col(Variant.cycle_id) == cycle_id)).all()
    return [VariantLine(*row) for row in rows]


def lineage(session: Session, variant_id: int) -> list[VariantLine]:
    """Return a version and the versions it was made from, oldest first. Two statements."""
    row = session.get(Variant, variant_id)
    if row is None:
        return []
    by_code = {line.code: line for line in variant_list(session, row.cycle_id)}
    found: list[VariantLine] = []
    code = next((line.code for line in by_code.values() if line.id == variant_id), None)
    while code is not None:
        found.append(by_code[code])
        code = by_code[code].parent
    return found[::-1]


_FACTS: Select[Any] = (
    select(
        col(Instance.id),
        col(Instance.code),
        col(Instance.means),
        col(Variant.family),
        col(Variant.number),
        ASKED.c.round_id,
    )
    .join(Variant, col(Variant.instance_id) == col(Instance.id))
    .outerjoin(ASKED, ASKED.c.variant_id == col(Instance.id))
    .where(col(Variant.cycle_id) == bindparam("cycle"))
    .order_by(col(Instance.id))
)


def facts(session: Session, cycle_id: int) -> tuple[VariantFact, ...]:
    """Return the variants of a cycle as a requirement looks at them. One statement.

    ``rounds`` counts the rounds of the whole family: V2b takes over the count of V2, or the limit on
    rounds would begin again with each version. ``newer_than_last_round``: nobody was asked about this
    version, and it was made after the last round that asked about variants.
    """
    rows = session.connection().execute(_FACTS, {"cycle": cycle_id}).all()
    told = asked((row.id, row.round_id) for row in rows)
    versions = {row.id: row for row in rows}  # one row for each round it was asked about in
    families: dict[str, list[int]] = {}
    for id_, row in versions.items():
        families.setdefault(row.family, []).append(id_)
    return tuple(
        _fact(id_, row.code, row.means, row.number, families[row.family], told)
        for id_, row in versions.items()
    )


def _fact(id_: int, code: str, means: str, number: int, family: Iterable[int], told: Asked) -> VariantFact:
    return VariantFact(
        code=code,
        meaning=means,
        version=number,
        rounds=len(told.of(*family)),
        newer_than_last_round=not told.of(id_) and id_ > told.newest,
    )


def own(session: Session, subject: Subject) -> Own:
    """Return what a variant's own requirements look at: itself, and which texts are written."""
    row = session.get(Variant, subject.id)
    texts = {"text": row.text, "what_changed": row.what_changed} if row else {}
    mine = next((fact for fact in facts(session, subject.cycle_id) if fact.code == subject.code), None)
    return Own(
        variant=mine,
        dates=subject.dates,
        texts=frozenset(name for name, text in texts.items() if text),
    )


def functionality(session: Session, cycle_id: int) -> str:
    """Return the title of the functionality that is being worked on: that of the newest variant."""
    return (
        session.scalar(
            select(col(Functionality.title))
            .join(Variant, col(Variant.functionality_id) == col(Functionality.id))
            .where(col(Variant.cycle_id) == cycle_id)
            .order_by(col(Variant.instance_id).desc())
            .limit(1)
        )
        or ""
    )


def lines(session: Session, cycle_id: int) -> list[dict[str, str]]:
    """Return the variants in play as a letter lists them: code, title, and what it means for the work.

    Only of the functionality that is being worked on, and of each family the newest version.
    """
    return [
        {"code": line.code, "title": line.title, "summary": summary(line.text)}
        for line in _newest(variant_list(session, cycle_id))
        if line.means in IN_PLAY
    ]


def summary(text: str) -> str:
    """Return the first sentence or so of a text, on one line."""
    told = " ".join(text.split())
    first, stop, _ = told.partition(". ")
    told = f"{first}." if stop else told
    if len(told) <= LONGEST_SUMMARY:
        return told
    cut = told[: LONGEST_SUMMARY - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _newest(found: Sequence[VariantLine]) -> list[VariantLine]:
    """Keep the functionality of the newest variant, and of each family its newest version."""
    if not found:
        return []
    current = [line for line in found if line.functionality == found[-1].functionality]
    by_family = {line.family: line for line in current}
    return sorted(by_family.values(), key=lambda line: line.id)


def choices(session: Session, cycle_id: int, language: str) -> list[dict[str, str]]:
    """Return what was chosen for each variant, and why, as a letter prints it. Three statements."""
    decided = [line for line in _newest(variant_list(session, cycle_id)) if line.means in CHOSEN_ABOUT]
    reasons = _reasons(session, [line.id for line in decided])
    labels = _labels(session, cycle_id)
    return [
        {
            "variant": f"{line.code} {line.title}",
            "outcome": labels[line.stage][language],
            "reason": reasons.get(line.id, ""),
        }
        for line in decided
    ]


def _labels(session: Session, cycle_id: int) -> dict[str, Any]:
    digest = session.scalar(select(col(Instance.digest)).where(col(Instance.id) == cycle_id))
    machine = machine_of(session, digest or "")
    return {view.name: view.label for view in machine.stages("variant")}


def _reasons(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the reason with which each came into its stage; going on in another workflow is none."""
    arrivals = (
        select(col(JournalEntry.instance_id), func.min(col(JournalEntry.version)))
        .where(col(JournalEntry.instance_id).in_(ids))
        .group_by(col(JournalEntry.instance_id), col(JournalEntry.visit))
    )
    rows = session.execute(
        select(col(JournalEntry.instance_id), col(JournalEntry.data))
        .where(
            col(JournalEntry.instance_id).in_(ids),
            tuple_(col(JournalEntry.instance_id), col(JournalEntry.version)).in_(arrivals),
            col(JournalEntry.what) != MIGRATED,
        )
        .order_by(col(JournalEntry.version))
    )
    return {id_: json.loads(data).get("reason", "") for id_, data in rows}
