"""A version of a variant on the screen: what it is, what it came from, and its picture."""

from typing import Annotated

from fastapi import Form, Request, UploadFile
from fastapi.responses import Response

from pim.errors import BadInput
from pim.lifecycle.advance import roles_of
from pim.lifecycle.subject import look
from pim.variants.add import MAKERS
from pim.variants.picture_file import MEDIA_TYPE, MOST_BYTES, MOST_PIXELS, cleaned
from pim.variants.pictures import LONGEST_ALT, picture_content, pictures_of, set_picture
from pim.variants.view import variant_view
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Text
from pim.web.policy import Pages
from pim.web.step_pages import ways_of

router = Pages()
# Whoever has the address has the picture that belongs to it, for ever; but no store that others share.
KEPT = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
    "Content-Disposition": "inline",
}


@router.get("/variants/{id_}", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show a version of a variant; who makes variants can put a picture beside it."""
    return _variant_page(request, id_)


def _variant_page(
    request: Request, id_: int, *, fault: str | None = None, typed: dict[str, str] | None = None
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        view = variant_view(session, viewer.me, id_)
        subject = look(session, id_)
        mine = roles_of(session, viewer.me, subject) & set(MAKERS)
        picture = pictures_of(session, [id_]).get(id_)
        ways = ways_of(session, viewer.me, subject)
    return page(
        viewer,
        "variant.html",
        400 if fault else 200,
        view=view,
        picture=picture,
        ways=ways,
        makes=bool(mine),
        may_change=bool(mine) and subject.means == "draft",
        most_mb=MOST_BYTES // 1024**2,
        most_pixels=MOST_PIXELS // 10**6,
        longest=LONGEST_ALT,
        fault=fault,
        typed=typed or {},
    )


@router.post("/variants/{id_}/picture", policy=policy.somebody)
def put_picture(
    request: Request,
    id_: Number,
    key: Key,
    picture: Annotated[UploadFile, Form()],
    alt_nl: Text = "",
    alt_en: Text = "",
) -> Response:
    """Put a picture beside a variant that nobody was asked about yet."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    typed = {"alt_nl": alt_nl, "alt_en": alt_en}
    try:
        clean = cleaned(picture.file.read(MOST_BYTES + 1))
    except BadInput:
        return _variant_page(request, id_, fault="picture", typed=typed)
    try:
        do(request, viewer, lambda work: set_picture(work, id_, clean, alt_nl=alt_nl, alt_en=alt_en), key)
    except BadInput:
        return _variant_page(request, id_, fault="alt", typed=typed)
    return to(f"/variants/{id_}")


@router.get("/variants/{id_}/picture/{digest}", policy=policy.somebody)
def show_picture(request: Request, id_: Number, digest: str) -> Response:
    """Send a picture to somebody of its organisation."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        content = picture_content(session, id_, digest, viewer.me.organisation_id)
    return picture_response(content)


def picture_response(content: bytes) -> Response:
    """Return a picture as it is sent: of the one type that is kept, and to be kept by the browser."""
    return Response(content, media_type=MEDIA_TYPE, headers=KEPT)
