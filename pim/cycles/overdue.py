"""What is over its term in a cycle: since when, and whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pim.cycles.queries import Holder
from pim.lifecycle.tables import Deadline
from workflows.machine import Machine


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something whose term has passed and that still waits. ``role`` is None where only the clock acts."""

    instance_id: int
    title: str
    kind: str
    stage: str
    since: datetime
    role: str | None
    names: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, its moment in UTC."""
        return {
            "instance": self.instance_id,
            "title": self.title,
            "kind": self.kind,
            "stage": self.stage,
            "since": self.since.isoformat(),
            "role": self.role,
            "names": list(self.names),
        }


def overdue(
    deadlines: Iterable[Deadline],
    things: dict[int, tuple[str, str, str]],
    machine: Machine,
    held: Sequence[Holder],
    now: datetime,
) -> tuple[Overdue, ...]:
    """Return what is over its term, longest first: what the board counts.

    ``things`` gives, by number, the title, kind and stage of the cycle and of what lives in it.
    """
    found = []
    for due in deadlines:
        if due.what != "due" or due.due_at > now or due.status in ("incident", "held"):
            continue
        title, kind, stage = things[due.instance_id]
        role, names = turn(machine, kind, stage, held)
        found.append(Overdue(due.instance_id, title, kind, stage, due.due_at, role, names))
    return tuple(found)


def turn(
    machine: Machine, kind: str, stage: str, held: Sequence[Holder]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the role that acts first here and somebody holds, with who hold it; else the first role."""
    roles = [role for step in machine.possible(kind, stage) for role in step.by]
    for role in roles:
        inside = [one.name for one in held if one.role == role and one.in_cycle]
        names = inside or [one.name for one in held if one.role == role and one.everywhere]
        if names:
            return role, tuple(names)
    return (roles[0] if roles else None), ()
