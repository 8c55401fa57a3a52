"""Planning waves: which sites get the innovation together, and on which day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from pim.errors import BadInput
from pim.lifecycle.advance import Order, begin
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child, parent, short_title
from pim.lifecycle.days import said_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Site
from pim.pilots.places import check_sites, check_variant
from pim.pilots.plan import reschedule
from pim.rollout.tables import Wave, WaveSite


def plan_wave(
    work: Work,
    cycle_id: int,
    *,
    variant_id: int,
    site_ids: Sequence[int],
    starts_on: date,
    title: str | None = None,
) -> Subject:
    """Plan the next wave of a variant: it begins at these sites on ``starts_on``.

    Raises BadInput for a day in the past, no sites, or a site that is in another wave of this
    variant; NotAllowed, NotFound.
    """
    cycle = parent(work, cycle_id, "wave", "lead", "sponsor")
    check_day(starts_on, calendar_of(work.session, cycle.home).local_date(work.now))
    sites = check_sites(work.session, cycle.home.id, site_ids, "sites")
    if not sites:
        raise BadInput("sites: expected at least one site that the wave brings the innovation to")
    variant = check_variant(work.session, cycle.id, variant_id)
    check_free(work, variant_id, sites)
    number = 1 + (
        work.session.scalar(
            select(func.max(col(Wave.number))).where(
                col(Wave.cycle_id) == cycle.id, col(Wave.variant_id) == variant_id
            )
        )
        or 0
    )
    code = f"{variant}-wave-{number}"

    def keep(wave_id: int) -> None:
        work.session.add(Wave(instance_id=wave_id, cycle_id=cycle.id, variant_id=variant_id, number=number))
        work.session.flush()
        work.session.add_all(WaveSite(wave_id=wave_id, site_id=site_id) for site_id in sites)

    return begin(
        work,
        cycle.home,
        "wave",
        cycle.digest,
        code,
        short_title(title or usual_title(variant, number, cycle.home.language)),
        cycle_id=cycle.id,
        dates={"starts_on": starts_on},
        said={"variant": variant, "number": number, "sites": sites},
        born=keep,
    )


def usual_title(variant: str, number: int, language: str) -> str:
    """Return what a wave is called when nobody gave it a name: "V2b, golf 2"."""
    return f"{variant}, {'golf' if language == 'nl' else 'wave'} {number}"


def replan_wave(work: Work, wave_id: int, starts_on: date, reason: str | None = None) -> dict[str, Any]:
    """Give a wave that has not begun another first day; what is due moves along.

    Where the stage has a step ``reschedule`` that is taken, so that those who were told the old day
    hear of the new one. Raises BadInput, NotAllowed, NotFound, Refusal.
    """
    subject = child(work, wave_id, "wave")
    if subject.means not in ("planned", "announced"):
        raise BadInput(f"{subject.title!r} is {subject.state.stage}; only a wave to come gets another day")
    check_day(starts_on, calendar_of(work.session, subject.home).local_date(work.now))
    return reschedule(work, subject, {"starts_on": starts_on}, reason, silent=subject.means == "planned")


def replanned(work: Work, subject: Subject, starts_on: date, reason: str | None) -> Order:
    """Return the order of the step ``reschedule`` to another first day. Raises BadInput."""
    check_day(starts_on, calendar_of(work.session, subject.home).local_date(work.now))
    days = {"starts_on": starts_on}
    return Order(subject.id, "reschedule", reason=reason, dates=days, event=said_days(days))


def check_day(starts_on: date, today: date) -> None:
    """Raise BadInput for a first day that has passed."""
    if starts_on < today:
        raise BadInput(f"starts on: {starts_on} has passed; expected {today} or later")


def check_free(work: Work, variant_id: int, sites: Sequence[int]) -> None:
    """Raise BadInput with every site that is in a wave of this variant already."""
    taken = work.session.execute(
        select(col(Site.name), col(Wave.number))
        .join(WaveSite, col(WaveSite.site_id) == col(Site.id))
        .join(Wave, col(Wave.instance_id) == col(WaveSite.wave_id))
        .join(Instance, col(Instance.id) == col(Wave.instance_id))
        .where(
            col(Wave.variant_id) == variant_id,
            col(Instance.means) != "cancelled",
            col(WaveSite.site_id).in_(sites),
        )
        .order_by(col(Site.name))
    ).all()
    if taken:
        listed = ", ".join(f"{site} (wave {number})" for site, number in taken)
        raise BadInput(f"already in a wave of this variant: {listed}")
