"""The answers of a round: in the organisation, for the canteen wall, and under a short address."""

import segno
from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from pim.answers.lately import lately_answered
from pim.answers.report_back import LONGEST_CODE
from pim.answers.said_did import SaidDid, said_did, said_did_under
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.promise import hears_by
from pim.lifecycle.children import seen
from pim.web import policy
from pim.web.edge import Viewer, desk_of, page, somebody, viewer_of
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()


@router.get("/rounds/{id_}/thanks", policy=policy.unnoted)
def thanks(request: Request, id_: Number) -> Response:
    """Say what happens with an answer, and what was done with earlier ones. No receipt."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject = seen(session, viewer.me, id_, "round")
        by, before = hears_by(session, id_), lately_answered(session, id_)
    return page(viewer, "thanks.html", round=subject, hears_by=by, before=before)


@router.get("/rounds/{id_}/said", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show what people said and what was done with it."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = said_did(session, id_, viewer.me.organisation_id)
    return _page(request, viewer, found, "said_did.html")


@router.get("/rounds/{id_}/said/print", policy=policy.somebody)
def wall(request: Request, id_: Number) -> Response:
    """Show the same for the wall: large, on A4, with the way to it for a telephone."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = said_did(session, id_, viewer.me.organisation_id)
    return _page(request, viewer, found, "said_did_wall.html")


@router.get("/s/{code}", policy=policy.anyone)
def under_code(request: Request, code: str) -> Response:
    """Show the answers to whoever has the short address, without signing in. Nothing here names a person."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        found = said_did_under(session, code[:LONGEST_CODE])
    return _page(request, viewer, found, "said_did.html", inside=False)


def _page(
    request: Request, viewer: Viewer, found: SaidDid, template: str, *, inside: bool = True
) -> Response:
    base = desk_of(request).settings.base_url.rstrip("/")
    address = f"{base}/s/{found.code}" if found.code else ""
    return page(
        viewer,
        template,
        found=found,
        inside=inside,
        address=address,
        qr=_qr(address) if address else None,
        smallest_group=SMALLEST_GROUP,
    )


def _qr(address: str) -> Markup:
    """Return a drawing that a telephone reads; medium error correction, for paper on a wall."""
    drawing = segno.make(address, error="m", micro=False)
    return Markup(drawing.svg_inline(scale=4, border=4, omitsize=True))
