"""The chain on the screen: what a pilot does to every link of it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pim.evidence.effect import effect_of
from pim.evidence.words import Say
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import Number

router = APIRouter()


@router.get("/cycles/{id_}/chain")
def show(request: Request, id_: Number) -> Response:
    """Show who gains and who pays in the chain, by the pilot that was measured last."""
    return _page(request, id_, None)


@router.get("/pilots/{id_}/chain")
def show_pilot(request: Request, id_: Number) -> Response:
    """Show who gains and who pays in the chain, by one pilot."""
    return _page(request, 0, id_)


def _page(request: Request, cycle_id: int, pilot_id: int | None) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        effect = effect_of(session, viewer.me, cycle_id, pilot_id)
    return page(viewer, "chain.html", effect=effect, say=Say(viewer.language))
