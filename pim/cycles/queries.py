"""Reading cycles: the board, one cycle, its charter. Each function is a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.answers.rates import COUNTED, Counted
from pim.answers.tables import ReportBack
from pim.cycles.tables import Lesson
from pim.following.tables import Follow
from pim.lifecycle.late import is_late, terms
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline, Instance
from pim.people.tables import Person, Role
from workflows.facts import Own


def own(subject: Subject) -> Own:
    """Return what a cycle's own requirements look at: its named dates."""
    return Own(dates=subject.dates)


def lessons(session: Session, cycle_id: int) -> list[str]:
    """Return the lessons, oldest first."""
    rows = session.scalars(
        select(col(Lesson.text)).where(col(Lesson.cycle_id) == cycle_id).order_by(col(Lesson.id))
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class Card:
    """A cycle on the board. ``due_at`` is the end of its term.

    ``overdue`` counts passed terms, its own and those of what lives in it; ``open_rounds`` and
    ``incidents`` are counts too.
    """

    id: int
    code: str
    title: str
    digest: str
    stage: str
    means: str
    entered_at: datetime
    lead: str | None
    due_at: datetime | None
    overdue: int
    open_rounds: int
    incidents: int

    @property
    def is_late(self) -> bool:
        """Tell whether somebody must look at it: a term has passed, or a deadline failed."""
        return bool(self.overdue or self.incidents)


_DUE, _CHILD = aliased(Deadline), aliased(Instance)
LEAD = (
    select(func.min(col(Person.name)))
    .join(Role, col(Role.person_id) == col(Person.id))
    .where(col(Role.cycle_id) == col(Instance.id), col(Role.role) == "lead")
    .correlate(Instance)
    .scalar_subquery()
)
"""Who leads the innovation it stands beside; of two the first by name."""
TERM = (
    select(func.min(col(_DUE.due_at)))
    .where(
        col(_DUE.instance_id) == col(Instance.id),
        col(_DUE.visit) == col(Instance.visit),
        col(_DUE.what) == "due",
        col(_DUE.status) != "cancelled",
    )
    .correlate(Instance)
    .scalar_subquery()
)
"""When the term of the innovation it stands beside ends."""


def card_query(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the statement that reads innovations for ``read_cards``."""
    return (
        select(
            col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.digest),
            col(Instance.stage), col(Instance.means), col(Instance.entered_at), LEAD, TERM,
        )
        .where(*conditions, col(Instance.kind) == "cycle")
    )  # fmt: skip


def read_cards(session: Session, wanted: Select[Any], now: datetime) -> list[Card]:
    """Return the innovations that a statement of ``card_query`` gives, in its order. Two statements."""
    rows = session.execute(wanted).all()
    late = _late(session, [row[0] for row in rows], now)
    cards = []
    for row in rows:
        overdue, open_rounds, incidents = late.get(row[0], (0, 0, 0))
        cards.append(Card(*tuple[Any, ...]((*row, overdue, open_rounds, incidents))))
    return cards


def board(session: Session, organisation_id: int, now: datetime, *, limit: int = 200) -> list[Card]:
    """Return the innovations of an organisation, newest first, with what is late in each. Two statements."""
    mine = card_query(col(Instance.organisation_id) == organisation_id)
    return read_cards(session, mine.order_by(col(Instance.id).desc()).limit(limit), now)


def _late(session: Session, cycle_ids: Sequence[int], now: datetime) -> dict[int, tuple[int, int, int]]:
    """Return per cycle: terms that passed, rounds that run, deadlines that failed (children included)."""
    if not cycle_ids:
        return {}
    rows = session.execute(
        select(
            col(_CHILD.cycle_id),
            func.count(col(_DUE.id)).filter(is_late(now, _DUE)),
            func.count(func.distinct(col(_CHILD.id))).filter(
                col(_CHILD.kind) == "round", col(_CHILD.means) == "open"
            ),
            func.count(col(_DUE.id)).filter(col(_DUE.status) == "incident"),
        )
        .outerjoin(_DUE, terms(_DUE, _CHILD))
        .where(col(_CHILD.cycle_id).in_(cycle_ids), col(_CHILD.final).is_(False))
        .group_by(col(_CHILD.cycle_id))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def inside(session: Session, cycle_id: int) -> tuple[list[Instance], list[Deadline], list[Counted]]:
    """Return everything that lives inside a cycle, oldest first, and what is still due in it and in them.

    The deadlines come soonest first, with those that passed while somebody still has to act. With them
    comes what is answered of the rounds that have closed.
    One statement.
    """
    rows = session.execute(
        select(Instance, Deadline, *COUNTED)
        .outerjoin(
            Deadline,
            and_(
                col(Deadline.instance_id) == col(Instance.id),
                or_(
                    col(Deadline.status).in_(("armed", "incident")),
                    # A term that passed while it still waits for somebody.
                    and_(
                        col(Deadline.what) == "due",
                        col(Deadline.status) != "cancelled",
                        col(Deadline.visit) == col(Instance.visit),
                        col(Instance.final).is_(False),
                    ),
                ),
            ),
        )
        .outerjoin(ReportBack, col(ReportBack.round_id) == col(Instance.id))
        .where(col(Instance.cycle_id) == cycle_id)
        .order_by(col(Instance.id))
    ).all()
    found = {row[0].id: row[0] for row in rows if row[0].kind != "cycle"}
    due = [row[1] for row in rows if row[1] is not None]
    closed = {row[0].id: Counted(row[0].id, row[0].title, *row[2:]) for row in rows if row[2] is not None}
    return list(found.values()), sorted(due, key=lambda one: (one.due_at, one.id or 0)), list(closed.values())


FOLLOWS = "-follows"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role: in the cycle, at one site, or (``everywhere``) in the whole organisation."""

    role: str
    person_id: int
    name: str
    in_cycle: bool
    everywhere: bool


def holders(session: Session, subject: Subject, person_id: int | None) -> list[Holder]:
    """Return who holds a role for a cycle, and every role that one person holds. One statement.

    That this person follows the cycle comes with it, as a role that no workflow can name: ``FOLLOWS``.
    """
    mine = col(Role.person_id) == (person_id or 0)
    held = (
        select(col(Role.role), col(Role.person_id), col(Person.name), col(Role.cycle_id), col(Role.site_id))
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(
            or_(
                col(Role.cycle_id) == subject.cycle_id,
                and_(
                    col(Role.cycle_id).is_(None),
                    col(Role.organisation_id) == subject.home.id,
                    or_(col(Role.site_id).is_(None), mine),
                ),
            ),
            col(Person.active),
        )
    )
    follows = (
        select(literal(FOLLOWS), col(Person.id), col(Person.name), null(), col(Person.id))
        .join(Follow, col(Follow.person_id) == col(Person.id))
        .where(col(Person.id) == (person_id or 0), col(Follow.instance_id) == subject.id)
    )
    rows = session.execute(union_all(held, follows).order_by("role", "name", "person_id"))
    return [
        Holder(role, person, name, cycle_id is not None, cycle_id is None and site_id is None)
        for role, person, name, cycle_id, site_id in rows
    ]
