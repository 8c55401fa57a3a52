"""A code on one's own phone: a personal link from a letter or a slip, and the page of the poster."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query, Request
from fastapi.responses import Response
from itsdangerous import BadSignature
from sqlalchemy import select
from sqlmodel import col

from pim.answers.report_back import LONGEST_CODE
from pim.channels.door import whose
from pim.channels.form_page import Place, code_page, form_page, keep, stranger
from pim.channels.links import read_reference
from pim.errors import NotFound, PimError
from pim.feedback.pages import Fields
from pim.feedback.promise import hears_by
from pim.feedback.tables import RoundVariant
from pim.lifecycle.tables import Instance
from pim.signing_in.signs import number_of
from pim.variants.pages import picture_response
from pim.variants.pictures import picture_content
from pim.web import policy
from pim.web.edge import desk_of, page, scripted, to
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()
Language = Annotated[str | None, Query(max_length=2)]
Said = Annotated[str, Query(max_length=LONGEST_CODE, pattern="^[A-Za-z0-9-]*$")]
Typed = Annotated[str, Query(max_length=1)]
Code = Annotated[str, Form(max_length=60)]


@router.get("/r/{id_}", policy=policy.anyone)
def type_a_code(request: Request, id_: Number, language: Language = None) -> Response:
    """Ask for a code. The poster and the slips lead here."""
    return code_page(request, _own(id_), language)


@router.post("/r/{id_}", policy=policy.anyone)
def with_a_code(request: Request, id_: Number, code: Code = "") -> Response:
    """Lead to the form of whoever has this code."""
    desk = desk_of(request)
    try:
        with desk.database.read() as session:
            now = stranger(request, session, None).now
        whose(desk.database, desk.settings, id_, code, now)
    except PimError as refused:
        return code_page(request, _own(id_), refused=refused)
    assert number_of(code) is not None, "it was somebody's"
    return to(f"/a/{id_}-{''.join(sign for sign in code if sign.isalnum())}?typed=1")


@router.get("/a/{reference}", policy=policy.anyone)
def personal(request: Request, reference: str, language: Language = None, typed: Typed = "") -> Response:
    """Show somebody's form. Programs that look at mail open it too; nothing comes of that."""
    round_id, code = read_reference(reference)
    place = _own(round_id, reference, typed=bool(typed))
    try:
        return _shown(place, form_page(request, place, code, language))
    except PimError as refused:
        return _shown(place, code_page(request, place, language, refused, by_link=True))


def _shown(place: Place, made: Response) -> Response:
    """Let the page of a link keep an answer that cannot be sent; on a device of many it may not."""
    return scripted(made) if place.remembers else made


@router.post("/a/{reference}", policy=policy.anyone)
def answer(request: Request, reference: str, fields: Fields, typed: Typed = "") -> Response:
    """Keep an answer. Nothing of who it was from is written anywhere."""
    round_id, code = read_reference(reference)
    place = _own(round_id, reference, typed=bool(typed))
    try:
        if not keep(request, place, code, fields):
            return _shown(place, form_page(request, place, code, fields.get("language"), typed=fields))
    except PimError as refused:
        return _shown(place, code_page(request, place, fields.get("language"), refused, by_link=True))
    return to(_thanks_at(round_id, fields))


def _thanks_at(round_id: int, fields: Mapping[str, str]) -> str:
    """Return where to go now; the short address of earlier answers goes along, for the form knew it."""
    said = {"language": fields.get("language", "")[:2], "said": fields.get("said", "")[:LONGEST_CODE]}
    return f"/r/{round_id}/thanks?{urlencode({name: value for name, value in said.items() if value})}"


def _own(round_id: int, reference: str = "", *, typed: bool = False) -> Place:
    return Place(round_id, f"/a/{reference}{'?typed=1' if typed else ''}", typed=typed)


@router.get("/r/{id_}/thanks", policy=policy.anyone)
def thanks(request: Request, id_: Number, language: Language = None, said: Said = "") -> Response:
    """Say what happens with an answer. The same page for everybody: it is no receipt.

    ``said`` is the short address of what was done with earlier answers, which the form brought along.
    """
    with desk_of(request).database.read() as session:
        viewer = stranger(request, session, language)
        by = hears_by(session, id_)
    return page(viewer, "thanks_by_code.html", place=_own(id_), hears_by=by, said=said)


@router.get("/pictures/{ticket}", policy=policy.anyone)
def picture(request: Request, ticket: str) -> Response:
    """Show a picture of an open round to whoever has its form, without their code in the address."""
    desk = desk_of(request)
    try:
        said = desk.signer.loads(ticket)
    except BadSignature:
        said = None
    if not (isinstance(said, list) and len(said) == 4 and said[0] == "picture"):
        raise NotFound("there is no such picture")
    _, round_id, variant_id, digest = said
    with desk.database.read() as session:
        shown = session.scalar(
            select(col(Instance.id))
            .join(RoundVariant, col(RoundVariant.round_id) == col(Instance.id))
            .where(
                col(Instance.id) == round_id,
                col(Instance.means) == "open",
                col(RoundVariant.variant_id) == variant_id,
            )
        )
        if shown is None:
            raise NotFound("there is no such picture")
        content = picture_content(session, variant_id, digest, None)
    return picture_response(content)
