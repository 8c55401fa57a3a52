"""The address that a watcher asks whether everything is well."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from pim.state_of_health import findings
from pim.web import policy
from pim.web.edge import desk_of, real_now
from pim.web.policy import Pages

router = Pages()


@router.get("/health", policy=policy.anyone)
def health(request: Request) -> Response:
    """Answer 200 when everything is well and 503 when not, with what was found."""
    desk = desk_of(request)
    found = findings(desk.database, desk.settings, real_now())
    body = [{"what": one.what, "well": one.well, "said": one.said} for one in found]
    return JSONResponse(body, 200 if all(one.well for one in found) else 503)
