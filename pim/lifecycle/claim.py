"""Claiming what is due: the deadline and its instance, both locked, in the order in which they are due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from notifications.prepared import Prepared
from pim.lifecycle.subject import COLUMNS, Subject, from_row
from pim.lifecycle.tables import Deadline, Instance
from pim.people.tables import Organisation
from workflows.machine import Tell

WINDOW = 4  # times what is taken at once: so many workers can pass each other


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it was claimed."""

    id: int
    visit: int
    what: str
    number: int
    at: datetime
    rule: str
    then: tuple[str, ...]
    tells: tuple[Tell, ...]
    attempts: int
    term: datetime | None  # the end of the term that a reminder or an escalation speaks of
    innovation: str  # what the stage means that its innovation is in


_CYCLE = aliased(Instance)
_COLUMNS: tuple[Any, ...] = (
    col(Deadline.id),
    col(Deadline.visit),
    col(Deadline.what),
    col(Deadline.number),
    col(Deadline.due_at),
    col(Deadline.rule),
    col(Deadline.then),
    col(Deadline.tells),
    col(Deadline.attempts),
    col(Deadline.term_at),
    col(_CYCLE.means),
)
# A window on the due ones, from the index alone: thousands may be due at the very same moment (the
# end of a day), and joining them all before taking a few made each batch cost as much as the rest.
# It is wider than what is taken, for what other workers hold is passed over.
_WINDOW = (
    select(col(Deadline.id).label("id"))
    .where(col(Deadline.status) == "armed", col(Deadline.try_at) <= bindparam("now"))
    .order_by(col(Deadline.try_at), col(Deadline.id))
    .limit(bindparam("window"))
    .subquery("due_first")
)
_CLAIM = Prepared(
    select(*_COLUMNS, *COLUMNS)
    .join(_WINDOW, _WINDOW.c.id == col(Deadline.id))
    .join(Instance, col(Instance.id) == col(Deadline.instance_id))
    .join(_CYCLE, col(_CYCLE.id) == col(Instance.cycle_id))
    .join(Organisation, col(Organisation.id) == col(Instance.organisation_id))
    .where(col(Deadline.status) == "armed")
    .order_by(col(Deadline.try_at), col(Deadline.id))
    .limit(bindparam("limit"))
    # Both rows, the instance first. The deadline's own lock makes PostgreSQL look at its newest
    # status, not at the one from before another worker fired it.
    .with_for_update(of=[Instance, Deadline], skip_locked=True)
)
_CLAIM_ONE = Prepared(
    select(*_COLUMNS, *COLUMNS)
    .join(Instance, col(Instance.id) == col(Deadline.instance_id))
    .join(_CYCLE, col(_CYCLE.id) == col(Instance.cycle_id))
    .join(Organisation, col(Organisation.id) == col(Instance.organisation_id))
    .where(
        col(Deadline.status) == "armed",
        col(Deadline.try_at) <= bindparam("now"),
        col(Deadline.id) == bindparam("deadline"),
    )
    .with_for_update(of=[Instance, Deadline], skip_locked=True)
)


def claim(session: Session, now: datetime, limit: int, deadline: int | None) -> list[tuple[Due, Subject]]:
    """Lock due deadlines with their instances; at most one for each instance, the earliest."""
    values: dict[str, Any] = {"now": now, "limit": limit, "window": limit * WINDOW}
    statement = _CLAIM
    if deadline is not None:
        statement, values = _CLAIM_ONE, {"now": now, "deadline": deadline}
    claimed: dict[int, tuple[Due, Subject]] = {}
    for row in statement.rows(session.connection(), values):
        id_, visit, what, number, at, rule, then, tells, attempts, term, means = row[:11]
        steps, told = tuple(then), tuple(Tell(*pair) for pair in tells)
        due = Due(id_, visit, what, number, at, rule, steps, told, attempts, term, means)
        subject = from_row(row[11:])
        claimed.setdefault(subject.id, (due, subject))
    return list(claimed.values())
