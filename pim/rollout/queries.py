"""Reading waves: the facts that steps look at, who is there, and the words of their letters."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from notifications.dates import say_day
from pim.lifecycle.days import read_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.people.tables import Site
from pim.pilots.places import People, managers_at, staff_at
from pim.rollout.acceptance import NEWEST_ROUND, Judged, judged
from pim.rollout.tables import Freeze, Wave, WaveSite
from workflows.facts import Own, WaveFact


def facts(session: Session, cycle_id: int) -> tuple[WaveFact, ...]:
    """Return every wave of a cycle, the newest first. Two statements.

    Numbers begin anew with each variant that is rolled out. Newest first, so that among waves of one
    number the one of the present rollout is found before that of an earlier functionality.
    """
    rows = session.execute(_waves(), {"cycle": cycle_id}).all()
    known = judged(session, ((row.id, row.round_id, row.judged_as) for row in rows))
    return tuple(_fact(row, known.get(row.id, Judged())) for row in rows)


def own(session: Session, subject: Subject) -> Own:
    """Return what the steps of a wave itself look at, with the dates the step would give it."""
    mine = _waves().where(col(Wave.instance_id) == subject.id)
    row = session.execute(mine, {"cycle": subject.cycle_id}).first()
    if row is None:  # it is being made
        return Own(dates=subject.dates)
    known = judged(session, [(row.id, row.round_id, row.judged_as)]).get(subject.id, Judged())
    return Own(wave=_fact(row, known), dates=subject.dates)


def _waves() -> Select[Any]:
    """Return the statement that reads the waves of the cycle bound as ``cycle``, with their newest rounds."""
    sites = (
        select(func.count())
        .select_from(WaveSite)
        .where(col(WaveSite.wave_id) == col(Wave.instance_id))
        .correlate(Wave)
        .scalar_subquery()
    )
    return (
        select(
            col(Instance.id),
            col(Wave.number),
            col(Instance.means),
            col(Instance.dates),
            sites.label("sites"),
            NEWEST_ROUND.c.round_id,
            NEWEST_ROUND.c.means.label("judged_as"),
        )
        .join(Wave, col(Wave.instance_id) == col(Instance.id))
        .outerjoin(NEWEST_ROUND, NEWEST_ROUND.c.wave_id == col(Instance.id))
        .where(col(Wave.cycle_id) == bindparam("cycle"))
        .order_by(col(Wave.instance_id).desc())
    )


def _fact(row: Any, known: Judged) -> WaveFact:
    return WaveFact(
        number=row.number,
        meaning=row.means,
        starts_on=read_days(row.dates).get("starts_on"),
        sites=row.sites,
        answered=known.answered,
        low_sites=known.sites,
    )


def sites_of(wave_id: int) -> Select[Any]:
    """Return the statement that gives the sites of a wave."""
    return select(col(WaveSite.site_id)).where(col(WaveSite.wave_id) == wave_id)


def site_managers(session: Session, instance_id: int) -> People:
    """Return who manages a site of the wave."""
    return managers_at(session, sites_of(instance_id))


def site_staff(session: Session, instance_id: int) -> People:
    """Return who works at a site of the wave."""
    return staff_at(session, sites_of(instance_id))


def freezes(session: Session, cycle_id: int) -> list[Freeze]:
    """Return the freezes of a cycle, in the order of their days."""
    return list(
        session.scalars(
            select(Freeze).where(col(Freeze.cycle_id) == cycle_id).order_by(col(Freeze.first), col(Freeze.id))
        )
    )


def letter_words(session: Session, wave_id: int, language: str) -> Mapping[str, Any]:
    """Return what letters about a wave may say, in one language. Two statements."""
    row = session.execute(
        select(col(Wave.number), col(Instance.dates))
        .join(Instance, col(Instance.id) == col(Wave.instance_id))
        .where(col(Wave.instance_id) == wave_id)
    ).first()
    if row is None:
        return {}
    number, dates = row
    named = session.scalars(
        select(col(Site.name)).where(col(Site.id).in_(sites_of(wave_id))).order_by(col(Site.name))
    )
    days = {name: say_day(day, language) for name, day in read_days(dates).items()}
    return {"wave": number, "site": ", ".join(named), **days}
