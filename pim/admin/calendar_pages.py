"""The organisation's own free and worked days on a page: each change is looked at before it is made."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Form, Request
from fastapi.responses import Response

from pim.admin.access import ONLY
from pim.admin.free_days import Change, Effect, change_calendar
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import home_of
from pim.lifecycle.work import Work
from pim.people.queries import free_days
from pim.people.tables import Organisation
from pim.staff.access import changers_only
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Text
from pim.web.policy import Pages

router = Pages()
PATH = "/admin/calendar"
A_YEAR = timedelta(days=366)
FARTHEST = timedelta(days=5 * 366)  # from today; what lies farther away is a slip of the hand
Day = Annotated[Text, Form(max_length=20)]
Name = Annotated[Text, Form(max_length=120)]
Kind = Annotated[Literal["free", "worked", "calendar"], Form()]


@router.get(PATH, policy=ONLY)
def show(request: Request, moved: Annotated[int, "how many deadlines a change just moved"] = -1) -> Response:
    """Show the days on which the organisation differs from its calendar, and what the calendar says."""
    return _page(request, told=moved)


def _page(
    request: Request,
    *,
    typed: Mapping[str, str] | None = None,
    fault: str = "",
    change: Change | None = None,
    effect: Effect | None = None,
    told: int = -1,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = session.get_one(Organisation, viewer.me.organisation_id)
        today = viewer.now.astimezone(ZoneInfo(viewer.zone)).date()
        own = free_days(session, viewer.me.organisation_id, today - A_YEAR)
        calendar = calendar_of(session, home_of(home))
    known = {one["day"] for one in own}
    days = (today + timedelta(days=number) for number in range(366))
    holidays = [day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]
    return page(
        viewer,
        "admin/calendar.html",
        400 if fault else 200,
        own=own,
        calendar=home.calendar,
        holidays=[day for day in holidays if day.isoformat() not in known],
        typed={"day": "", "name": "", "kind": "free"} | dict(typed or {}),
        fault=fault,
        change=change,
        effect=effect,
        told=told,
    )


def _read(request: Request, day: str) -> date | None:
    """Return a day that was typed; None for what is none, or lies years away."""
    with desk_of(request).database.read() as session:
        today = somebody(request, session).now.date()
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return found if abs(found - today) <= FARTHEST else None


@router.post("/admin/calendar/look", policy=ONLY)
def look(request: Request, day: Day = "", name: Name = "", kind: Kind = "free") -> Response:
    """Show which deadlines a change would move; nothing is kept."""
    found = _read(request, day)
    typed = {"day": day, "name": name, "kind": kind}
    if found is None:
        return _page(request, typed=typed, fault="day")
    change = Change(found, {"free": True, "worked": False, "calendar": None}[kind], name)
    seen: list[Effect] = []

    def verb(work: Work) -> dict[str, Any]:
        seen.append(change_calendar(work, changers_only(work), change))
        work.session.rollback()  # only looked
        return {}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    do(request, viewer, verb, None)
    return _page(request, typed=typed, change=change, effect=seen[0])


@router.post(PATH, policy=ONLY)
def keep(request: Request, key: Key, day: Day = "", name: Name = "", kind: Kind = "free") -> Response:
    """Change the calendar, and move every deadline along."""
    found = _read(request, day)
    if found is None:
        return _page(request, typed={"day": day, "name": name, "kind": kind}, fault="day")
    change = Change(found, {"free": True, "worked": False, "calendar": None}[kind], name)

    def verb(work: Work) -> dict[str, Any]:
        return {"moved": change_calendar(work, changers_only(work), change).total}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    moved = do(request, viewer, verb, key)["moved"]
    return to(f"{PATH}?moved={moved}")
