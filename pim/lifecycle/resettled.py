"""What goes on in another version of its workflow: what it takes along, and what is due there.

Which stage it comes to is decided elsewhere. Here its terms are counted anew from the same moment, and what
was done about them before is not done a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session, col

from notifications.outbox import follow
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline, Instance
from workflows.machine import Due, Machine, StageView, deadlines

OWN_NUMBERS = 1_000
"""From this number on a deadline was armed by a feature itself, and stands in no workflow."""


@dataclass(frozen=True, slots=True)
class Resettled:
    """What another workflow makes of an instance: its stage there, and what is due.

    ``ended`` are terms and escalations among ``dues`` that have been; with ``same_term`` what was written
    about the term before is still true.
    """

    digest: str
    stage: StageView
    previous: str | None
    entered_at: datetime
    dues: tuple[Due, ...]
    ended: frozenset[tuple[str, int]]
    same_term: bool


def due_so_far(session: Session, cycle_id: int) -> dict[int, list[Deadline]]:
    """Return the deadlines of the present visit of a cycle and of everything inside it. One statement."""
    rows = session.scalars(
        select(Deadline)
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Instance.cycle_id) == cycle_id, col(Deadline.visit) == col(Instance.visit))
        .order_by(col(Deadline.due_at), col(Deadline.id))
    )
    found: dict[int, list[Deadline]] = {}
    for row in rows:
        found.setdefault(row.instance_id, []).append(row)
    return found


def resettled(
    session: Session,
    subject: Subject,
    machine: Machine,
    stage: StageView,
    previous: str | None,
    so_far: Sequence[Deadline],
    now: datetime,
    *,
    anew: bool,
) -> Resettled:
    """Return what a workflow makes of an instance that comes to this stage of it.

    Terms count from when the instance entered the stage it is in, or with ``anew`` from ``now``. A reminder
    whose moment has been is left out. A term that ends when it did before has ended where it had, and who
    was told of that is not told again; another term is told of, also when it is over at once.
    """
    entered_at = now if anew else subject.state.entered_at
    calendar = calendar_of(session, subject.home)
    dues = deadlines(machine, subject.kind, stage.name, entered_at, subject.dates, calendar)
    before = [row for row in so_far if row.number < OWN_NUMBERS]
    same_term = _ends(dues) == next((row.due_at for row in before if row.what == "due"), None)
    kept = tuple(due for due in dues if due.what != "remind" or due.at > now)
    ended = _ended(kept, before, now) if same_term else frozenset[tuple[str, int]]()
    return Resettled(machine.digest, stage, previous, entered_at, kept, ended, same_term)


def _ends(dues: Sequence[Due]) -> datetime | None:
    return next((due.at for due in dues if due.what == "due"), None)


def _ended(dues: Sequence[Due], before: Sequence[Deadline], now: datetime) -> frozenset[tuple[str, int]]:
    done = [row for row in before if row.status not in ("armed", "held", "incident", "cancelled")]
    over = {row.what for row in done}
    told = {audience for row in done if row.what == "escalate" for audience, _ in row.tells}
    return frozenset(
        (due.what, due.number)
        for due in dues
        if due.at <= now
        and (
            (due.what == "due" and "due" in over and not due.then)
            or (due.what == "escalate" and all(tell.audience in told for tell in due.tells))
        )
    )


# What a feature armed by itself does not stand in a workflow, and goes along to the new visit.
_CARRY = (
    update(Deadline)
    .where(
        col(Deadline.instance_id) == bindparam("b_instance"),
        col(Deadline.number) >= OWN_NUMBERS,
        or_(*(col(Deadline.status) == status for status in ("armed", "held", "incident"))),
    )
    .values(visit=bindparam("b_visit"))
)
_RUNS_ON = (
    update(Instance)
    .where(col(Instance.id) == bindparam("b_id"))
    .values(digest=bindparam("v_digest"), earlier=bindparam("v_earlier"))
)


def go_on(session: Session, moved: Sequence[tuple[Subject, Subject, Resettled]]) -> None:
    """Let things run on their new workflow, with their own deadlines and the letters that are still true.

    Each is given as it was, as it is now, and what became of it.
    """
    if not moved:
        return
    connection = session.connection()
    runs = [
        {"b_id": after.id, "v_digest": after.digest, "v_earlier": " ".join(after.earlier)}
        for _, after, _ in moved
    ]
    connection.execute(_RUNS_ON, runs)
    carried = [{"b_instance": after.id, "b_visit": after.state.visit} for _, after, _ in moved]
    connection.execute(_CARRY, carried)
    for before, after, there in moved:
        if there.same_term:
            follow(session, after.id, before.state.visit, after.state.visit)
