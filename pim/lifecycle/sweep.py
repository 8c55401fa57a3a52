"""Firing what is due: claim under the lock, decide in memory, write in one transaction.

A crash at any point rolls the transaction back and the deadline is still due; a second worker skips
what the first one holds. One fault does not hold up the others: it is tried again by itself, later
and later, and after five tries an administrator sees it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from notifications.contracts import gone_away
from notifications.failpoints import failpoint
from notifications.outbox import queue
from notifications.prepared import Prepared
from pim.db import Database
from pim.errors import Busy
from pim.lifecycle.advance import Order, Refusal, changed, decide
from pim.lifecycle.changes import Change, write_changes
from pim.lifecycle.claim import Due, claim
from pim.lifecycle.held import HELD, MOOT, fate
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.tables import Deadline
from pim.lifecycle.work import Event, House, Work
from workflows.machine import Tell

log = logging.getLogger(__name__)

BATCH = 250
TRIES = 5
FIRST_PAUSE = timedelta(minutes=1)  # doubled with every failed try
FORGIVEN = timedelta(days=1)  # a sweep this late still counts from the moment the term ended
CLOCK = frozenset({"clock"})


@dataclass(slots=True)
class Swept:
    """What a sweep did: deadlines that acted, that had nothing to do any more, that failed."""

    fired: int = 0
    moot: int = 0
    failed: int = 0
    letters: int = 0

    def add(self, other: "Swept") -> None:
        """Count another sweep in."""
        self.fired += other.fired
        self.moot += other.moot
        self.failed += other.failed
        self.letters += other.letters

    @property
    def touched(self) -> int:
        """Return how many deadlines were handled."""
        return self.fired + self.moot + self.failed


def _escalation(work: Work, due: Due, subject: Subject) -> Change:
    change = Change(before=subject, after=subject, fired=[due.id])
    change.note(due.what, None, work.now, {"rule": due.rule, "due_at": due.at, "number": due.number})
    change.events.append(
        Event(
            subject=change.after,
            name=due.what,
            key=f"{subject.id}:v{due.visit}:{due.what}{due.number}",
            tells=due.tells,
            at=work.now,
            due_at=due.term or due.at,
            check="same_visit",
        )
    )
    return change


def _clock_step(work: Work, due: Due, subject: Subject) -> Change:
    """Take the first step that the clock may take now. Raises the last Refusal when there is none."""
    late = work.now - due.at
    moment = Work(work.session, work.house, None, due.at if late < FORGIVEN else work.now)
    refusal: Refusal | None = None
    for name in due.then:
        order = Order(subject.id, name, said={"rule": due.rule, "due_at": due.at})
        try:
            decision = decide(moment, subject, order, CLOCK)
        except Refusal as refused:
            refusal = refused
            continue
        change = changed(subject, decision, order, work)
        change.fired.append(due.id)
        return change
    assert refusal is not None, "a deadline with `then` has at least one step"
    raise refusal


def _fire(work: Work, due: Due, subject: Subject) -> Change:
    """Return what a due deadline does. Raises when it cannot."""
    if due.what == "due" and due.then:
        return _clock_step(work, due, subject)
    return _escalation(work, due, subject)


_IDLE = Prepared(
    update(Deadline)
    .where(col(Deadline.id) == bindparam("b_id"))
    .values(status=bindparam("b_status"), ended_at=bindparam("b_now"))
)


def _sweep_once(
    database: Database, house: House, now: datetime, limit: int, deadline: int | None = None
) -> tuple[Swept, list[tuple[int, str]]]:
    """Fire one batch in one transaction. Returns what it did and the deadlines that failed, with why."""
    swept = Swept()
    failed: list[tuple[int, str]] = []
    with database.write() as session:
        work = Work(session, house, None, now)
        claimed = claim(session, now, limit, deadline)
        failpoint("sweep.after_claim")
        idle: dict[str, list[int]] = {MOOT: [], HELD: []}
        changes = []
        for due, subject in claimed:
            idles = MOOT if due.visit != subject.state.visit else fate(session, subject, due.innovation)
            if idles is not None:
                idle[idles].append(due.id)
                continue
            try:
                changes.append(_fire(work, due, subject))
            except (SQLAlchemyError, Busy):
                raise
            except Exception as error:  # noqa: BLE001 - one bad deadline must not hold up the others
                failed.append((due.id, _told(error)))
        rows = [(id_, status) for status, ids in idle.items() for id_ in ids]
        if rows:
            _IDLE.send(session.connection(), [{"b_id": i, "b_status": s, "b_now": now} for i, s in rows])
        swept.letters = write_changes(session, house, changes, now)
        swept.fired, swept.moot = len(changes), len(rows)
    return swept, failed


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _fail(database: Database, house: House, failures: Sequence[tuple[int, str]], now: datetime) -> None:
    """Note a failed try; after the fifth the deadline becomes an incident and the administrator hears it."""
    with database.write() as session:
        for id_, error in failures:
            log.warning("deadline %s failed: %s", id_, error)
            row = session.get(Deadline, id_, with_for_update=True)
            if row is None or row.status != "armed" or row.try_at > now:
                continue  # another worker failed on it at the same moment: that is one try, not two
            row.attempts += 1
            row.error = error
            row.try_at = now + FIRST_PAUSE * 2 ** (row.attempts - 1)
            if row.attempts >= TRIES:
                row.status = "incident"
                _tell(session, house, row, now)
            session.add(row)


def _tell(session: Session, house: House, row: Deadline, now: datetime) -> None:
    """Tell the administrator, if that can be done: what broke the deadline may break this letter too.

    The incident is seen anyway. Raising here would stop the clock for everybody.
    """
    try:
        with session.begin_nested():
            queue(session, house.letters(session, [_incident(session, row, now)]), now)
    except Exception as error:
        if isinstance(error, Busy) or gone_away(error):
            raise
        log.exception("nobody could be told about deadline %s", row.id)


def _incident(session: Session, row: Deadline, now: datetime) -> Event:
    subject = look(session, row.instance_id)
    return Event(
        subject=subject,
        name="incident",
        key=f"deadline:{row.id}:incident:{now.isoformat(timespec='minutes')}",
        tells=(Tell("administrator", "incident"),),
        at=now,
        data={
            "problem": row.error or "",
            "where": f"{subject.title}: {row.what} ({row.rule})",
            "attempts": row.attempts,
            "since": row.due_at.isoformat(timespec="minutes"),
            "commands": [
                f"pim deadlines retry {row.id} --as EMAIL",
                f'pim deadlines skip {row.id} --as EMAIL --reason "…"',
            ],
        },
    )


def _one_by_one(database: Database, house: House, now: datetime, limit: int) -> Swept:
    """Fire a batch that failed as a whole deadline by deadline, so that only the bad one waits."""
    with database.read() as session:
        ids = session.connection().execute(
            select(col(Deadline.id))
            .where(col(Deadline.status) == "armed", col(Deadline.try_at) <= now)
            .order_by(col(Deadline.try_at), col(Deadline.id))
            .limit(limit)
        ).scalars().all()  # fmt: skip
    total = Swept()
    for id_ in cast(list[int], ids):
        try:
            swept, failed = _sweep_once(database, house, now, 1, id_)
        except Busy:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            swept, failed = Swept(), [(id_, _told(error))]
        if failed:
            _fail(database, house, failed, now)
            swept.failed = len(failed)
        total.add(swept)
    return total


def sweep(
    database: Database,
    house: House,
    now: datetime,
    *,
    limit: int = BATCH,
    after_batch: Callable[[Swept], None] | None = None,
) -> Swept:
    """Fire everything that is due at ``now``, each exactly once. Safe beside any number of other workers.

    Raises Busy when the database is away; what was fired until then stays fired.
    """
    total = Swept()
    while True:
        try:
            swept, failed = _sweep_once(database, house, now, limit)
        except Busy:
            raise
        except Exception:
            log.exception("a batch of deadlines failed as a whole; trying them one by one")
            swept, failed = _one_by_one(database, house, now, limit), []
        if failed:
            _fail(database, house, failed, now)
            swept.failed += len(failed)
        total.add(swept)
        if after_batch:
            after_batch(swept)
        if swept.touched == 0:
            return total


def next_due(session: Session) -> datetime | None:
    """Return the moment of the earliest armed deadline, or None."""
    return session.scalar(select(func.min(col(Deadline.try_at))).where(col(Deadline.status) == "armed"))
