"""Slips and posters as pages that print, and the page on which a confidant types over what is on paper."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.channels.form_page import REFUSALS, Place, keep
from pim.channels.refusals import WrongCode
from pim.channels.slips import posters, slips
from pim.errors import PimError
from pim.feedback.form import NO_SEAT, fault_of, sheet_of
from pim.feedback.pages import Fields
from pim.feedback.refusals import RoundClosed
from pim.feedback.views import round_view
from pim.lifecycle.advance import roles_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.children import seen
from pim.lifecycle.work import Actor
from pim.web import policy
from pim.web.edge import desk_of, page, somebody, to
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()
TYPES_PAPER = "confidant"


@router.get("/rounds/{id_}/slips", policy=policy.somebody)
def show_slips(request: Request, id_: Number) -> Response:
    """Show the slips, one sheet for each team."""
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        printed = slips(session, desk.settings, viewer.me, id_)
    return page(viewer, "slips.html", printed=printed, round_id=id_, style=None)


@router.get("/rounds/{id_}/poster", policy=policy.somebody)
def show_posters(request: Request, id_: Number) -> Response:
    """Show a poster for each site."""
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        printed = posters(session, desk.settings, viewer.me, id_)
    return page(viewer, "posters.html", printed=printed, round_id=id_, style=None)


@router.get("/rounds/{id_}/paper", policy=policy.somebody)
def paper(request: Request, id_: Number, kept: Annotated[bool, Query()] = False) -> Response:
    """Show an empty form, for what somebody wrote on paper."""
    return _paper_page(request, id_, kept=kept)


@router.post("/rounds/{id_}/paper", policy=policy.somebody)
def keep_paper(request: Request, id_: Number, fields: Fields) -> Response:
    """Keep what is on paper by the code on its slip: without a name, and without who typed it."""
    with desk_of(request).database.read() as session:
        may_type_paper(session, somebody(request, session).me, id_)
    try:
        done = keep(request, Place(id_, ""), fields.get("code", "")[:60], fields)
    except PimError as refused:
        said = next((word for kind, word in REFUSALS.items() if isinstance(refused, kind)), None)
        if said not in ("wrong", "wait"):
            raise
        return _paper_page(request, id_, refused=refused, said=said, typed=fields)
    if not done:
        return _paper_page(request, id_, refused=WrongCode(), fault=fault_of(fields), typed=fields)
    return to(f"/rounds/{id_}/paper?kept=true")


def may_type_paper(session: Session, actor: Actor, round_id: int) -> None:
    """Return for a confidant of this round. Raises NotFound, NotAllowed, RoundClosed unless it is open."""
    subject = seen(session, actor, round_id, "round")
    if TYPES_PAPER not in roles_of(session, actor, subject):
        raise NotAllowed("this is for the confidant")
    if subject.means != "open":
        raise RoundClosed


def _paper_page(
    request: Request,
    id_: int,
    *,
    kept: bool = False,
    refused: PimError | None = None,
    said: str | None = None,
    fault: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        may_type_paper(session, viewer.me, id_)
        sheet = sheet_of(session, round_view(session, id_, viewer.me.organisation_id), NO_SEAT)
    status = 200 if refused is None else 400 if fault else refused.status
    return page(
        viewer, "paper.html", status, sheet=sheet, kept=kept, said=said, fault=fault, typed=typed or {}
    )
