"""Ideas as somebody of the organisation may read them: plain data, in a fixed number of statements."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from pim.ideas.queries import OUTCOMES, IdeaLine, functionality_list, idea_list, ideas_by
from pim.ideas.voices import roots, supports, voices
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Actor
from workflows.machine import Machine


def idea_views(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return the ideas of a cycle, oldest first. Raises NotFound for another organisation's."""
    cycle = seen(session, actor, cycle_id, "cycle")
    machine = machine_of(session, cycle.digest)
    lines = idea_list(session, cycle_id)
    counted = voices(lines, supports(session, cycle_id))
    return _views(machine, lines, counted)


def idea_view(session: Session, actor: Actor, idea_id: int) -> dict[str, Any]:
    """Return one idea. Raises NotFound."""
    subject = seen(session, actor, idea_id, "idea")
    machine = machine_of(session, subject.digest)
    lines = idea_list(session, subject.cycle_id)
    counted = voices(lines, supports(session, subject.cycle_id))
    return next(one for one in _views(machine, lines, counted) if one["id"] == idea_id)


def my_ideas(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Return what somebody brought under their own name, in every cycle, and what became of it."""
    # Cycles may run on different workflows; each is compiled once per process.
    return [_view(machine_of(session, line.digest), line) for line in ideas_by(session, actor.person_id)]


def _views(machine: Machine, lines: list[IdeaLine], counted: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return the ideas with their supporters and with what was put together, as codes."""
    code_of = {line.id: line.code for line in lines}
    root = roots(lines)
    parts: dict[int, list[str]] = {}
    for line in lines:
        if line.merged_into is not None:
            parts.setdefault(root[line.id], []).append(line.code)
    return [
        {
            **_view(machine, line),
            "supporters": counted[line.id],
            "mergedInto": code_of[root[line.id]] if line.merged_into is not None else None,
            "with": parts.get(line.id, []),
        }
        for line in lines
    ]


def functionality_views(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return the functionalities of a cycle with the number of ideas in each. Raises NotFound."""
    seen(session, actor, cycle_id, "cycle")
    return functionality_list(session, cycle_id)


def _view(machine: Machine, line: IdeaLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "cycle": line.cycle_id,
        "code": line.code,
        "text": line.text,
        "stage": {"name": line.stage, "label": dict(machine.stage("idea", line.stage).label)},
        "submittedOn": line.submitted_on,
        "author": line.author,
        "functionality": line.functionality,
        "outcome": {"name": line.outcome, "label": dict(OUTCOMES[line.outcome])} if line.outcome else None,
        "because": line.because,
    }
