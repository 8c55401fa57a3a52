"""Reading cycles: the board, one cycle, its charter. Each function is a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.cycles.tables import Confirmation, Cycle, CycleTeam, Lesson
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline, Instance
from pim.people.tables import Person, Role, Team
from pim.rollout.tables import Freeze
from workflows.facts import Charter, Own


def charter(session: Session, cycle_id: int) -> Charter:
    """Return what was agreed at the start, with the freezes of the rollout."""
    row = session.get(Cycle, cycle_id)
    if row is None:
        return Charter()
    has_sponsor = session.scalar(
        select(func.count()).where(col(Role.cycle_id) == cycle_id, col(Role.role) == "sponsor")
    )
    members = select(col(Person.team_id)).join(
        Role,
        and_(
            col(Role.person_id) == col(Person.id),
            col(Role.cycle_id) == cycle_id,
            col(Role.role) == "work_group",
        ),
    )
    teams = session.execute(
        select(col(Team.name), col(Team.id).in_(members))
        .join(CycleTeam, col(CycleTeam.team_id) == col(Team.id))
        .where(col(CycleTeam.cycle_id) == cycle_id)
        .order_by(col(Team.name))
    ).all()
    freezes = session.execute(
        select(col(Freeze.first), col(Freeze.last)).where(col(Freeze.cycle_id) == cycle_id)
    ).all()
    return Charter(
        sponsor_named=bool(has_sponsor),
        teams_affected=tuple(name for name, _ in teams),
        teams_in_work_group=tuple(name for name, present in teams if present),
        staff_hours=row.staff_hours,
        technology_themes=frozenset(theme for theme, text in row.technology.items() if text),
        single_variant_reason=row.single_variant_reason,
        freezes=tuple((first, last) for first, last in freezes),
    )


def own(subject: Subject) -> Own:
    """Return what a cycle's own requirements look at: its named dates."""
    return Own(dates=subject.dates)


def lesson_count(session: Session, cycle_id: int) -> int:
    """Return how many lessons were written down."""
    return session.scalar(select(func.count()).where(col(Lesson.cycle_id) == cycle_id)) or 0


def lessons(session: Session, cycle_id: int) -> list[str]:
    """Return the lessons, oldest first."""
    rows = session.scalars(
        select(col(Lesson.text)).where(col(Lesson.cycle_id) == cycle_id).order_by(col(Lesson.id))
    )
    return list(rows)


def confirmed(session: Session, cycle_id: int) -> frozenset[str]:
    """Return the items of the own checklist that were ticked off."""
    return frozenset(
        session.scalars(select(col(Confirmation.item)).where(col(Confirmation.cycle_id) == cycle_id))
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A cycle on the board. ``due_at`` is the end of its term, ``overdue`` and ``open_rounds`` are counts."""

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


_DUE, _CHILD = aliased(Deadline), aliased(Instance)


def _cards(organisation_id: int) -> Select[Any]:
    lead = (
        select(func.min(col(Person.name)))
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(col(Role.cycle_id) == col(Instance.id), col(Role.role) == "lead")
        .correlate(Instance)
        .scalar_subquery()
    )
    due = (
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
    return (
        select(
            col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.digest),
            col(Instance.stage), col(Instance.means), col(Instance.entered_at), lead, due,
        )
        .where(col(Instance.organisation_id) == organisation_id, col(Instance.kind) == "cycle")
    )  # fmt: skip


def board(
    session: Session, organisation_id: int, now: datetime, *, limit: int = 200, after: int = 0
) -> list[Card]:
    """Return the cycles of an organisation, newest first, with what is late in each. Two statements.

    ``after`` skips that many cycles.
    """
    rows = session.execute(
        _cards(organisation_id).order_by(col(Instance.id).desc()).limit(limit).offset(after)
    ).all()
    late = _late(session, [row[0] for row in rows], now)
    cards = []
    for row in rows:
        overdue, open_rounds, incidents = late.get(row[0], (0, 0, 0))
        cards.append(Card(*tuple[Any, ...]((*row, overdue, open_rounds, incidents))))
    return cards


def _late(session: Session, cycle_ids: Sequence[int], now: datetime) -> dict[int, tuple[int, int, int]]:
    """Return per cycle: terms that passed, rounds that run, deadlines that failed (children included)."""
    if not cycle_ids:
        return {}
    rows = session.execute(
        select(
            col(_CHILD.cycle_id),
            func.count(col(_DUE.id)).filter(col(_DUE.status) != "incident", col(_DUE.due_at) <= now),
            func.count(func.distinct(col(_CHILD.id))).filter(
                col(_CHILD.kind) == "round", col(_CHILD.means) == "open"
            ),
            func.count(col(_DUE.id)).filter(col(_DUE.status) == "incident"),
        )
        .outerjoin(
            _DUE,
            and_(
                col(_DUE.instance_id) == col(_CHILD.id),
                col(_DUE.visit) == col(_CHILD.visit),
                col(_DUE.what) == "due",
                col(_DUE.status) != "cancelled",
            ),
        )
        .where(col(_CHILD.cycle_id).in_(cycle_ids), col(_CHILD.final).is_(False))
        .group_by(col(_CHILD.cycle_id))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def stage_counts(session: Session, organisation_id: int) -> dict[str, int]:
    """Return how many cycles are in each stage."""
    rows = session.execute(
        select(col(Instance.stage), func.count())
        .where(col(Instance.organisation_id) == organisation_id, col(Instance.kind) == "cycle")
        .group_by(col(Instance.stage))
    )
    return {stage: count for stage, count in rows}  # noqa: C416


def children(session: Session, cycle_id: int) -> list[Instance]:
    """Return everything that lives inside a cycle, oldest first."""
    return list(
        session.scalars(
            select(Instance)
            .where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) != "cycle")
            .order_by(col(Instance.id))
        )
    )


def people_of(session: Session, cycle_id: int) -> list[tuple[str, str]]:
    """Return (role, name) of everybody who holds a role in this cycle."""
    rows = session.execute(
        select(col(Role.role), col(Person.name))
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(col(Role.cycle_id) == cycle_id)
        .order_by(col(Role.role), col(Person.name))
    )
    return [(role, name) for role, name in rows]
