"""Writing what was decided: a handful of statements for one step, and the same handful for a thousand.

Everything is decided in memory first. So a batch of deadlines costs the same number of statements
as one, and a fault in one of them is found before anything is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from notifications.bulk import document, goes_as_one, recordset
from notifications.failpoints import failpoint
from notifications.outbox import queue
from notifications.prepared import Prepared, together
from pim.errors import Conflict
from pim.lifecycle.journal import MIGRATED, Entry, as_data
from pim.lifecycle.resettled import Resettled, go_on
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Event, House
from workflows.machine import Decision, Due, State


@dataclass(slots=True)
class Change:
    """What becomes of one instance. ``before`` is what the lock showed, ``after`` what will be written."""

    before: Subject
    after: Subject
    rows: list[tuple[Entry, str]] = field(default_factory=list)  # journal rows with their seals
    left_visit: bool = False
    arm: tuple[Due, ...] = ()
    fired: list[int] = field(default_factory=list)  # deadlines that are done with this
    resettled: Resettled | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def arrived(self) -> bool:
        """Tell whether the instance came into a stage. One that goes on in another workflow was there."""
        return self.left_visit and self.resettled is None

    def note(self, what: str, actor_id: int | None, at: datetime, said: dict[str, Any]) -> None:
        """Add a journal row that leaves the instance in its stage."""
        state = replace(self.after.state, version=self.after.state.version + 1)
        self._add(what, state.stage, state, actor_id, at, said)

    def move(self, decision: Decision, actor_id: int | None, at: datetime, said: dict[str, Any]) -> None:
        """Take a decision over: new stage, new visit, its deadlines."""
        state = State(
            decision.to_stage, decision.version, decision.visit, decision.previous, decision.entered_at
        )
        from_stage = self.after.state.stage
        self.after = self.after.moved(means=decision.means or decision.to_stage, final=decision.final)
        said = {**said, "entered_at": decision.entered_at, "previous": decision.previous}
        self._add(decision.step, from_stage, state, actor_id, at, said)
        self.left_visit = True
        self.arm = decision.deadlines

    def resettle(self, there: Resettled, actor_id: int | None, at: datetime, said: dict[str, Any]) -> None:
        """Go on in another workflow: a visit of its own, so that what was due before acts no more."""
        before = self.after
        state = State(
            there.stage.name,
            before.state.version + 1,
            before.state.visit + 1,
            there.previous,
            there.entered_at,
        )
        self.after = before.moved(
            digest=there.digest,
            earlier=(*before.earlier, before.digest),
            means=there.stage.means or there.stage.name,
            final=there.stage.final,
        )
        said = {**said, "from": before.digest, "to": there.digest}
        said |= {"entered_at": there.entered_at, "previous": there.previous}
        self._add(MIGRATED, before.state.stage, state, actor_id, at, said)
        self.left_visit, self.resettled = True, there
        self.arm = there.dues

    def _add(
        self,
        what: str,
        from_stage: str,
        state: State,
        actor_id: int | None,
        at: datetime,
        said: dict[str, Any],
    ) -> None:
        entry = Entry(
            self.after.id,
            state.version,
            state.visit,
            what,
            from_stage,
            state.stage,
            actor_id,
            at,
            as_data(said),
        )
        seal = entry.seal(self.after.head)
        self.rows.append((entry, seal))
        self.after = self.after.moved(state=state, head=seal)


_INSTANCE_TABLE, _JOURNAL_TABLE, _DEADLINE_TABLE = (
    SQLModel.metadata.tables[name] for name in ("instance", "journal", "deadline")
)


def _insert(table: Table, names: Sequence[str]) -> Prepared:
    return Prepared(insert(table), names)


def _insert_many(table: Table, names: Sequence[str]) -> Prepared:
    rows = recordset(table, {name: name for name in names})
    return Prepared(insert(table).from_select(names, select(*rows.c)))


_MOVED = ("stage", "means", "final", "version", "visit", "previous", "entered_at", "head", "dates")
_INSTANCE = Prepared(
    update(Instance)
    .where(col(Instance.id) == bindparam("b_id"), col(Instance.version) == bindparam("b_version"))
    .values({name: bindparam(f"v_{name}") for name in _MOVED})
)
_INSTANCES = recordset(
    _INSTANCE_TABLE, {"b_id": "id", "b_version": "version"} | {f"v_{name}": name for name in _MOVED}
)
_INSTANCE_MANY = Prepared(
    update(Instance)
    .where(col(Instance.id) == _INSTANCES.c.b_id, col(Instance.version) == _INSTANCES.c.b_version)
    .values({name: _INSTANCES.c[f"v_{name}"] for name in _MOVED})
)
_JOURNAL = _insert(_JOURNAL_TABLE, _JOURNAL_TABLE.c.keys())
_JOURNAL_MANY = _insert_many(_JOURNAL_TABLE, _JOURNAL_TABLE.c.keys())
_CANCEL = Prepared(
    update(Deadline)
    .where(
        col(Deadline.instance_id) == bindparam("b_instance"),
        # IN bars executemany
        or_(*(col(Deadline.status) == status for status in ("armed", "held", "incident"))),
        col(Deadline.visit) < bindparam("b_visit"),
    )
    .values(status="cancelled", ended_at=bindparam("b_now"))
)
_FIRED = Prepared(
    update(Deadline)
    .where(col(Deadline.id) == bindparam("b_id"))
    .values(status="done", ended_at=bindparam("b_now"), error=None)
)
_FIRED_ROWS = recordset(_DEADLINE_TABLE, {"b_id": "id", "b_now": "ended_at"})
_FIRED_MANY = Prepared(
    update(Deadline)
    .where(col(Deadline.id) == _FIRED_ROWS.c.b_id)
    .values(status="done", ended_at=_FIRED_ROWS.c.b_now, error=None)
)
_ARMED = (
    "instance_id", "visit", "what", "number", "due_at", "try_at", "term_at", "rule", "then", "tells",
    "status", "attempts", "ended_at",
)  # fmt: skip
_ARM = _insert(_DEADLINE_TABLE, _ARMED)
_ARM_MANY = _insert_many(_DEADLINE_TABLE, _ARMED)


def _send(
    connection: Connection, one: Prepared, rows: list[dict[str, Any]], many: Prepared | None = None
) -> Callable[[], int]:
    """Send a statement for all rows; returns how to ask how many rows it met.

    ``many`` is the same for PostgreSQL, with all rows in one document.
    """
    if not rows:
        return lambda: 0
    if many is not None and goes_as_one(connection, rows):
        return many.send(connection, [document(rows)])
    return one.send(connection, rows)


def _instance_row(change: Change) -> dict[str, Any]:
    after, state = change.after, change.after.state
    return {
        "b_id": after.id,
        "b_version": change.before.state.version,
        "v_stage": state.stage,
        "v_means": after.means,
        "v_final": after.final,
        "v_version": state.version,
        "v_visit": state.visit,
        "v_previous": state.previous,
        "v_entered_at": state.entered_at,
        "v_head": after.head,
        "v_dates": {name: day.isoformat() for name, day in after.dates.items()},
    }


def _journal_row(entry: Entry, seal: str) -> dict[str, Any]:
    return {
        "instance_id": entry.instance_id,
        "version": entry.version,
        "visit": entry.visit,
        "what": entry.what,
        "from_stage": entry.from_stage,
        "to_stage": entry.to_stage,
        "actor_id": entry.actor_id,
        "at": entry.at,
        "data": entry.data,
        "hash": seal,
    }


def end_of_term(dues: Sequence[Due]) -> datetime | None:
    """Return the end of the term among these deadlines."""
    return next((due.at for due in dues if due.what == "due"), None)


def deadline_rows(
    subject: Subject, dues: Sequence[Due], ended: frozenset[tuple[str, int]] = frozenset()
) -> list[dict[str, Any]]:
    """Return the rows that arm these deadlines for the visit the subject is in; some have ``ended``."""
    term = end_of_term(dues)
    return [
        {
            "instance_id": subject.id,
            "visit": subject.state.visit,
            "what": due.what,
            "number": due.number,
            "due_at": due.at,
            "try_at": due.at,
            "term_at": term,
            "rule": due.rule,
            "then": list(due.then),
            "tells": [[tell.audience, tell.letter] for tell in due.tells],
            "status": "done" if (due.what, due.number) in ended else "armed",
            "attempts": 0,
            "ended_at": due.at if (due.what, due.number) in ended else None,
        }
        for due in dues
    ]


def _left(change: Change, now: datetime) -> dict[str, Any]:
    return {"b_instance": change.after.id, "b_visit": change.after.state.visit, "b_now": now}


def _ended(change: Change) -> frozenset[tuple[str, int]]:
    return change.resettled.ended if change.resettled else frozenset()


def write_changes(session: Session, house: House, changes: Sequence[Change], now: datetime) -> int:
    """Write the changes and queue their letters, in the caller's transaction. Returns the number of letters.

    The caller holds the lock on every instance. Raises Conflict when one is not as it was read.
    """
    connection = session.connection()
    moved = [_instance_row(change) for change in changes if change.rows]
    said = [_journal_row(*row) for change in changes for row in change.rows]
    fired = [{"b_id": id_, "b_now": now} for change in changes for id_ in change.fired]
    left = [_left(change, now) for change in changes if change.left_visit]
    armed = [row for change in changes for row in deadline_rows(change.after, change.arm, _ended(change))]
    go_on(session, [(one.before, one.after, one.resettled) for one in changes if one.resettled])
    try:
        with together(connection):
            updated = _send(connection, _INSTANCE, moved, _INSTANCE_MANY)
            _send(connection, _JOURNAL, said, _JOURNAL_MANY)
            failpoint("step.after_journal")
            _send(connection, _FIRED, fired, _FIRED_MANY)
            _send(connection, _CANCEL, left)
            _send(connection, _ARM, armed, _ARM_MANY)
    except IntegrityError as error:  # somebody without the lock wrote this version, or this visit, first
        raise Conflict from error
    if updated() != len(moved):
        raise Conflict
    failpoint("step.after_deadlines")
    for change in changes:
        if change.arrived:
            house.entered(session, change.after, now)
    letters = house.letters(session, [event for change in changes for event in change.events])
    if letters:
        queue(session, letters, now)
    failpoint("step.before_commit")
    return len(letters)
