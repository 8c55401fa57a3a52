"""What an instance has been, in the words of the workflow it runs on now.

Its journal speaks of stages by the names they had when it was there. After it went on in another version
some of those may be called otherwise; what a stage means never changes.
"""

import json
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.journal import MIGRATED
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import JournalEntry


def meanings(session: Session, kind: str, digests: Iterable[str]) -> dict[str, str]:
    """Return what each stage of a kind means, by name, in all of these workflows; a later one counts."""
    return {
        stage.name: stage.means or stage.name
        for digest in digests
        if kind in (machine := machine_of(session, digest)).kinds
        for stage in machine.stages(kind)
    }


def named(session: Session, subject: Subject, *means: str) -> list[str]:
    """Return the names of all stages that mean one of these, in every workflow the subject ever ran on."""
    known = meanings(session, subject.kind, (*subject.earlier, subject.digest))
    return [name for name, meaning in known.items() if meaning in means]


def visited(session: Session, subject: Subject) -> tuple[str, ...]:
    """Return the stages a subject has been in, as they are called now, in the order it first came there.

    One statement; two for one that went on in another workflow.
    """
    rows = session.execute(
        select(col(JournalEntry.to_stage), func.min(col(JournalEntry.version)).label("first"))
        .where(col(JournalEntry.instance_id) == subject.id)
        .group_by(col(JournalEntry.to_stage))
        .order_by("first")
    ).all()
    renamed = _renamed(session, subject) if subject.earlier else []
    found: list[str] = []
    for stage, first in rows:
        for version, names in renamed:
            if version > first:
                stage = names.get(stage, stage)
        found.append(stage)
    known = {stage.name for stage in machine_of(session, subject.digest).stages(subject.kind)}
    return tuple(stage for stage in dict.fromkeys(found) if stage in known)


def called(session: Session, subject: Subject, stage: str) -> list[str]:
    """Return every name that a stage of today has had in the subject's journal. One statement at most."""
    names = [stage]
    for _, renamed in reversed(_renamed(session, subject) if subject.earlier else []):
        names += [old for old, new in renamed.items() if new in names and old not in names]
    return names


def _renamed(session: Session, subject: Subject) -> list[tuple[int, dict[str, str]]]:
    rows = session.execute(
        select(col(JournalEntry.version), col(JournalEntry.data))
        .where(col(JournalEntry.instance_id) == subject.id, col(JournalEntry.what) == MIGRATED)
        .order_by(col(JournalEntry.version))
    )
    return [(version, json.loads(data).get("stages", {})) for version, data in rows]
