"""Reading pilots: the facts that steps look at, who is there, and the words of their letters."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, exists, func, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from notifications.dates import say_day
from pim.feedback.tables import Round
from pim.lifecycle.days import read_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.people.tables import Person, Role, Site, Team
from pim.pilots.participants import takes_part
from pim.pilots.places import People, managers_at, staff_at
from pim.pilots.tables import Pilot, PilotPoint, PilotSite, PilotYes
from workflows.facts import Own, PilotFact

_VARIANT, _ROUND = aliased(Instance), aliased(Instance)


def facts(session: Session, cycle_id: int, since: ScalarSelect[Any] | None = None) -> tuple[PilotFact, ...]:
    """Return every pilot of a cycle, oldest first. One statement.

    A pilot belongs to this trial when it came where it is no earlier than ``since``, which is asked in
    the same statement; where that is nothing, all do.
    """
    in_time = true() if since is None else func.coalesce(col(Instance.entered_at) >= since, true())
    rows = session.execute(_facts().add_columns(in_time).where(col(Pilot.cycle_id) == cycle_id))
    return tuple(replace(_fact(row, days_of(read_days(row.dates))), this_trial=bool(row[-1])) for row in rows)


def own(session: Session, subject: Subject) -> Own:
    """Return what the steps of a pilot itself look at, with the dates the step would give it."""
    row = session.execute(_facts().where(col(Pilot.instance_id) == subject.id)).first()
    if row is None:  # it is being made
        return Own(dates=subject.dates)
    return Own(pilot=_fact(row, days_of(subject.dates)), dates=subject.dates)


def days_of(dates: Mapping[str, date]) -> int:
    """Return how many days a pilot lasts, first and last day included; 0 while they are not known."""
    first, last = dates.get("starts_on"), dates.get("ends_on")
    return (last - first).days + 1 if first and last else 0


def _pilots() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.means),
            col(Instance.dates), col(_VARIANT.code).label("variant"), col(_VARIANT.title).label("trying"),
        )
        .join(Pilot, col(Pilot.instance_id) == col(Instance.id))
        .join(_VARIANT, col(_VARIANT.id) == col(Pilot.variant_id))
        .order_by(col(Instance.id))
    )  # fmt: skip


def _facts() -> Select[Any]:
    """Return the statement that reads pilots with where they run, whom they touch and what was heard."""
    here = col(PilotSite.pilot_id) == col(Pilot.instance_id)
    places = select(func.count()).select_from(PilotSite).where(here)
    at_it = col(PilotSite.comparison).is_(False)
    staff = (
        select(func.count(col(Person.id)))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(PilotSite, col(PilotSite.site_id) == col(Team.site_id))
        .where(here, at_it, col(Person.active), takes_part(col(Pilot.instance_id)))
    )
    managed = exists().where(
        col(Role.role) == "manager",
        col(Role.site_id) == col(PilotSite.site_id),
        col(Person.id) == col(Role.person_id),
        col(Person.active),
    )
    said_yes = exists().where(
        col(PilotYes.pilot_id) == col(PilotSite.pilot_id), col(PilotYes.site_id) == col(PilotSite.site_id)
    )
    open_points = (
        select(func.count())
        .select_from(PilotPoint)
        .where(col(PilotPoint.pilot_id) == col(Pilot.instance_id), col(PilotPoint.answer).is_(None))
    )
    everybody = select(func.count(col(Person.id))).where(
        col(Person.organisation_id) == col(Instance.organisation_id), col(Person.active)
    )
    answered = exists().where(
        col(Round.about_id) == col(Pilot.instance_id),
        col(_ROUND.id) == col(Round.instance_id),
        col(_ROUND.means) == "answered",
    )
    return _pilots().add_columns(
        places.where(at_it).correlate(Pilot).scalar_subquery().label("sites"),
        places.where(col(PilotSite.comparison)).correlate(Pilot).scalar_subquery().label("comparison_sites"),
        staff.correlate(Pilot).scalar_subquery().label("staff"),
        everybody.correlate(Instance).scalar_subquery().label("everybody"),
        answered.correlate(Pilot).label("answered"),
        places.where(at_it, managed, ~said_yes).correlate(Pilot).scalar_subquery().label("waiting"),
        open_points.correlate(Pilot).scalar_subquery().label("points"),
        col(Pilot.personal_data),
        col(Pilot.observes),
        col(Pilot.advice_promised),
    )


def _fact(row: Any, days: int) -> PilotFact:
    return PilotFact(
        code=row.code,
        title=row.title,
        variant=row.variant,
        meaning=row.means,
        days=days,
        people=row.staff,
        staff=row.everybody,
        staff_share=round(100 * row.staff / row.everybody, 1) if row.everybody else 0.0,
        sites=row.sites,
        comparison_sites=row.comparison_sites,
        answered=bool(row.answered),
        sites_waiting=row.waiting,
        points_open=row.points,
        personal_data=row.personal_data,
        observes=row.observes,
        advice_promised=bool(row.advice_promised),
    )


def sites_of(pilot_id: int) -> Select[Any]:
    """Return the statement that gives the sites that take part in a pilot, not those it is compared with."""
    return select(col(PilotSite.site_id)).where(
        col(PilotSite.pilot_id) == pilot_id, col(PilotSite.comparison).is_(False)
    )


def comparison_sites_of(pilot_id: int) -> Select[Any]:
    """Return the statement that gives the sites that a pilot is compared with."""
    return select(col(PilotSite.site_id)).where(
        col(PilotSite.pilot_id) == pilot_id, col(PilotSite.comparison)
    )


def site_managers(session: Session, instance_id: int) -> People:
    """Return who manages a site that takes part in the pilot."""
    return managers_at(session, sites_of(instance_id))


def site_staff(session: Session, instance_id: int) -> People:
    """Return who works at a site that takes part in the pilot."""
    return staff_at(session, sites_of(instance_id))


def letter_words(session: Session, pilot_id: int, language: str) -> Mapping[str, Any]:
    """Return what letters about a pilot may say, in one language. Two statements."""
    row = session.execute(_pilots().where(col(Pilot.instance_id) == pilot_id)).first()
    if row is None:
        return {}
    _, _, title, _, dates, code, variant = row
    named = session.scalars(
        select(col(Site.name)).where(col(Site.id).in_(sites_of(pilot_id))).order_by(col(Site.name))
    )
    days = {name: say_day(day, language) for name, day in read_days(dates).items()}
    return {"pilot": title, "variant": f"{code}, {variant}", "site": ", ".join(named), **days}
