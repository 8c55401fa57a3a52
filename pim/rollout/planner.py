"""Planning all waves at once: sites in groups, a day for each, around freezes and days nobody works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.errors import BadInput
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import parent
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Work
from pim.people.tables import Site
from pim.pilots.places import check_sites
from pim.rollout.plan import check_day, check_free, plan_wave
from pim.rollout.queries import freezes
from pim.rollout.stop_rule import stop_rules
from workflows.spans import WorkingDaysError
from workflows.working_days import WorkingCalendar, parse_span

MOST_WAVES = 60
LONGEST_SPAN = 366  # days between two waves: a longer one is a typing error


@dataclass(frozen=True, slots=True)
class Proposed:
    """A wave as it would be planned. ``moved_from`` is the day it would have had, were that day free."""

    site_ids: tuple[int, ...]
    starts_on: date
    moved_from: date | None


def plan_waves(
    work: Work,
    cycle_id: int,
    *,
    variant_id: int,
    site_ids: Sequence[int],
    sizes: Sequence[int],
    every: str,
    starts_on: date,
    only_look: bool = False,
) -> dict[str, Any]:
    """Plan the waves of a variant in one go, in the order of the sites; ``only_look`` plans nothing.

    ``sizes``: how many sites the first wave has, the second, and so on; the last one counts on. ``every``
    is the time from one wave to the next, such as "4 weeks". A wave whose day is in a freeze begins on the
    first working day after it, and the next ones count from there. All waves or none. Raises BadInput,
    NotAllowed, NotFound.
    """
    cycle = parent(work, cycle_id, "wave", "lead", "sponsor")
    sites = check_sites(work.session, cycle.home.id, site_ids, "sites")
    check_free(work, variant_id, sites)
    frozen = [(freeze.first, freeze.last) for freeze in freezes(work.session, cycle.id)]
    calendar = calendar_of(work.session, cycle.home)
    check_day(starts_on, calendar.local_date(work.now))
    waves = proposed(sites, sizes, every, starts_on, frozen, calendar)
    names = _names(work, sites)
    answer: dict[str, Any] = {
        "planned": not only_look,
        "stopRules": {
            language: stop_rules(machine_of(work.session, cycle.digest).definition, language)
            for language in ("nl", "en")
        },
        "waves": [],
    }
    for wave in waves:
        born = None
        if not only_look:
            born = plan_wave(
                work, cycle_id, variant_id=variant_id, site_ids=wave.site_ids, starts_on=wave.starts_on
            )
        answer["waves"].append(
            {
                "id": born.id if born else None,
                "startsOn": wave.starts_on.isoformat(),
                "movedFrom": wave.moved_from.isoformat() if wave.moved_from else None,
                "sites": [names[site] for site in wave.site_ids],
            }
        )
    return answer


def proposed(
    sites: Sequence[int],
    sizes: Sequence[int],
    every: str,
    starts_on: date,
    frozen: Sequence[tuple[date, date]],
    calendar: WorkingCalendar,
) -> list[Proposed]:
    """Return the waves, in order of their days. Raises BadInput for what cannot be."""
    if not sites:
        raise BadInput("sites: expected at least one site that gets the innovation")
    if not sizes or any(size < 1 for size in sizes):
        raise BadInput("size: expected how many sites a wave has, 1 or more")
    try:
        span = parse_span(every)
        if not 1 <= (calendar.add(starts_on, span) - starts_on).days <= LONGEST_SPAN:
            raise BadInput(f"every: expected 1 to {LONGEST_SPAN} days, got {every!r}")
    except WorkingDaysError as error:
        raise BadInput(f'every {every!r}: expected a time such as "4 weeks" or "20 working days"') from error
    found: list[Proposed] = []
    left, day = list(sites), starts_on
    while left:
        size = sizes[min(len(found), len(sizes) - 1)]
        free = _free(day, frozen, calendar)
        found.append(Proposed(tuple(left[:size]), free, day if free != day else None))
        left = left[size:]
        day = calendar.add(free, span)
        if len(found) > MOST_WAVES:
            raise BadInput(f"size: that makes more than {MOST_WAVES} waves; choose larger ones")
    return found


def _free(day: date, frozen: Sequence[tuple[date, date]], calendar: WorkingCalendar) -> date:
    """Return the first working day from ``day`` on that is in no freeze."""
    while True:
        inside = next((last for first, last in frozen if first <= day <= last), None)
        if inside is not None:
            day = inside + timedelta(days=1)
        elif not calendar.is_working_day(day):
            day += timedelta(days=1)
        else:
            return day


def _names(work: Work, sites: Sequence[int]) -> dict[int, str]:
    rows = work.session.execute(select(col(Site.id), col(Site.name)).where(col(Site.id).in_(sites)))
    return {row[0]: row[1] for row in rows}
