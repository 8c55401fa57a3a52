"""What an innovation costs on the screen: the hours of staff, and the subsidy that pays for it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Form, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import col

from pim.cycles.charter import set_charter
from pim.cycles.concern import charter_row, done, opened, shown
from pim.cycles.hours import as_json as hours_of
from pim.cycles.hours import write_hours
from pim.cycles.profile import let_go_of_profile, set_profile
from pim.cycles.sheet import read_sheet
from pim.cycles.tables import StaffHours
from pim.errors import BadInput
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.edge import desk_of
from pim.web.fields import Key, Mark, Number, Text
from pim.web.policy import Pages

router = Pages()
NEWEST = 50  # lines of hours that are shown
Name = Annotated[Mark, Form(max_length=60)]
YesOrNo = Annotated[Literal["yes", "no", ""], Form()]
_KNOWN = {"yes": True, "no": False, "": None}


def read_number(text: str) -> float | None:
    """Return a number as people write it, with a comma or a point; None for what is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


@router.get("/cycles/{id_}/hours", policy=policy.somebody)
def hours(request: Request, id_: Number) -> Response:
    """Show the hours of staff: booked, used, and written down."""
    return _hours(request, id_)


def _hours(request: Request, id_: int, fault: str = "", typed: Mapping[str, str] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        charter = read_sheet(session, of.subject).charter
        wanted = select(StaffHours).where(col(StaffHours.cycle_id) == id_)
        lines = session.scalars(wanted.order_by(col(StaffHours.id).desc()).limit(NEWEST)).all()
    booked = f"{charter.staff_hours:g}" if charter.staff_hours else ""
    nothing = {"booked": booked, "hours": "", "day": "", "text": ""}
    return shown(
        of,
        "cycle_hours.html",
        fault,
        hours=hours_of(charter),
        lines=lines,
        typed=nothing | dict(typed or {}),
        may_book=of.may("lead"),
        may_write=of.may("lead", "work_group"),
    )


@router.post("/cycles/{id_}/hours", policy=policy.somebody)
def book(request: Request, id_: Number, key: Key, booked: Name = "") -> Response:
    """Book hours of staff for taking part."""
    number = read_number(booked)
    try:
        if number is None:
            raise BadInput(f"staff hours: expected a number, got {booked!r}")
        return done(request, id_, key, lambda work: set_charter(work, id_, staff_hours=number), "hours")
    except BadInput:
        return _hours(request, id_, "booked", {"booked": booked})


@router.post("/cycles/{id_}/hours/written", policy=policy.somebody)
def write(
    request: Request, id_: Number, key: Key, hours: Name = "", day: Name = "", text: Text = ""
) -> Response:
    """Write down hours that were worked."""
    typed = {"hours": hours, "day": day, "text": text}
    number = read_number(hours)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return _hours(request, id_, "day", typed)
    if number is None:
        return _hours(request, id_, "hours", typed)
    try:
        return done(request, id_, key, lambda work: write_hours(work, id_, number, on, text), "hours")
    except BadInput as error:
        part = next((name for name in ("day", "text") if str(error).startswith(name)), "hours")
        return _hours(request, id_, part, typed)


@router.get("/cycles/{id_}/subsidy", policy=policy.somebody)
def subsidy(request: Request, id_: Number) -> Response:
    """Show the subsidy that pays for it, and what that asks."""
    return _subsidy(request, id_)


def _subsidy(request: Request, id_: int, fault: str = "", typed: Mapping[str, Any] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        row = charter_row(session, id_)
        charter = read_sheet(session, of.subject).charter
    other = {True: "yes", False: "no", None: ""}[row.other_eu_money]
    known = {
        "profile": row.profile or "",
        "programme_fit": row.programme_fit,
        "application": row.application,
        "other_eu_money": other,
        "reason": "",
    }
    return shown(
        of,
        "cycle_subsidy.html",
        fault,
        profiles=of.machine.definition.profiles,
        carried=row.profile,
        subsidy=charter.subsidy,
        typed=known | dict(typed or {}),
        may=of.may("lead", "sponsor"),
        may_let_go=of.may("sponsor"),
    )


@router.post("/cycles/{id_}/subsidy", policy=policy.somebody)
def record_subsidy(
    request: Request,
    id_: Number,
    key: Key,
    profile: Name = "",
    programme_fit: Text = "",
    application: Name = "",
    other_eu_money: YesOrNo = "",
) -> Response:
    """Record which subsidy it is and what that asks; what is left empty stays as it is."""

    def verb(work: Work) -> dict[str, Any]:
        return set_profile(
            work,
            id_,
            profile=profile or None,
            programme_fit=programme_fit or None,
            application=application or None,
            other_eu_money=_KNOWN[other_eu_money],
        )

    try:
        return done(request, id_, key, verb, "subsidy")
    except BadInput as error:
        typed = {
            "profile": profile,
            "programme_fit": programme_fit,
            "application": application,
            "other_eu_money": other_eu_money,
        }
        said = str(error)
        part = "programme_fit" if said.startswith("programme fit") else "profile"
        return _subsidy(request, id_, "application" if said.startswith("application") else part, typed)


@router.post("/cycles/{id_}/subsidy/let-go", policy=policy.somebody)
def let_go(request: Request, id_: Number, key: Key, reason: Text = "") -> Response:
    """Let it go on without the subsidy."""
    try:
        return done(request, id_, key, lambda work: let_go_of_profile(work, id_, reason), "subsidy")
    except BadInput:
        return _subsidy(request, id_, "reason", {"reason": reason})
