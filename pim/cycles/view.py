"""One cycle as people see it: where it is, what can be done now and what is missing, what is due."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.rates import Rate, rates_of
from pim.cycles.facts import gather
from pim.cycles.hours import as_json as hours_of
from pim.cycles.overdue import Overdue, overdue
from pim.cycles.queries import Holder, holders, inside
from pim.errors import NotFound
from pim.lifecycle.advance import EVERYBODY, said
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.tables import Deadline, Instance, JournalEntry
from pim.lifecycle.work import Actor
from pim.people.tables import Person
from workflows.facts import Charter
from workflows.machine import Machine, Refused, Request, StageView, StepView, step
from workflows.requirements import Unmet

ROLE_LINES = ("role_given", "role_taken")
SHOWN = ("round", "pilot", "wave", "variant", "consultation", "idea")  # in this order


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
    people: tuple[tuple[str, str], ...]  # role and name, in this cycle
    everywhere: tuple[tuple[str, str], ...]  # role and name, in the whole organisation
    overdue: tuple[Overdue, ...]
    holders: Mapping[int, str]  # the names of all who hold a role, by number
    mine: frozenset[str]  # the roles of who looks
    rates: tuple[Rate, ...]  # what is answered of the rounds that have closed
    charter: Charter  # with the hours of staff and the subsidy

    def titles(self) -> dict[int, str]:
        """Return the title of the cycle and of everything inside it, by number."""
        return {self.subject.id: self.subject.title} | {
            child.id: child.title if child.code in child.title else f"{child.code} {child.title}"
            for child in self.children
            if child.id
        }

    def by_kind(self) -> list[tuple[str, list[Instance]]]:
        """Return what lives in the cycle, kind by kind."""
        kinds = ((kind, [child for child in self.children if child.kind == kind]) for kind in SHOWN)
        return [(kind, children) for kind, children in kinds if children]

    def as_json(self) -> dict[str, Any]:
        """Return plain data, moments in UTC."""
        titles = self.titles()
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
                    "about": titles.get(row.instance_id, ""),
                    "what": row.what,
                    "at": row.due_at.isoformat(),
                    "rule": row.rule,
                    "status": row.status,
                }
                for row in self.deadlines
            ],
            "overdue": [one.as_json() for one in self.overdue],
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
            "hours": self.hours(),
            "subsidy": self._subsidy(),
            "answered": [rate.as_json() for rate in self.rates],
        }

    def hours(self) -> dict[str, Any]:
        """Return the hours of staff: booked, used, and whether that is nearly or over all of it."""
        return hours_of(self.charter)

    def _subsidy(self) -> dict[str, Any] | None:
        subsidy = self.charter.subsidy
        if subsidy is None:
            return None
        return {
            "label": {"nl": subsidy.label_nl, "en": subsidy.label_en},
            "programmeFit": subsidy.programme_fit,
            "application": subsidy.application,
            "otherEuMoney": subsidy.other_eu_money,
            "lastDay": subsidy.last_day.isoformat() if subsidy.last_day else None,
        }


def possibilities(
    session: Session, subject: Subject, roles: frozenset[str], now: datetime
) -> tuple[Possibility, ...]:
    """Try each step of the stage without taking it: what is missing is asked of the machine itself."""
    return with_charter(session, subject, roles, now)[0]


def with_charter(
    session: Session, subject: Subject, roles: frozenset[str], now: datetime
) -> tuple[tuple[Possibility, ...], Charter]:
    """Return the possibilities with the charter: the facts are gathered once for both."""
    machine = machine_of(session, subject.digest)
    calendar = calendar_of(session, subject.home)
    views = [v for v in machine.possible(subject.kind, subject.state.stage) if not v.by_clock]
    groups = frozenset({"charter"}).union(
        *(machine.reads(subject.kind, subject.state.stage, view.name) for view in views)
    )
    facts = gather(session, subject, groups, calendar.local_date(now))
    found = []
    for view in views:
        request = Request(view.name, frozenset(view.by), reason="?" if view.reason_required else None)
        answer = step(machine, subject.kind, subject.state, request, facts, calendar, now)
        missing = answer.unmet if isinstance(answer, Refused) else ()
        found.append(Possibility(view, bool(roles & set(view.by)), missing))
    return tuple(found), facts.charter


def cycle_of(session: Session, cycle_id: int, actor: Actor | None) -> tuple[Subject, list[Holder]]:
    """Return a cycle for somebody who looks, with who holds which role for it. Two statements.

    Raises NotFound, also for another organisation's.
    """
    subject = look(session, cycle_id)
    if subject.kind != "cycle" or (actor is not None and actor.organisation_id != subject.home.id):
        raise NotFound(f"there is no cycle with number {cycle_id}")
    return subject, holders(session, subject, actor.person_id if actor else None)


def roles_in(held: Sequence[Holder], actor: Actor | None) -> frozenset[str]:
    """Return the roles somebody holds for a cycle."""
    mine = (one.role for one in held if actor is not None and one.person_id == actor.person_id)
    return frozenset({EVERYBODY, *mine})


def cycle_view(session: Session, cycle_id: int, actor: Actor | None, now: datetime) -> CycleView:
    """Return one cycle for somebody who looks. Raises NotFound, also for another organisation's."""
    subject, held = cycle_of(session, cycle_id, actor)
    machine = machine_of(session, subject.digest)
    children, deadlines, closed = inside(session, cycle_id)
    mine = roles_in(held, actor)
    steps, charter = with_charter(session, subject, mine, now)
    things = {cycle_id: (subject.title, "cycle", subject.state.stage)}
    things |= {one.id or 0: (one.title, one.kind, one.stage) for one in children}
    return CycleView(
        subject=subject,
        machine=machine,
        stage=machine.stage("cycle", subject.state.stage),
        stages=machine.stages("cycle"),
        steps=steps,
        deadlines=tuple(one for one in deadlines if one.status in ("armed", "incident")),
        overdue=overdue(deadlines, things, machine, held, now),
        holders={one.person_id: one.name for one in held},
        mine=mine,
        children=tuple(children),
        people=_who_is_what((one for one in held if one.in_cycle), machine),
        everywhere=_who_is_what((one for one in held if one.everywhere), machine),
        charter=charter,
        rates=tuple(rates_of(session, closed, subject.home, now)),
    )


