"""Carrying out a plan: each innovation in a transaction of its own, and a refusal of one stops no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.outbox import Outgoing
from pim.db import Database
from pim.errors import BadInput, Busy, NotFound, PimError
from pim.lifecycle.allowed import NotAllowed, require_role
from pim.lifecycle.changes import write_changes
from pim.lifecycle.subject import lock, look, with_children
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor, House, Work, run
from pim.migrating.moving import Going, going
from pim.migrating.opening import Migration

MIGRATES = "administrator"

Fate = Literal["moves", "refused", "there", "over", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes, or became, of one innovation. ``there``: it runs on the new workflow already."""

    cycle_id: int
    title: str
    fate: Fate
    going: Going | None = None
    letters: tuple[Outgoing, ...] = ()
    why: str = ""


def cycles_of(session: Session, migration: Migration, actor: Actor, only: int | None) -> list[int]:
    """Return the cycles of the actor's organisation that a plan is about, oldest first.

    Raises NotFound for a cycle that is not there, BadInput for one that runs on another workflow.
    """
    if only is not None:
        subject = look(session, only)
        if subject.kind != "cycle" or subject.home.id != actor.organisation_id:
            raise NotFound(f"there is no cycle with number {only}")
        if subject.digest not in (migration.source, migration.target):
            raise BadInput(
                f"cycle {only} runs on workflow {subject.digest[:12]}, which the plan does not name"
            )
        return [only]
    return list(
        session.scalars(
            select(col(Instance.id))
            .where(
                col(Instance.organisation_id) == actor.organisation_id,
                col(Instance.kind) == "cycle",
                col(Instance.digest).in_((migration.source, migration.target)),
            )
            .order_by(col(Instance.id))
        )
    )


def foresee(work: Work, migration: Migration, cycle_ids: Sequence[int]) -> list[Outcome]:
    """Return what would become of each cycle. Writes nothing. Raises NotAllowed."""
    return [_foreseen(work, migration, id_) for id_ in cycle_ids]


def _foreseen(work: Work, migration: Migration, cycle_id: int) -> Outcome:
    subject = look(work.session, cycle_id)
    require_role(work, subject, MIGRATES)
    stays = _stays(subject.digest, subject.final, migration)
    if stays is not None:
        return Outcome(cycle_id, subject.title, stays)
    found = going(work, migration, with_children(work.session, cycle_id))
    if found.refused:
        return Outcome(cycle_id, subject.title, "refused", found)
    events = [event for change in found.changes for event in change.events]
    letters = work.house.letters(work.session, events, names_only=True)
    return Outcome(cycle_id, subject.title, "moves", found, tuple(letters))


def _stays(digest: str, final: bool, migration: Migration) -> Fate | None:
    if digest != migration.source:
        return "there"
    return "over" if final else None


def carry_out(
    database: Database, house: House, actor: Actor, now: datetime, migration: Migration, ids: Sequence[int]
) -> list[Outcome]:
    """Let each cycle go on in the new workflow, one transaction each; what has gone on already stays so.

    A process that dies on the way leaves each cycle wholly here or wholly there: doing it again does the
    rest. Raises Busy when the database is away, NotAllowed; any other fault stops only its own cycle.
    """
    found = []
    for id_ in ids:
        kept: list[Outcome] = []

        def verb(work: Work, id_: int = id_, kept: list[Outcome] = kept) -> dict[str, Any]:
            kept.append(_move(work, migration, id_))
            return {}

        try:
            run(database, house, actor, now, verb)
            found.append(kept[-1])
        except (Busy, NotAllowed):
            raise
        except PimError as error:
            found.append(Outcome(id_, "", "failed", why=str(error)))
    return found


def _move(work: Work, migration: Migration, cycle_id: int) -> Outcome:
    subject = lock(work.session, cycle_id)
    require_role(work, subject, MIGRATES)
    stays = _stays(subject.digest, subject.final, migration)
    if stays is not None:
        return Outcome(cycle_id, subject.title, stays)
    # Read after the cycle is locked: nothing can begin in it any more.
    found = going(work, migration, with_children(work.session, cycle_id, locked=True))
    if found.refused:
        return Outcome(cycle_id, subject.title, "refused", found)
    write_changes(work.session, work.house, found.changes, work.now)
    return Outcome(cycle_id, subject.title, "moves", found)
