"""The sheet of a cycle: its charter, what was noted down in it and which steps were taken. One statement.

Every page of a cycle and nearly every gate looks at some of it, so all of it is read at once.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Date,
    DateTime,
    Float,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from notifications.prepared import Prepared
from pim.cycles.hours import asked, used, written
from pim.cycles.profile import subsidy_of
from pim.cycles.tables import Benefit, Confirmation, Cycle, CycleTeam, Lesson
from pim.lifecycle.days import read_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance, JournalEntry
from pim.people.tables import Person, Role, Site, Team
from pim.rollout.tables import Freeze
from workflows.facts import Charter

MOST_SITES = 3  # that are named with a team that is missing
_CYCLE: BindParameter[Any] = bindparam("cycle")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a cycle. ``lesson_at``: when the newest lesson was written down.

    ``steps_taken``, ``last_taken`` and ``taken_at`` are of the instance that was asked for: how often each
    thing stands in its journal, when it last happened, and every time it did.
    """

    charter: Charter
    lessons: int = 0
    lesson_at: datetime | None = None
    benefits_open: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()
    steps_taken: Mapping[str, int] = field(default_factory=dict)
    last_taken: Mapping[str, datetime] = field(default_factory=dict)
    taken_at: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)


class Line(NamedTuple):
    """One line of the sheet, of whatever sort ``what`` says; what its sort does not need is empty."""

    what: str
    name: str
    text: str
    number: float
    at: Any  # a moment, or None
    first: Any  # a day, or None
    last: Any


def read_sheet(session: Session, subject: Subject) -> Sheet:
    """Return the sheet of a subject's cycle. One statement."""
    asked = {"cycle": subject.cycle_id, "me": subject.id}
    found: dict[str, list[Line]] = {}
    for row in _statement().rows(session.connection(), asked):
        found.setdefault(row[0], []).append(Line(*row))
    lessons = found["lesson"][0]
    taken_at: dict[str, tuple[datetime, ...]] = {}
    for row in found.get("step", ()):
        taken_at[row.name] = (*taken_at.get(row.name, ()), row.at)
    return Sheet(
        charter=_charter(session, found),
        lessons=int(lessons.number),
        lesson_at=lessons.at,
        benefits_open=tuple(sorted(row.name for row in found.get("benefit", ()))),
        confirmed=frozenset(row.name for row in found.get("item", ())),
        steps_taken={name: len(moments) for name, moments in taken_at.items()},
        last_taken={name: max(moments) for name, moments in taken_at.items()},
        taken_at=taken_at,
    )


def _charter(session: Session, found: Mapping[str, list[Line]]) -> Charter:
    if "cycle" not in found:
        return Charter()
    (cycle,), (about,), (paid,) = found["cycle"], found["about"], found["paid"]
    (hours,) = found["hours"]
    workflow = machine_of(session, about.name).definition
    teams = _by_name(sorted((row.name, row.text, bool(row.number)) for row in found.get("team", ())))
    return Charter(
        sponsor_named=bool(found["sponsor"][0].number),
        teams_affected=tuple(teams),
        teams_in_work_group=tuple(name for name, present in teams.items() if present),
        staff_hours=cycle.number,
        staff_hours_used=used(hours.number, int(found["asked"][0].number), workflow.hours),
        warn_at_percent=workflow.hours.warn_at_percent,
        subsidy=subsidy_of(
            workflow.profiles.get(paid.name),
            read_days(json.loads(about.text)).get("started_on"),
            programme_fit=paid.text,
            application=found["application"][0].name,
            others=tuple(row.name for row in found.get("other", ())),
            other_eu_money=None if paid.number < 0 else bool(paid.number),
        ),
        technology_themes=frozenset(theme for theme, text in json.loads(cycle.text).items() if text),
        single_variant_reason=cycle.name or None,
        freezes=tuple(sorted((row.first, row.last) for row in found.get("freeze", ()))),
    )


