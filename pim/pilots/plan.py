"""Planning a pilot: one variant, its sites, those they are compared with, its first and last day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from pim.errors import BadInput
from pim.lifecycle.advance import Order, advance, begin, record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child, free_code, parent, short_title
from pim.lifecycle.days import said_days
from pim.lifecycle.deadlines import set_dates
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import has_step
from pim.lifecycle.work import Work
from pim.pilots.participants import Shifts, write_participants
from pim.pilots.places import check_places, check_variant
from pim.pilots.tables import Pilot, PilotSite

LONGEST_PROMISE = 300  # characters


@dataclass(frozen=True, slots=True)
class Data:
    """What a pilot records about the people who work, and the advice that was promised; None: not said."""

    personal_data: bool | None = None
    observes: bool | None = None
    advice_promised: str | None = None

    def checked(self) -> dict[str, Any]:
        """Return the columns. Raises BadInput for a promise without words."""
        promise = self.advice_promised
        if promise is not None and not 3 <= len(promise.strip()) <= LONGEST_PROMISE:
            raise BadInput(
                f"advice promised: expected 3 to {LONGEST_PROMISE} characters that say when and to whom, "
                f"got {promise!r:.60}"
            )
        return {
            "personal_data": self.personal_data,
            "observes": self.observes,
            "advice_promised": promise.strip() if promise else None,
        }


def say_data(work: Work, pilot_id: int, data: Data) -> dict[str, Any]:
    """Say later what a pilot records or promises; what is None stays.

    Raises BadInput, NotAllowed, NotFound.
    """
    subject = child(work, pilot_id, "pilot")
    require_role(work, subject, "lead", "sponsor")
    said = {name: value for name, value in data.checked().items() if value is not None}
    if not said:
        raise BadInput("nothing to say: give what the pilot records, or that advice is promised")
    row = work.session.get_one(Pilot, pilot_id)
    for name, value in said.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    record(work, pilot_id, "pilot_data", said)
    return {"id": pilot_id, **said}


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
    teams: Shifts = MappingProxyType({}),
    people: Shifts = MappingProxyType({}),
    data: Data = Data(),
) -> Subject:
    """Plan a pilot from ``starts_on`` to ``ends_on``, both included. People at the sites hear when it runs.

    ``teams`` and ``people`` take part, each with a shift or None; without any all teams of the sites do.
    Raises BadInput for dates or sites that cannot be, NotAllowed, NotFound.
    """
    cycle = parent(work, cycle_id, "pilot", "lead", "sponsor")
    _check_days(starts_on, ends_on, calendar_of(work.session, cycle.home).local_date(work.now))
    sites, compared = check_places(work.session, cycle.home.id, site_ids, comparison_site_ids)
    variant = check_variant(work.session, cycle.id, variant_id)
    code = free_code(work.session, cycle.id, "pilot", "pilot")

    def keep(number: int) -> None:
        known = data.checked()
        work.session.add(Pilot(instance_id=number, cycle_id=cycle.id, variant_id=variant_id, **known))
        work.session.flush()
        for comparison, chosen in ((False, sites), (True, compared)):
            work.session.add_all(
                PilotSite(pilot_id=number, site_id=site_id, comparison=comparison) for site_id in chosen
            )
        work.session.flush()
        write_participants(work.session, number, teams, people)

    return begin(
        work,
        cycle.home,
        "pilot",
        cycle.digest,
        code,
        short_title(title or f"{code}: {variant}"),
        cycle_id=cycle.id,
        dates={"starts_on": starts_on, "ends_on": ends_on},
        said={
            "variant": variant,
            "sites": sites,
            "comparison_sites": compared,
            **({"teams": dict(teams)} if teams else {}),
            **({"people": dict(people)} if people else {}),
            **{name: value for name, value in data.checked().items() if value is not None},
        },
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
