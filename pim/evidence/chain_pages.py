"""The chain on the screen: what a pilot does to every link of it."""

from fastapi import Request
from fastapi.responses import Response

from pim.evidence.effect import effect_of
from pim.evidence.words import Say
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()


@router.get("/cycles/{id_}/chain", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show who gains and who pays in the chain, by the pilot that was measured last."""
    return _page(request, id_, None)


@router.get("/pilots/{id_}/chain", policy=policy.somebody)
def show_pilot(request: Request, id_: Number) -> Response:
    """Show who gains and who pays in the chain, by one pilot."""
    return _page(request, 0, id_)


def _page(request: Request, cycle_id: int, pilot_id: int | None) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        effect = effect_of(session, viewer.me, cycle_id, pilot_id)
    return page(viewer, "chain.html", effect=effect, say=Say(viewer.language))