def _who_is_what(held: Iterable[Holder], machine: Machine) -> tuple[tuple[str, str], ...]:
    """Return (role, name) in the order of the workflow's roles."""
    order = {role: number for number, role in enumerate(machine.definition.roles)}
    ours = (one for one in held if one.role in order)
    return tuple((one.role, one.name) for one in sorted(ours, key=lambda one: order[one.role]))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cycle's story: what happened to it or to something inside it."""

    instance_id: int
    kind: str
    code: str
    title: str
    at: datetime
    what: str
    from_stage: str | None
    to_stage: str
    actor: str | None
    said: Mapping[str, Any]
    whom: str = ""  # who was given a role, or lost it


def timeline(
    session: Session, cycle_id: int, limit: int = 100, known: Mapping[int, str] | None = None
) -> list[Line]:
    """Return the newest things that happened in a cycle and everything inside it, newest first.

    The journal keeps no names: who was given a role is found by number, in ``known`` or in a statement more.
    """
    rows = session.execute(
        select(
            col(JournalEntry.instance_id),
            col(Instance.kind),
            col(Instance.code),
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
    lines = [Line(*tuple[Any, ...]((*row[:9], json.loads(row[9])))) for row in rows]
    names = dict(known or {})
    given = {line.said["person"] for line in lines if line.what in ROLE_LINES} - names.keys()
    if given:  # they lost their role, or have left
        people = session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(given)))
        names |= {row[0]: row[1] for row in people}
    return [
        replace(line, whom=names.get(line.said["person"], "")) if line.what in ROLE_LINES else line
        for line in lines
    ]
