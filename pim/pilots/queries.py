"""Reading pilots: the facts that steps look at, who is there, and the words of their letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from notifications.dates import say_day
from pim.lifecycle.days import read_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.people.tables import Person, Site, Team
from pim.pilots.places import People, managers_at, staff_at
from pim.pilots.tables import Pilot, PilotSite
from workflows.facts import Own, PilotFact

_VARIANT = aliased(Instance)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a pilot runs: numbers of sites, and of the active people at those that take part."""

    sites: int = 0
    comparison_sites: int = 0
    staff: int = 0


def facts(session: Session, cycle_id: int) -> tuple[PilotFact, ...]:
    """Return every pilot of a cycle, oldest first. Three statements."""
    rows = session.execute(_pilots().where(col(Pilot.cycle_id) == cycle_id)).all()
    if not rows:
        return ()
    places = _places(session, select(col(Pilot.instance_id)).where(col(Pilot.cycle_id) == cycle_id))
    everybody = _active_staff(session, cycle_id)
    return tuple(
        _fact(code, variant, means, days_of(read_days(dates)), places.get(id_, _Places()), everybody)
        for id_, code, _, means, dates, variant, _ in rows
    )


def own(session: Session, subject: Subject) -> Own:
    """Return what the steps of a pilot itself look at, with the dates the step would give it."""
    row = session.execute(_pilots().where(col(Pilot.instance_id) == subject.id)).first()
    if row is None:  # it is being made
        return Own(dates=subject.dates)
    places = _places(session, select(col(Pilot.instance_id)).where(col(Pilot.instance_id) == subject.id))
    everybody = _active_staff(session, subject.cycle_id)
    fact = _fact(
        subject.code,
        row[5],
        subject.means,
        days_of(subject.dates),
        places.get(subject.id, _Places()),
        everybody,
    )
    return Own(pilot=fact, dates=subject.dates)


def days_of(dates: Mapping[str, date]) -> int:
    """Return how many days a pilot lasts, first and last day included; 0 while they are not known."""
    first, last = dates.get("starts_on"), dates.get("ends_on")
    return (last - first).days + 1 if first and last else 0


def _pilots() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.means),
            col(Instance.dates), col(_VARIANT.code), col(_VARIANT.title),
        )
        .join(Pilot, col(Pilot.instance_id) == col(Instance.id))
        .join(_VARIANT, col(_VARIANT.id) == col(Pilot.variant_id))
        .order_by(col(Instance.id))
    )  # fmt: skip


def _places(session: Session, pilots: Select[Any]) -> dict[int, _Places]:
    """Return where these pilots run. One statement: people multiply sites, so sites are counted once each."""
    takes_part = col(PilotSite.comparison).is_(False)
    rows = session.execute(
        select(
            col(PilotSite.pilot_id),
            func.count(func.distinct(case((takes_part, col(PilotSite.site_id))))),
            func.count(func.distinct(case((col(PilotSite.comparison), col(PilotSite.site_id))))),
            func.count(func.distinct(case((takes_part, col(Person.id))))),
        )
        .outerjoin(Team, col(Team.site_id) == col(PilotSite.site_id))
        .outerjoin(Person, (col(Person.team_id) == col(Team.id)) & col(Person.active))
        .where(col(PilotSite.pilot_id).in_(pilots))
        .group_by(col(PilotSite.pilot_id))
    )
    return {pilot_id: _Places(sites, others, staff) for pilot_id, sites, others, staff in rows}


def _active_staff(session: Session, cycle_id: int) -> int:
    home = select(col(Instance.organisation_id)).where(col(Instance.id) == cycle_id).scalar_subquery()
    return (
        session.scalar(
            select(func.count(col(Person.id))).where(col(Person.organisation_id) == home, col(Person.active))
        )
        or 0
    )


def _fact(code: str, variant: str, means: str, days: int, places: _Places, everybody: int) -> PilotFact:
    return PilotFact(
        code=code,
        variant=variant,
        meaning=means,
        days=days,
        staff_share=round(100 * places.staff / everybody, 1) if everybody else 0.0,
        sites=places.sites,
        comparison_sites=places.comparison_sites,
    )


def sites_of(pilot_id: int) -> Select[Any]:
    """Return the statement that gives the sites that take part in a pilot, not those it is compared with."""
    return select(col(PilotSite.site_id)).where(
        col(PilotSite.pilot_id) == pilot_id, col(PilotSite.comparison).is_(False)
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
