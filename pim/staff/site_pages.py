"""Sites and teams on the screen: the list, adding a site, adding a team."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.errors import BadInput
from pim.lifecycle.work import Work
from pim.people.organising import add_site, add_team
from pim.people.queries import site_list
from pim.staff.access import ADD, LOOK, adders_only, may_add
from pim.staff.queries import teams_by_site
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Text
from pim.web.policy import Pages

router = Pages()
PATH = "/sites"
Short = Annotated[Text, Form(max_length=300)]


@router.get(PATH, policy=LOOK)
def show(request: Request, new: int = 0, changed: int = 0, imported: int = 0) -> Response:
    """Show the sites with their teams; ``imported`` and what goes with it tell what an import just did."""
    return _page(request, told={"rows": imported, "new": new, "changed": changed} if imported else None)


def _page(
    request: Request,
    fault: str = "",
    typed: Mapping[str, Any] | None = None,
    told: Mapping[str, int] | None = None,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        places, teams = site_list(session, home), teams_by_site(session, home)
        adds = may_add(session, viewer)
    return page(
        viewer,
        "sites.html",
        400 if fault else 200,
        sites=places,
        teams=teams,
        may_add=adds,
        fault=fault,
        typed={"code": "", "name": "", "team": "", "site": 0} | dict(typed or {}),
        told=told,
    )


@router.post(PATH, policy=ADD)
def new_site(request: Request, key: Key, code: Short = "", name: Short = "") -> Response:
    """Add a site."""
    typed = {"code": code, "name": name}
    return _done(
        request,
        key,
        lambda work: {"id": add_site(work.session, adders_only(work)[0], code, name).id},
        "site",
        typed,
    )


@router.post("/sites/teams", policy=ADD)
def new_team(
    request: Request, key: Key, site: Annotated[int, Form(ge=1, le=BIGGEST)], team: Short = ""
) -> Response:
    """Add a team to a site."""
    typed = {"team": team, "site": site}
    return _done(
        request,
        key,
        lambda work: {"id": add_team(work.session, adders_only(work)[0], site, team).id},
        "team",
        typed,
    )


def _done(
    request: Request, key: str, verb: Callable[[Work], dict[str, Any]], fault: str, typed: Mapping[str, Any]
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput:
        return _page(request, fault, typed)
    return to(PATH)
