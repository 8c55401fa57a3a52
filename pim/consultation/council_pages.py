"""The works council's own page: what runs and until when, its conditions, and the archive."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query, Request
from fastapi.responses import Response

from pim.consultation.council import conditions_of, dossiers_of
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import BIGGEST
from pim.web.policy import Pages, holder

router = Pages()
COUNCIL = holder("works_council", "privacy_officer")  # whoever answers requests
SHOWN = 50


@router.get("/council", policy=COUNCIL)
def council(request: Request) -> Response:
    """Show the dossiers that run, the one whose day comes first on top, and the conditions to be met."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        today = viewer.now.astimezone(ZoneInfo(viewer.zone)).date()
        dossiers = dossiers_of(session, home, today, ended=False)
        tasks = conditions_of(session, home, today)
    return page(viewer, "council.html", dossiers=dossiers, tasks=tasks)


@router.get("/council/archive", policy=COUNCIL)
def archive(request: Request, after: Annotated[int, Query(ge=0, le=BIGGEST)] = 0) -> Response:
    """Show the dossiers that ended, newest first."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        today = viewer.now.astimezone(ZoneInfo(viewer.zone)).date()
        found = dossiers_of(
            session, viewer.me.organisation_id, today, ended=True, limit=SHOWN + 1, after=after
        )
    more = after + SHOWN if len(found) > SHOWN else None
    return page(viewer, "council_archive.html", dossiers=found[:SHOWN], more=more)
