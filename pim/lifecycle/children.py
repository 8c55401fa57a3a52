"""What begins inside a cycle (a request, a pilot, a wave): where it may begin, how it is found again."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import require_role
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, lock, look
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor, Work

LONGEST_TITLE = 120  # characters


def parent(work: Work, cycle_id: int, kind: str, *roles: str) -> Subject:
    """Lock the cycle in which something new begins, and return it.

    Raises NotFound for another organisation's cycle, NotAllowed without one of the roles, BadInput
    when the cycle is over or its workflow has nothing of this kind.
    """
    cycle = lock(work.session, cycle_id)
    require_role(work, cycle, *roles)
    if cycle.kind != "cycle":
        raise NotFound(f"there is no cycle with number {cycle_id}")
    if cycle.final:
        raise BadInput(f"{cycle.title!r} is over ({cycle.state.stage}): nothing new begins in it")
    if kind not in machine_of(work.session, cycle.digest).kinds:
        raise BadInput(f"the workflow of {cycle.title!r} has no {kind}; add one to its file and publish it")
    return cycle


def child(work: Work, instance_id: int, kind: str) -> Subject:
    """Lock something inside a cycle of the actor's own organisation, and return it. Raises NotFound."""
    subject = lock(work.session, instance_id)
    assert work.actor is not None, "a person acts"
    if subject.kind != kind or subject.home.id != work.actor.organisation_id:
        raise NotFound(f"there is no {kind} with number {instance_id}")
    return subject


def seen(session: Session, actor: Actor, instance_id: int, kind: str) -> Subject:
    """Return something of the actor's own organisation, to look at. Raises NotFound."""
    subject = look(session, instance_id)
    if subject.kind != kind or subject.home.id != actor.organisation_id:
        raise NotFound(f"there is no {kind} with number {instance_id}")
    return subject


def stage_json(session: Session, subject: Subject) -> dict[str, Any]:
    """Return the stage of something as plain data, labelled in both languages."""
    stage = machine_of(session, subject.digest).stage(subject.kind, subject.state.stage)
    return {"name": stage.name, "label": dict(stage.label)}


def free_code(session: Session, cycle_id: int, kind: str, stem: str) -> str:
    """Return the first code that is not taken in this cycle: "pilot-1", "pilot-2" …"""
    taken = set(
        session.scalars(
            select(col(Instance.code)).where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == kind)
        )
    )
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def short_title(text: str) -> str:
    """Return a title without spaces around it. Raises BadInput when it is empty or too long."""
    title = text.strip()
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise BadInput(f"title: expected 1 to {LONGEST_TITLE} characters, got {len(title)}")
    return title
