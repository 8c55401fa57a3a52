"""Light or dark; the organisation's own style sheet; and a page that shows every part of the pages."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from pim.errors import NotFound
from pim.people.cells import ADMINISTRATOR
from pim.web import policy
from pim.web.edge import desk_of, local, page, somebody, to
from pim.web.look import A_YEAR, CHOICES, COOKIE
from pim.web.policy import Pages

router = Pages()
LONGEST_PATH = 400


@router.post("/theme", policy=policy.anyone)
def choose_theme(
    theme: Annotated[str, Form()] = "",
    back: Annotated[str, Form(max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Keep light or dark in this browser, or follow the screen again, and go back to where it was chosen."""
    response = to(local(back))
    if theme in CHOICES:
        response.set_cookie(COOKIE, theme, max_age=A_YEAR, httponly=True, samesite="lax", path="/")
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", path="/")
    return response


@router.get("/static/theme.css", policy=policy.anyone)
def own_style(request: Request) -> Response:
    """Return the organisation's own theme. Raises NotFound where there is none."""
    own = request.app.state.own_theme
    if own is None:
        raise NotFound
    return Response(own.css, media_type="text/css", headers={"Cache-Control": "no-cache"})


@router.get("/look", policy=policy.somebody)
def every_part(request: Request) -> Response:
    """Show every part of the pages in every state: in a demo to all, else to an administrator only."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    if not viewer.demo and ADMINISTRATOR not in viewer.roles:
        raise NotFound
    return page(viewer, "look.html")