def _by_name(teams: Iterable[tuple[str, str, bool]]) -> dict[str, bool]:
    """Return "Vers (Assen)" or "Vers (Assen, Emmen, Hoogeveen …)" with whether one of them takes part.

    Teams of one name at several sites do the same work, and one of them speaks for the others: a chain
    of 48 stores has no work group of 96. They are named with their sites.
    """
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


def _row(
    what: str,
    name: Any = "",
    text: Any = "",
    number: Any = 0,
    at: Any = None,
    first: Any = None,
    last: Any = None,
) -> Select[Any]:
    """Return a select of one sort of row; all sorts have these columns."""
    nothing, no_day = cast(null(), DateTime(timezone=True)), cast(null(), Date)
    return select(
        literal(what).label("what"),
        _text(name).label("name"),
        _text(text).label("text"),
        cast(number, Float).label("number"),
        (nothing if at is None else at).label("at"),
        (no_day if first is None else first).label("first"),
        (no_day if last is None else last).label("last"),
    )


def _text(value: Any) -> Any:
    return literal(value) if isinstance(value, str) else value


@cache
def _statement() -> Prepared:
    this, other, theirs = col(Cycle.instance_id) == _CYCLE, aliased(Instance), aliased(Cycle)
    here = col(Instance.id) == _CYCLE
    lead = aliased(Person)
    money = case((col(Cycle.other_eu_money).is_(None), -1), (col(Cycle.other_eu_money).is_(True), 1), else_=0)
    lines = union_all(
        _row("lesson", number=func.count(), at=func.max(col(Lesson.at))).where(
            col(Lesson.cycle_id) == _CYCLE
        ),
        _row("benefit", col(Benefit.text)).where(
            col(Benefit.cycle_id) == _CYCLE, col(Benefit.outcome).is_(None)
        ),
        _row("item", col(Confirmation.item)).where(col(Confirmation.cycle_id) == _CYCLE),
        _row("step", col(JournalEntry.what), at=col(JournalEntry.at)).where(
            col(JournalEntry.instance_id) == bindparam("me")
        ),
        _row(
            "cycle",
            func.coalesce(col(Cycle.single_variant_reason), ""),
            cast(col(Cycle.technology), Text),
            col(Cycle.staff_hours),
        ).where(this),
        _row("paid", func.coalesce(col(Cycle.profile), ""), col(Cycle.programme_fit), money).where(this),
        _row("application", col(Cycle.application)).where(this),
        _row("about", col(Instance.digest), cast(col(Instance.dates), Text)).where(here),
        _row("hours", number=written(_CYCLE)),
        _row("asked", number=asked(_CYCLE)),
        _row("sponsor", number=func.count())
        .select_from(Role)
        .join(lead, col(lead.id) == col(Role.person_id))
        .where(col(Role.cycle_id) == _CYCLE, col(Role.role) == "sponsor", col(lead.active)),
        _row("other", col(other.title))
        .select_from(Cycle)
        .join(Instance, col(Instance.id) == col(Cycle.instance_id))
        .join(theirs, col(theirs.application) == col(Cycle.application))
        .join(other, col(other.id) == col(theirs.instance_id))
        .where(
            this,
            col(Cycle.application) != "",
            col(theirs.instance_id) != _CYCLE,
            col(theirs.profile).is_not(None),
            col(other.organisation_id) == col(Instance.organisation_id),
        ),
        _teams(),
        _row("freeze", first=col(Freeze.first), last=col(Freeze.last)).where(col(Freeze.cycle_id) == _CYCLE),
    )
    return Prepared(lines)


def _teams() -> Select[Any]:
    """Return each team that is touched, with whether somebody of it is in the work group."""
    members = select(col(Person.team_id)).join(
        Role,
        and_(
            col(Role.person_id) == col(Person.id),
            col(Role.cycle_id) == _CYCLE,
            col(Role.role) == "work_group",
            col(Person.active),
        ),
    )
    present = case((col(Team.id).in_(members), 1), else_=0)
    return (
        _row("team", col(Team.name), col(Site.name), present)
        .select_from(Team)
        .join(CycleTeam, col(CycleTeam.team_id) == col(Team.id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(CycleTeam.cycle_id) == _CYCLE)
    )
