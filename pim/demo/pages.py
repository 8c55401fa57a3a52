"""Moving the clock of a demo database, and seeing what then falls due."""

from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from pim.demo.clock import Happened, move
from pim.errors import BadInput
from pim.tick import next_moment
from pim.web.edge import desk_of, page, to, viewer_of

router = APIRouter()


@router.get("/clock")
def show(request: Request) -> Response:
    """Show what time it is in the demo and what is due next."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        upcoming = next_moment(session) if viewer.demo else None
    return page(viewer, "clock.html", upcoming=upcoming, happened=None)


@router.post("/clock")
def move_on(
    request: Request, day: Annotated[str, Form()] = "", upcoming: Annotated[str, Form()] = ""
) -> Response:
    """Move the clock to the end of a day, or to the next moment, and show what fired."""
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        target = next_moment(session) if upcoming else None
    if target is None:
        try:
            local = datetime.combine(datetime.fromisoformat(day).date(), time(23, 59, 59))
        except ValueError:
            raise BadInput(f"{day!r} is not a day; expected something like 2026-06-15") from None
        target = local.replace(tzinfo=ZoneInfo(viewer.zone))
    happened: list[Happened] = move(request.app.state.clockwork, target)
    with desk.database.read() as session:
        viewer = viewer_of(request, session)
        upcoming_at = next_moment(session)
    return page(viewer, "clock.html", upcoming=upcoming_at, happened=happened)
