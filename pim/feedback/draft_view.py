"""A draft before it opens: what it asks of people, which groups it can speak of, who was asked too lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.feedback.budget import asked_before
from pim.feedback.cells import Group, Place, lay_cells
from pim.feedback.questions import LONGEST, minutes_for, seconds_for
from pim.feedback.steps import usual_step_to_open
from pim.feedback.tables import RoundTeam
from pim.feedback.views import RoundView
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.people.tables import Person, Site, Team
from workflows.facts import AskedBefore
from workflows.machine import Due, deadlines


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group whose answers will be shown together: which teams, at which sites, and how many people.

    ``merged``: teams or sites were taken together because one of them is too small.
    """

    sites: tuple[str, ...]
    teams: tuple[str, ...]
    people: int
    merged: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """What a lead wants to know of a draft. ``dues`` is what would be due if it opened on ``opens``."""

    minutes: int
    seconds: int
    most_seconds: int
    sources: tuple[tuple[str, int], ...]
    groups: tuple[GroupLine, ...]
    asked_before: tuple[AskedBefore, ...]
    opens: datetime
    dues: tuple[Due, ...]


def draft_view(work: Work, subject: Subject, view: RoundView) -> DraftView:
    """Return a draft as its lead sees it. At most five statements."""
    names, counts = _people(work.session, view.id)
    opens, dues = _if_opened(work, subject, view)
    today = calendar_of(work.session, subject.home).local_date(work.now)
    return DraftView(
        minutes=minutes_for(view.questions),
        seconds=seconds_for(view.questions),
        most_seconds=LONGEST,
        sources=_parts(view.questions),
        groups=tuple(_line(group, names) for group in lay_cells(counts)),
        asked_before=asked_before(work.session, subject, today),
        opens=opens,
        dues=dues,
    )


def _parts(questions: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    """Return how many seconds each part takes that everybody is asked: by pack, variant or own question."""
    parts: dict[str, int] = {}
    for one in questions:
        part = one.get("pack") or one.get("variant") or one["code"]
        parts[part] = parts.get(part, 0) + seconds_for([one])
    return tuple(parts.items())


def _people(session: Session, round_id: int) -> tuple[dict[int, tuple[str, str]], dict[Place, int]]:
    """Return (site, team) by the number of the team, and how many people work at each place now."""
    rows = session.execute(
        select(col(Site.id), col(Team.id), col(Site.name), col(Team.name), func.count())
        .join(Team, col(Team.site_id) == col(Site.id))
        .join(RoundTeam, col(RoundTeam.team_id) == col(Team.id))
        .join(Person, col(Person.team_id) == col(Team.id))
        .where(col(RoundTeam.round_id) == round_id, col(Person.active))
        .group_by(col(Site.id), col(Team.id), col(Site.name), col(Team.name))
    ).all()
    names = {team_id: (site, team) for _, team_id, site, team, _ in rows}
    return names, {(site_id, team_id): people for site_id, team_id, _, _, people in rows}


def _line(group: Group, names: Mapping[int, tuple[str, str]]) -> GroupLine:
    there = sorted(names[team_id] for _, team_id in group.places)
    sites = tuple(dict.fromkeys(site for site, _ in there))
    return GroupLine(sites, tuple(team for _, team in there), group.members, len(there) > 1)


def _if_opened(work: Work, subject: Subject, view: RoundView) -> tuple[datetime, tuple[Due, ...]]:
    """Return when it opens (on the day it is meant for, or now) and what is due from then on."""
    machine = machine_of(work.session, subject.digest)
    calendar = calendar_of(work.session, subject.home)
    today = calendar.local_date(work.now)
    meant = max(view.dates.get("opens_on", today), today)
    opens = work.now + timedelta(days=(meant - today).days)
    step = usual_step_to_open(machine, subject, "open")
    if step is None:
        return opens, ()
    return opens, deadlines(machine, "round", step.to, opens, {**subject.dates, "opens_on": meant}, calendar)
