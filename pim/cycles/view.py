"""One cycle as people see it: where it is, what can be done now and what is missing, what is due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.cycles.facts import gather
from pim.cycles.queries import children, people_of
from pim.errors import NotFound
from pim.lifecycle.advance import EVERYBODY, roles_of, said
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.tables import Deadline, Instance, JournalEntry
from pim.lifecycle.work import Actor
from pim.people.tables import Person
from workflows.machine import Machine, Refused, Request, StageView, StepView, step
from workflows.requirements import Unmet


@dataclass(frozen=True, slots=True)
class Possibility:
    """A step of this stage: may it be taken now, and if not, everything that is missing."""

    step: StepView
    mine: bool  # the one who looks holds a role that may take it
    missing: tuple[Unmet, ...]

    @property
    def possible(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle, ready to be shown."""

    subject: Subject
    machine: Machine
    stage: StageView
    stages: tuple[StageView, ...]
    steps: tuple[Possibility, ...]
    deadlines: tuple[Deadline, ...]
    children: tuple[Instance, ...]
    people: tuple[tuple[str, str], ...]

    def titles(self) -> dict[int, str]:
        """Return the title of the cycle and of everything inside it, by number."""
        return {self.subject.id: self.subject.title} | {
            child.id: f"{child.code} {child.title}".strip() for child in self.children if child.id
        }

    def as_json(self) -> dict[str, Any]:
        """Return plain data, moments in UTC."""
        return {
            "id": self.subject.id,
            "title": self.subject.title,
            "stage": {"name": self.stage.name, "label": dict(self.stage.label)},
            "version": self.subject.state.version,
            "visit": self.subject.state.visit,
            "enteredAt": self.subject.state.entered_at.isoformat(),
            "steps": [
                {
                    "name": each.step.name,
                    "label": dict(each.step.label),
                    "to": each.step.to,
                    "by": list(each.step.by),
                    "mine": each.mine,
                    "possible": each.possible,
                    "missing": [said(unmet) for unmet in each.missing],
                }
                for each in self.steps
            ],
            "deadlines": [
                {
                    "id": row.id,
                    "instance": row.instance_id,
                    "what": row.what,
                    "at": row.due_at.isoformat(),
                    "rule": row.rule,
                    "status": row.status,
                }
                for row in self.deadlines
            ],
            "children": [
                {
                    "id": child.id,
                    "kind": child.kind,
                    "code": child.code,
                    "title": child.title,
                    "stage": child.stage,
                }
                for child in self.children
            ],
            "people": [{"role": role, "name": name} for role, name in self.people],
        }


def possibilities(
    session: Session, subject: Subject, roles: frozenset[str], now: datetime
) -> tuple[Possibility, ...]:
    """Try each step of the stage without taking it: what is missing is asked of the machine itself.

    The facts are gathered once for all steps together.
    """
    machine = machine_of(session, subject.digest)
    calendar = calendar_of(session, subject.home)
    views = [v for v in machine.possible(subject.kind, subject.state.stage) if not v.by_clock]
    groups = frozenset[str]().union(
        *(machine.reads(subject.kind, subject.state.stage, view.name) for view in views)
    )
    facts = gather(session, subject, groups, calendar.local_date(now))
    found = []
    for view in views:
        request = Request(view.name, frozenset(view.by), reason="?" if view.reason_required else None)
        answer = step(machine, subject.kind, subject.state, request, facts, calendar, now)
        missing = answer.unmet if isinstance(answer, Refused) else ()
        found.append(Possibility(view, bool(roles & set(view.by)), missing))
    return tuple(found)


def cycle_view(session: Session, cycle_id: int, actor: Actor | None, now: datetime) -> CycleView:
    """Return one cycle for somebody who looks. Raises NotFound, also for another organisation's."""
    subject = look(session, cycle_id)
    if subject.kind != "cycle":
        raise NotFound(f"there is no cycle with number {cycle_id}")
    roles = roles_of(session, actor, subject) if actor else frozenset({EVERYBODY})
    machine = machine_of(session, subject.digest)
    return CycleView(
        subject=subject,
        machine=machine,
        stage=machine.stage("cycle", subject.state.stage),
        stages=machine.stages("cycle"),
        steps=possibilities(session, subject, roles, now),
        deadlines=tuple(open_deadlines(session, cycle_id)),
        children=tuple(children(session, cycle_id)),
        people=tuple(people_of(session, cycle_id)),
    )


def open_deadlines(session: Session, cycle_id: int) -> Sequence[Deadline]:
    """Return what is still due in a cycle and everything inside it, soonest first."""
    return session.scalars(
        select(Deadline)
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Instance.cycle_id) == cycle_id, col(Deadline.status).in_(("armed", "incident")))
        .order_by(col(Deadline.due_at), col(Deadline.id))
    ).all()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cycle's story: what happened to it or to something inside it."""

    instance_id: int
    kind: str
    title: str
    at: datetime
    what: str
    from_stage: str | None
    to_stage: str
    actor: str | None
    said: Mapping[str, Any]


def timeline(session: Session, cycle_id: int, limit: int = 100) -> list[Line]:
    """Return the newest things that happened in a cycle and everything inside it, newest first."""
    rows = session.execute(
        select(
            col(JournalEntry.instance_id),
            col(Instance.kind),
            col(Instance.title),
            col(JournalEntry.at),
            col(JournalEntry.what),
            col(JournalEntry.from_stage),
            col(JournalEntry.to_stage),
            col(Person.name),
            col(JournalEntry.data),
        )
        .join(Instance, col(Instance.id) == col(JournalEntry.instance_id))
        .outerjoin(Person, col(Person.id) == col(JournalEntry.actor_id))
        .where(col(Instance.cycle_id) == cycle_id)
        .order_by(
            col(JournalEntry.at).desc(), col(JournalEntry.instance_id), col(JournalEntry.version).desc()
        )
        .limit(limit)
    )
    return [Line(*tuple[Any, ...]((*row[:8], json.loads(row[8])))) for row in rows]
