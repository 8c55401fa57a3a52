"""Planning a pilot: one variant, its sites, those they are compared with, its first and last day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pim.errors import BadInput
from pim.lifecycle.advance import Order, advance, begin
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child, free_code, parent, short_title
from pim.lifecycle.days import said_days
from pim.lifecycle.deadlines import set_dates
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import has_step
from pim.lifecycle.work import Work
from pim.pilots.places import check_sites, check_variant
from pim.pilots.tables import Pilot, PilotSite


def plan_pilot(
    work: Work,
    cycle_id: int,
    *,
    variant_id: int,
    site_ids: Sequence[int],
    comparison_site_ids: Sequence[int] = (),
    starts_on: date,
    ends_on: date,
    title: str | None = None,
) -> Subject:
    """Plan a pilot from ``starts_on`` to ``ends_on``, both included. People at the sites hear when it runs.

    Raises BadInput for dates or sites that cannot be, NotAllowed, NotFound.
    """
    cycle = parent(work, cycle_id, "pilot", "lead", "sponsor")
    _check_days(starts_on, ends_on, calendar_of(work.session, cycle.home).local_date(work.now))
    sites = check_sites(work.session, cycle.home.id, site_ids, "sites")
    compared = check_sites(work.session, cycle.home.id, comparison_site_ids, "comparison sites")
    if not sites:
        raise BadInput("sites: expected at least one site that works with the variant")
    if both := set(sites) & set(compared):
        raise BadInput(f"site {min(both)} cannot take part and be compared with at once")
    variant = check_variant(work.session, cycle.id, variant_id)
    code = free_code(work.session, cycle.id, "pilot", "pilot")

    def keep(number: int) -> None:
        work.session.add(Pilot(instance_id=number, cycle_id=cycle.id, variant_id=variant_id))
        work.session.flush()
        for comparison, chosen in ((False, sites), (True, compared)):
            work.session.add_all(
                PilotSite(pilot_id=number, site_id=site_id, comparison=comparison) for site_id in chosen
            )

    return begin(
        work,
        cycle.home,
        "pilot",
        cycle.digest,
        code,
        short_title(title or f"{code}: {variant}"),
        cycle_id=cycle.id,
        dates={"starts_on": starts_on, "ends_on": ends_on},
        said={"variant": variant, "sites": sites, "comparison_sites": compared},
        born=keep,
    )


def replan_pilot(
    work: Work, pilot_id: int, *, starts_on: date, ends_on: date, reason: str | None = None
) -> dict[str, Any]:
    """Give a pilot that has not begun another first and last day; what is due moves along.

    Raises BadInput once it runs (extend it then), NotAllowed, NotFound, Refusal.
    """
    subject = child(work, pilot_id, "pilot")
    if subject.means != "planned":
        raise BadInput(f"{subject.title!r} is {subject.state.stage}; only a planned pilot gets other days")
    _check_days(starts_on, ends_on, calendar_of(work.session, subject.home).local_date(work.now))
    return reschedule(work, subject, {"starts_on": starts_on, "ends_on": ends_on}, reason, silent=True)


def reschedule(
    work: Work, subject: Subject, days: Mapping[str, date], reason: str | None, *, silent: bool
) -> dict[str, Any]:
    """Give something planned other days: by the step ``reschedule`` where the stage has one.

    Without that step the days just move, if ``silent`` says that nobody was told the old ones yet.
    Raises BadInput, NotAllowed, Refusal.
    """
    if has_step(work, subject, "reschedule"):
        order = Order(subject.id, "reschedule", reason=reason, dates=days, event=said_days(days))
        return advance(work, order).as_json()
    require_role(work, subject, "lead", "sponsor")
    if not silent:
        raise BadInput(
            f"people were told when {subject.title!r} begins, and the workflow has no step `reschedule` "
            f"in {subject.state.stage} to tell them another day; add one to its file"
        )
    set_dates(work, subject.id, {name: day.isoformat() for name, day in days.items()})
    return {"id": subject.id, "dates": {name: day.isoformat() for name, day in days.items()}}


def _check_days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on:
        raise BadInput(f"the last day ({ends_on}) lies before the first ({starts_on})")
    if ends_on < today:
        raise BadInput(f"the last day ({ends_on}) has passed; expected {today} or later")
