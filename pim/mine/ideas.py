"""Somebody's own ideas: where each stands, who has it, what was answered, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.cycles.overdue import turn
from pim.ideas.queries import IdeaLine, ideas_by
from pim.ideas.tables import Functionality
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.overview.waiting import holders_of
from pim.variants.tables import Variant


@dataclass(frozen=True, slots=True)
class Made:
    """A version of a variant that was made of a functionality, and the stage it is in."""

    id: int
    code: str
    title: str
    label: Mapping[str, str]


@dataclass(slots=True)
class Part:
    """The functionality an idea went into, with the variants that were made of it."""

    code: str
    title: str
    made: list[Made] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MyIdea:
    """One idea of somebody. ``names`` are who has it now, as long as it waits for an answer."""

    line: IdeaLine
    cycle: str
    label: Mapping[str, str]
    names: tuple[str, ...]
    part: Part | None


def my_ideas(session: Session, actor: Actor) -> Sequence[MyIdea]:
    """Return what somebody brought under their own name, newest first. Four statements."""
    lines = ideas_by(session, actor.person_id)[::-1]
    cycles = {line.cycle_id for line in lines}
    wanted = select(col(Instance.id), col(Instance.title)).where(col(Instance.id).in_(cycles))
    titles = {row[0]: row[1] for row in session.execute(wanted)}
    held = holders_of(session, actor.organisation_id, cycles)
    parts = _parts(session, cycles)
    return [
        MyIdea(
            line,
            titles[line.cycle_id],
            machine_of(session, line.digest).stage("idea", line.stage).label,
            _who_has_it(session, line, [*held.get(line.cycle_id, ()), *held.get(None, ())]),
            parts.get((line.cycle_id, line.functionality)),
        )
        for line in lines
    ]


def _who_has_it(session: Session, line: IdeaLine, held: Sequence[Any]) -> tuple[str, ...]:
    if line.outcome or line.merged_into is not None or line.means == "withdrawn":
        return ()
    return turn(machine_of(session, line.digest), "idea", line.stage, held)[1]


def _parts(session: Session, cycles: Iterable[int]) -> dict[tuple[int, str | None], Part]:
    variant = aliased(Instance)
    rows = session.execute(
        select(
            col(Functionality.cycle_id), col(Functionality.code), col(Functionality.title),
            col(variant.id), col(variant.code), col(variant.title), col(variant.digest), col(variant.stage),
        )
        .outerjoin(Variant, col(Variant.functionality_id) == col(Functionality.id))
        .outerjoin(variant, col(variant.id) == col(Variant.instance_id))
        .where(col(Functionality.cycle_id).in_(list(cycles)))
        .order_by(col(Functionality.id), col(variant.id))
    )  # fmt: skip
    found: dict[tuple[int, str | None], Part] = {}
    for cycle_id, code, title, id_, version, name, digest, stage in rows:
        part = found.setdefault((cycle_id, code), Part(code, title))
        if id_ is not None:
            label = machine_of(session, digest).stage("variant", stage).label
            part.made.append(Made(id_, version, name, label))
    return found
