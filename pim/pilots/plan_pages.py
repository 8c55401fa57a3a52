"""Planning a pilot on the screen: where, with which comparison, when, and what law it thereby meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.pilots.law import Size, law_of, share_of
from pim.pilots.places import sites_with_people, variants_to_use
from pim.pilots.plan import Data, plan_pilot, replan_pilot
from pim.pilots.view import limits_of
from pim.pilots.words import article_words, explained
from pim.web.edge import Viewer, desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Rows, Text
from pim.web.policy import Pages, holder

router = Pages()
PLANNERS = ("lead", "sponsor")
MAY = holder(*PLANNERS)
YesOrNo = Annotated[Literal["yes", "no", ""], Form()]
Act = Annotated[Literal["look", "plan"], Form()]
_KNOWN = {"yes": True, "no": False, "": None}
Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Days:
    first: date
    last: date


@router.get("/cycles/{id_}/pilots/new", policy=MAY)
def new(request: Request, id_: Number) -> Response:
    """Ask for what a pilot needs."""
    return _new(request, id_, {})


@router.post("/cycles/{id_}/pilots/new", policy=MAY)
def plan(
    request: Request,
    id_: Number,
    key: Key,
    act: Act = "plan",
    variant: Rows = None,
    site: Rows = None,
    compare: Rows = None,
    starts_on: Text = "",
    ends_on: Text = "",
    title: Text = "",
    personal_data: YesOrNo = "",
    observes: YesOrNo = "",
    advice_promised: Text = "",
) -> Response:
    """Plan a pilot, or (``look``) say what law it would meet and keep nothing."""
    typed: dict[str, Any] = {
        "variant": next(iter(variant or ()), 0),
        "site": site or [],
        "compare": compare or [],
        "starts_on": starts_on,
        "ends_on": ends_on,
        "title": title,
        "personal_data": personal_data,
        "observes": observes,
        "advice_promised": advice_promised,
    }
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        _planned_by(request, session, viewer, id_, "cycle")

    def verb(work: Work) -> dict[str, Any]:
        days = _days(typed)
        return {
            "id": plan_pilot(
                work,
                id_,
                variant_id=typed["variant"],
                site_ids=typed["site"],
                comparison_site_ids=typed["compare"],
                starts_on=days.first,
                ends_on=days.last,
                title=title or None,
                data=_data(typed),
            ).id
        }

    try:
        if act == "look":
            _days(typed)
            return _new(request, id_, typed, look=True)
        made = do(request, viewer, verb, key)
    except (BadInput, NotFound) as fault:
        return _new(request, id_, typed, fault=str(fault))
    return to(f"/pilots/{made['id']}")


@router.get("/pilots/{id_}/days", policy=MAY)
def days(request: Request, id_: Number) -> Response:
    """Ask for another first and last day of a planned pilot."""
    return _days_page(request, id_, {})


@router.post("/pilots/{id_}/days", policy=MAY)
def move(
    request: Request, id_: Number, key: Key, starts_on: Text = "", ends_on: Text = "", reason: Text = ""
) -> Response:
    """Give a planned pilot other days; what is due moves along."""
    typed = {"starts_on": starts_on, "ends_on": ends_on, "reason": reason}
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)

    def verb(work: Work) -> dict[str, Any]:
        given = _days(typed)
        return replan_pilot(work, id_, starts_on=given.first, ends_on=given.last, reason=reason or None)

    try:
        do(request, viewer, verb, key)
    except BadInput as fault:
        return _days_page(request, id_, typed, str(fault))
    return to(f"/pilots/{id_}")


def _planned_by(request: Request, session: Session, viewer: Viewer, id_: int, kind: str) -> Subject:
    """Return a cycle or pilot to somebody who plans in it. Raises NotFound, NotAllowed."""
    subject = seen(session, viewer.me, id_, kind)
    require_role(Work(session, desk_of(request).house, viewer.me, viewer.now), subject, *PLANNERS)
    return subject


def _new(request: Request, id_: int, typed: Typed, *, look: bool = False, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = _planned_by(request, session, viewer, id_, "cycle")
        sites = sites_with_people(session, cycle.home.id)
        variants = variants_to_use(session, cycle.id)
        limits = limits_of(machine_of(session, cycle.digest))
    law = _law(sites, typed, limits) if look else ()
    said = [(article_words(met)[viewer.language], explained(met, viewer.language)) for met in law]
    return page(
        viewer,
        "pilot_new.html",
        400 if fault else 200,
        cycle=cycle,
        sites=sites,
        variants=variants,
        law=said,
        fault=fault,
        typed=typed,
    )


def _days_page(request: Request, id_: int, typed: Typed, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        pilot = _planned_by(request, session, viewer, id_, "pilot")
    known = {name: day.isoformat() for name, day in pilot.dates.items()}
    return page(
        viewer, "pilot_days.html", 400 if fault else 200, pilot=pilot, fault=fault, typed={**known, **typed}
    )


def _law(sites: list[tuple[int, str, int]], typed: Typed, limits: tuple[float, float]) -> tuple[Any, ...]:
    """Return what law a pilot of this size would meet, as it would be counted once it is planned."""
    staff = sum(people for _, _, people in sites)
    touched = sum(people for id_, _, people in sites if id_ in typed["site"])
    given, said = _days(typed), _data(typed)
    return law_of(
        Size(
            days=(given.last - given.first).days + 1,
            people=touched,
            share=share_of(touched, staff),
            staff=staff,
            personal_data=said.personal_data,
            observes=said.observes,
            advice_promised=bool(said.advice_promised),
            weeks_at_most=limits[0],
            percent_at_most=limits[1],
        )
    )


def _data(typed: Typed) -> Data:
    promised = typed["advice_promised"] or None
    return Data(_KNOWN[typed["personal_data"]], _KNOWN[typed["observes"]], promised)


def _days(typed: Typed) -> _Days:
    """Return the days that were typed. Raises BadInput."""
    try:
        return _Days(date.fromisoformat(typed["starts_on"]), date.fromisoformat(typed["ends_on"]))
    except ValueError:
        raise BadInput("days: expected a first and a last day, such as 2026-03-02") from None
