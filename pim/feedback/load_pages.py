"""How much is asked of each team, for whoever is about to ask again."""

from fastapi import Request
from fastapi.responses import Response

from pim.feedback.budget import QUIET_DAYS
from pim.feedback.load import OVER_DAYS, load
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.policy import Pages

router = Pages()


@router.get("/load", policy=policy.somebody)
def show(request: Request) -> Response:
    """Show the rounds and minutes that were asked of every team of the organisation."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        teams = load(session, viewer.me.organisation_id, viewer.now.date())
    return page(viewer, "load.html", teams=teams, days=OVER_DAYS, quiet=QUIET_DAYS)
