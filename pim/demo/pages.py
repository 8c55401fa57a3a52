"""Moving the clock of a demo database, and seeing what then falls due."""

from datetime import date, datetime, time
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Form, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime
from sqlmodel import Session

from pim.demo.clock import FARTHEST, NoDemo, happened, letters_made, move, next_deadline
from pim.errors import BadInput
from pim.lifecycle.definitions import machine_of
from pim.tick import Clockwork
from pim.web import policy
from pim.web.edge import Viewer, desk_of, page, somebody, to
from pim.web.policy import Pages

router = Pages()
YEARS = range(2000, 2200)  # of a demo; other years are a slip of the finger


@router.get("/clock", policy=policy.somebody)
def show(request: Request, since: Annotated[AwareDatetime | None, Query()] = None) -> Response:
    """Show what time it is in the demo, what is due next, and what the clock did since a moment."""
    return _clock_page(request, since=since)


def _clock_page(
    request: Request, *, since: datetime | None = None, fault: bool = False, day: str = ""
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        upcoming = next_deadline(session, viewer.me.organisation_id) if viewer.demo else None
        told = _since(session, viewer, since) if viewer.demo and since else {"happened": None}
    return page(
        viewer,
        "clock.html",
        400 if fault else 200,
        upcoming=upcoming,
        fault=fault,
        day=day,
        farthest=FARTHEST.days,
        **told,
    )


def _since(session: Session, viewer: Viewer, since: datetime) -> dict[str, Any]:
    home = viewer.me.organisation_id
    lines = happened(session, home, since, viewer.now)
    return {
        "happened": lines,
        "machines": {line.digest: machine_of(session, line.digest) for line in lines},
        "letters": letters_made(session, home, since, viewer.now),
    }


@router.post("/clock", policy=policy.somebody)
def move_on(
    request: Request,
    day: Annotated[str, Form(max_length=40)] = "",
    upcoming: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Move the clock to the end of a day, or to the next moment, and show what fired."""
    clockwork: Clockwork = request.app.state.clockwork
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        following = next_deadline(session, viewer.me.organisation_id) if upcoming else None
    try:
        # When nothing is due any more, the clock stays where it is.
        target = (following or viewer.now) if upcoming else _end_of(day, viewer.zone)
        since = move(clockwork, max(target, viewer.now) if upcoming else target)
    except NoDemo:
        raise
    except BadInput:
        return _clock_page(request, fault=True, day=day)
    return to(f"/clock?{urlencode({'since': since.isoformat()})}")


def _end_of(day: str, zone: str) -> datetime:
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        raise BadInput(f"{day!r} is not a day; expected something like 2026-06-15") from None
    if chosen.year not in YEARS:
        raise BadInput(f"expected a year from {YEARS[0]} to {YEARS[-1]}, got {chosen.year}")
    return datetime.combine(chosen, time(23, 59, 59), tzinfo=ZoneInfo(zone))
