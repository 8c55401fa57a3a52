"""Reading cycles: the board, one cycle, its charter. Each function is a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    DateTime,
    Select,
    and_,
    cast,
    exists,
    false,
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
from pim.cycles.tables import Confirmation, Cycle, CycleTeam, Lesson
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline, Instance, JournalEntry
from pim.people.tables import Person, Role, Site, Team
from pim.rollout.tables import Freeze
from workflows.facts import Charter, Own

MOST_SITES = 3  # that are named with a team that is missing


def charter(session: Session, cycle_id: int) -> Charter:
    """Return what was agreed at the start, with the freezes of the rollout. Two statements."""
    has_sponsor = exists().where(
        col(Role.cycle_id) == cycle_id,
        col(Role.role) == "sponsor",
        col(Person.id) == col(Role.person_id),
        col(Person.active),
    )
    found = session.execute(select(Cycle, has_sponsor).where(col(Cycle.instance_id) == cycle_id)).first()
    if found is None:
        return Charter()
    row, sponsor_named = found
    teams, freezes = _teams_and_freezes(session, cycle_id)
    return Charter(
        sponsor_named=bool(sponsor_named),
        teams_affected=tuple(teams),
        teams_in_work_group=tuple(name for name, present in teams.items() if present),
        staff_hours=row.staff_hours,
        technology_themes=frozenset(theme for theme, text in row.technology.items() if text),
        single_variant_reason=row.single_variant_reason,
        freezes=tuple(freezes),
    )


def _teams_and_freezes(session: Session, cycle_id: int) -> tuple[dict[str, bool], list[tuple[date, date]]]:
    """Return each team that is touched, with whether it is in the work group, and each freeze.

    Teams of one name at several sites do the same work, and one of them speaks for the others: a chain
    of 48 stores has no work group of 96. They are named with their sites.
    """
    members = select(col(Person.team_id)).join(
        Role,
        and_(
            col(Role.person_id) == col(Person.id),
            col(Role.cycle_id) == cycle_id,
            col(Role.role) == "work_group",
            col(Person.active),
        ),
    )
    nothing = cast(null(), Date)
    teams: Any = (
        select(
            col(Team.name).label("name"), col(Site.name).label("site"), col(Team.id).in_(members), nothing,
            nothing,
        )
        .join(CycleTeam, col(CycleTeam.team_id) == col(Team.id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(CycleTeam.cycle_id) == cycle_id)
    )  # fmt: skip
    freezes = select(literal(""), literal(""), false(), col(Freeze.first), col(Freeze.last)).where(
        col(Freeze.cycle_id) == cycle_id
    )
    rows = session.execute(union_all(teams, freezes).order_by("name", "site")).all()
    return (
        _by_name((name, site, bool(present)) for name, site, present, first, _ in rows if first is None),
        [(first, last) for *_, first, last in rows if first is not None],
    )


def _by_name(teams: Iterable[tuple[str, str, bool]]) -> dict[str, bool]:
    """Return "Vers (Assen)" or "Vers (Assen, Emmen, Hoogeveen …)" with whether one of them takes part."""
    sites: dict[str, list[str]] = {}
    present: dict[str, bool] = {}
    for name, site, takes_part in teams:
        sites.setdefault(name, []).append(site)
        present[name] = present.get(name, False) or takes_part
    named = {
        name: ", ".join(where[:MOST_SITES]) + (" …" if len(where) > MOST_SITES else "")
        for name, where in sites.items()
    }
    return {f"{name} ({named[name]})": takes_part for name, takes_part in present.items()}


def own(subject: Subject) -> Own:
    """Return what a cycle's own requirements look at: its named dates."""
    return Own(dates=subject.dates)


@dataclass(frozen=True, slots=True)
class Notes:
    """What was noted down in a cycle.

    ``steps_taken`` is of the instance itself: how often each thing stands in its journal, and
    ``last_taken`` when it last happened. ``lesson_at``: when the newest lesson was written down.
    """

    lessons: int
    lesson_at: datetime | None
    confirmed: frozenset[str]
    steps_taken: Mapping[str, int]
    last_taken: Mapping[str, datetime]


def notes(session: Session, subject: Subject) -> Notes:
    """Return lessons, items ticked off and steps taken, in one statement."""
    lessons_ = select(literal("lesson"), literal(""), func.count(), func.max(col(Lesson.at))).where(
        col(Lesson.cycle_id) == subject.cycle_id
    )
    items = select(
        literal("item"), col(Confirmation.item), literal(1), cast(null(), DateTime(timezone=True))
    ).where(col(Confirmation.cycle_id) == subject.cycle_id)
    steps = (
        select(literal("step"), col(JournalEntry.what), func.count(), func.max(col(JournalEntry.at)))
        .where(col(JournalEntry.instance_id) == subject.id)
        .group_by(col(JournalEntry.what))
    )
    rows = session.execute(union_all(lessons_, items, steps)).all()
    return Notes(
        lessons=sum(count for what, _, count, _ in rows if what == "lesson"),
        lesson_at=next((at for what, _, _, at in rows if what == "lesson"), None),
        confirmed=frozenset(name for what, name, _, _ in rows if what == "item"),
        steps_taken={name: count for what, name, count, _ in rows if what == "step"},
        last_taken={name: at for what, name, _, at in rows if what == "step"},
    )


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
    session: Session,
    organisation_id: int,
    now: datetime,
    *,
    limit: int = 200,
    after: int = 0,
    stage: str | None = None,
) -> list[Card]:
    """Return the cycles of an organisation, newest first, with what is late in each. Two statements.

    ``after`` skips that many cycles; ``stage`` leaves only those in that stage.
    """
    cards_ = _cards(organisation_id)
    if stage is not None:
        cards_ = cards_.where(col(Instance.stage) == stage)
    rows = session.execute(cards_.order_by(col(Instance.id).desc()).limit(limit).offset(after)).all()
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


def stage_counts(session: Session, organisation_id: int) -> dict[tuple[str, str], int]:
    """Return how many cycles are in each stage, by the digest of their workflow and the stage's name."""
    rows = session.execute(
        select(col(Instance.digest), col(Instance.stage), func.count())
        .where(col(Instance.organisation_id) == organisation_id, col(Instance.kind) == "cycle")
        .group_by(col(Instance.digest), col(Instance.stage))
    )
    return {(digest, stage): count for digest, stage, count in rows}


def inside(session: Session, cycle_id: int) -> tuple[list[Instance], list[Deadline], list[Counted]]:
    """Return everything that lives inside a cycle, oldest first, and what is still due in it and in them.

    The deadlines come soonest first. With them comes what is answered of the rounds that have closed.
    One statement.
    """
    rows = session.execute(
        select(Instance, Deadline, *COUNTED)
        .outerjoin(
            Deadline,
            and_(
                col(Deadline.instance_id) == col(Instance.id), col(Deadline.status).in_(("armed", "incident"))
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


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role: in the cycle, at one site, or (``everywhere``) in the whole organisation."""

    role: str
    person_id: int
    name: str
    in_cycle: bool
    everywhere: bool


def holders(session: Session, subject: Subject, person_id: int | None) -> list[Holder]:
    """Return who holds a role for a cycle, and every role that one person holds. One statement."""
    mine = col(Role.person_id) == (person_id or 0)
    rows = session.execute(
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
        .order_by(col(Role.role), col(Person.name), col(Person.id))
    )
    return [
        Holder(role, person, name, cycle_id is not None, cycle_id is None and site_id is None)
        for role, person, name, cycle_id, site_id in rows
    ]
