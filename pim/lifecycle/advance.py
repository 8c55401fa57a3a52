"""One step, one transaction: lock, ask the pure machine, write its decision. The spine of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session, col

from notifications.outbox import REMINDER, Outgoing
from notifications.prepared import Prepared
from pim.errors import Conflict, NotFound, PimError
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.changes import Change, end_of_term, write_changes
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.journal import GENESIS
from pim.lifecycle.subject import Home, Subject, lock, look
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor, Event, Work
from pim.people.tables import Role
from workflows.facts import Facts
from workflows.machine import Decision, Refused, Request, State, enter, step
from workflows.reasons import explain
from workflows.requirements import Unmet

EVERYBODY = "employee"  # the role that each person of the organisation holds


class Refusal(PimError):
    """The step cannot be taken yet. ``refused.unmet`` names everything that is missing."""

    status = 409
    exit_code = 3

    def __init__(self, refused: Refused) -> None:
        super().__init__(" ".join(explain(unmet, "en") for unmet in refused.unmet))
        self.refused = refused

    def reasons(self, language: str, *, codes: bool = False) -> list[str]:
        """Return every reason in plain words; with ``codes`` as somebody needs it who types steps."""
        return [explain(unmet, language, codes=codes) for unmet in self.refused.unmet]


@dataclass(frozen=True, slots=True)
class Order:
    """A step somebody wants to take.

    ``dates`` become named dates of the instance, ``said`` goes into the journal.

    ``expected_visit`` is the visit the person was looking at: when the instance has moved on since,
    they get a Conflict and no second step.
    """

    instance_id: int
    step: str
    reason: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    expected_visit: int | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    event: Mapping[str, Any] = field(default_factory=dict)  # for the letters only, not kept
    also: frozenset[str] = frozenset()  # roles the verb vouches for, such as the author of an idea
    supposed: Mapping[str, Any] = field(default_factory=dict)  # facts as they will be, to look ahead with

    def supposing(self, **facts: Any) -> "Order":
        """Return this order as it would be decided if these facts were so. Only for a look ahead."""
        return replace(self, supposed={**self.supposed, **facts})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did, or (in a preview) would do."""

    subject: Subject
    decision: Decision
    labels: Mapping[str, Mapping[str, str]]  # of the stage it left and the one it came into
    letters: tuple[Outgoing, ...] = ()
    letter_count: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain data, moments in UTC."""
        decision = self.decision
        return {
            "id": self.subject.id,
            "kind": self.subject.kind,
            "code": self.subject.code,
            "title": self.subject.title,
            "step": decision.step,
            "from": decision.from_stage,
            "stage": decision.to_stage,
            "labels": {name: dict(label) for name, label in self.labels.items()},
            "version": decision.version,
            "visit": decision.visit,
            "undoable": decision.undoable,
            "deadlines": [
                {"what": due.what, "at": due.at.isoformat(), "rule": due.rule, "then": list(due.then)}
                for due in decision.deadlines
            ],
            # How many have not answered moves with every answer, so who is reminded is not counted here.
            "letters": None
            if any(tell.audience == REMINDER for tell in decision.tells)
            else self.letter_count,
            "warnings": [said(unmet) for unmet in decision.warnings],
            "overridden": [{**said(unmet), "reason": why} for unmet, why in decision.overridden],
        }


def said(unmet: Unmet) -> dict[str, Any]:
    """Return an unmet requirement as plain data, worded in both languages."""
    return {
        "code": unmet.code,
        "numbers": dict(unmet.numbers),
        "nl": explain(unmet, "nl"),
        "en": explain(unmet, "en"),
    }


_ROLES = Prepared(
    select(col(Role.role)).where(
        col(Role.person_id) == bindparam("person"),
        or_(col(Role.cycle_id) == bindparam("cycle"), col(Role.cycle_id).is_(None)),
    )
)


def roles_of(session: Session, actor: Actor, subject: Subject) -> frozenset[str]:
    """Return the roles somebody holds for this cycle. Raises NotFound for another organisation's."""
    if actor.organisation_id != subject.home.id:
        raise NotFound(f"there is nothing with number {subject.id}")
    rows = _ROLES.rows(session.connection(), {"person": actor.person_id, "cycle": subject.cycle_id})
    return frozenset({EVERYBODY, *(row[0] for row in rows)})


def facts_for(work: Work, subject: Subject, groups: frozenset[str]) -> Facts:
    """Return the facts a requirement may look at, gathered only where it looks."""
    today = calendar_of(work.session, subject.home).local_date(work.now)
    if not groups:
        return Facts(today=today)
    return work.house.facts(work.session, subject, groups, today, live=work.actor is None)


def decide(work: Work, subject: Subject, order: Order, roles: frozenset[str]) -> Decision:
    """Ask the machine. Raises Refusal with every unmet requirement."""
    machine = machine_of(work.session, subject.digest)
    groups = machine.reads(subject.kind, subject.state.stage, order.step)
    calendar = calendar_of(work.session, subject.home)
    dated = subject.moved(dates={**subject.dates, **order.dates})
    request = Request(step=order.step, roles=roles, reason=order.reason, overrides=order.overrides)
    facts = facts_for(work, dated, groups)
    answer = step(
        machine,
        subject.kind,
        subject.state,
        request,
        replace(facts, **order.supposed) if order.supposed else facts,
        calendar,
        work.now,
    )
    if isinstance(answer, Refused):
        raise Refusal(answer)
    return answer


