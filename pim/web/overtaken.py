"""Somebody else was just before: what they did meanwhile, beside the words of whoever came second."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import JournalEntry
from pim.people.tables import Person
from pim.web.edge import Viewer, page

MOST = 20
WORDS = ("reason", "override_reason", "lesson", "tags", "day")


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Something that happened since a page was opened, as a line of the journal."""

    kind: str
    code: str
    title: str
    at: datetime
    what: str
    from_stage: str | None
    to_stage: str
    actor: str | None
    said: Mapping[str, Any]
    whom: str = ""


def overtaken_page(
    session: Session, viewer: Viewer, subject: Subject, step: str, visit: int, typed: Mapping[str, Any]
) -> Response:
    """Return what happened to a thing since ``visit``, newest last, and all that was typed for ``step``.

    Two statements at most. Nothing of it was done: the step can be looked at anew, or left.
    """
    machine = machine_of(session, subject.digest)
    rows = session.execute(
        select(
            col(JournalEntry.at), col(JournalEntry.what), col(JournalEntry.from_stage),
            col(JournalEntry.to_stage), col(Person.name), col(JournalEntry.data),
        )
        .outerjoin(Person, col(Person.id) == col(JournalEntry.actor_id))
        .where(col(JournalEntry.instance_id) == subject.id, col(JournalEntry.visit) > visit)
        .order_by(col(JournalEntry.version).desc())
        .limit(MOST)
    ).all()  # fmt: skip
    about = (subject.kind, subject.code, subject.title)
    lines = [Meanwhile(*tuple[Any, ...]((*about, *row[:5], json.loads(row[5])))) for row in rows]
    possible = machine.possible(subject.kind, subject.state.stage)
    return page(
        viewer,
        "overtaken.html",
        409,
        subject=subject,
        machine=machine,
        stage=machine.stage(subject.kind, subject.state.stage),
        lines_=lines[::-1],
        step=next((view for view in possible if view.name == step and view.by), None),
        words=[str(typed[name]) for name in WORDS if typed.get(name)],
        path=f"/{subject.kind}s/{subject.id}",
    )