def changed(subject: Subject, decision: Decision, order: Order, work: Work) -> Change:
    """Return what a decision does to an instance, with the event that people hear of."""
    dates = {**subject.dates, **order.dates}
    change = Change(before=subject, after=subject.moved(dates=dates))
    words: dict[str, Any] = dict(order.said)
    if order.reason:
        words["reason"] = order.reason
    if order.dates:
        words["dates"] = dict(order.dates)
    if decision.overridden:
        words["overridden"] = [
            {"code": unmet.code, "numbers": dict(unmet.numbers), "reason": why}
            for unmet, why in decision.overridden
        ]
    actor_id = work.actor.person_id if work.actor else None
    change.move(decision, actor_id, work.now, words)
    if decision.tells:
        change.events.append(
            Event(
                subject=change.after,
                name=decision.step,
                key=f"{subject.id}:{decision.version}",
                tells=decision.tells,
                at=work.now,
                actor_id=actor_id,
                from_stage=subject.state.stage,
                reason=order.reason,
                due_at=end_of_term(decision.deadlines),
                overridden=decision.overridden,
                warnings=decision.warnings,
                data=order.event,
            )
        )
    return change


def advance(work: Work, order: Order) -> Outcome:
    """Take one step, or say why not.

    Raises Refusal with every unmet requirement, Conflict when the instance moved on meanwhile,
    NotFound when it is not this organisation's.
    """
    subject = lock(work.session, order.instance_id)
    assert work.actor is not None, "the clock takes its steps in sweep.py"
    roles = roles_of(work.session, work.actor, subject) | order.also
    if order.expected_visit is not None and order.expected_visit != subject.state.visit:
        raise Conflict
    decision = decide(work, subject, order, roles)
    change = changed(subject, decision, order, work)
    count = write_changes(work.session, work.house, [change], work.now)
    return Outcome(change.after, decision, _labels(work, subject, decision), letter_count=count)


def preview(work: Work, order: Order, subject: Subject | None = None) -> Outcome:
    """Show what a step would do: who will be written to, what will be due when. Changes nothing.

    ``subject`` is the instance, where the caller has just read it.
    """
    subject = subject or look(work.session, order.instance_id)
    assert work.actor is not None, "only a person looks ahead"
    decision = decide(work, subject, order, roles_of(work.session, work.actor, subject) | order.also)
    change = changed(subject, decision, order, work)
    letters = tuple(work.house.letters(work.session, change.events, names_only=True))
    return Outcome(change.after, decision, _labels(work, subject, decision), letters, len(letters))


def _labels(work: Work, subject: Subject, decision: Decision) -> dict[str, Mapping[str, str]]:
    machine = machine_of(work.session, subject.digest)
    return {
        "from": machine.stage(subject.kind, subject.state.stage).label,
        "stage": machine.stage(subject.kind, decision.to_stage).label,
    }


def begin(
    work: Work,
    home: Home,
    kind: str,
    digest: str,
    code: str,
    title: str,
    *,
    cycle_id: int | None = None,
    dates: Mapping[str, date] | None = None,
    said: Mapping[str, Any] | None = None,
    born: Callable[[int], None] | None = None,
) -> Subject:
    """Bring a new instance to life in the first stage of its lifecycle and return it.

    ``born`` gets its number and writes the feature's own rows, before anybody is told of it.
    """
    machine = machine_of(work.session, digest)
    calendar = calendar_of(work.session, home)
    own_dates = dict(dates or {})
    decision = enter(machine, kind, work.now, own_dates, calendar)
    connection = work.session.connection()
    id_: Any = connection.execute(
        insert(Instance).returning(col(Instance.id)),
        {
            "organisation_id": home.id,
            "kind": kind,
            "cycle_id": cycle_id,
            "code": code,
            "title": title,
            "digest": digest,
            "stage": decision.to_stage,
            "means": decision.means or decision.to_stage,
            "final": decision.final,
            "version": 0,
            "visit": 0,
            "entered_at": work.now,
            "head": GENESIS,
            "dates": {},
        },
    ).scalar_one()
    if cycle_id is None:
        connection.execute(update(Instance).where(col(Instance.id) == id_).values(cycle_id=id_))
    if born is not None:
        born(id_)
        work.session.flush()
    subject = Subject(
        id=id_,
        kind=kind,
        cycle_id=cycle_id or id_,
        code=code,
        title=title,
        digest=digest,
        means=decision.means or decision.to_stage,
        final=decision.final,
        head=GENESIS,
        state=State(decision.to_stage, 0, 0, None, work.now),
        home=home,
    )
    born_as = {"code": code, "title": title, "kind": kind, "organisation": home.id, "workflow": digest}
    told = {**(said or {}), **born_as}
    order = Order(id_, decision.step, dates=own_dates, said=told)
    change = changed(subject, decision, order, work)
    write_changes(work.session, work.house, [change], work.now)
    return change.after


def record(work: Work, instance_id: int, what: str, said: Mapping[str, Any], *events: Event) -> Subject:
    """Write something into the journal that leaves the instance in its stage, and tell who must hear."""
    subject = lock(work.session, instance_id)
    if work.actor is not None and work.actor.organisation_id != subject.home.id:
        raise NotFound(f"there is nothing with number {instance_id}")
    change = Change(before=subject, after=subject)
    change.note(what, work.actor.person_id if work.actor else None, work.now, dict(said))
    change.events.extend(events)
    write_changes(work.session, work.house, [change], work.now)
    return change.after
