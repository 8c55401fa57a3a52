"""The variants of an innovation on the screen: all versions, a new variant, and a new version of one."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from pim.errors import BadInput, NotFound
from pim.ideas.queries import functionality_list
from pim.lifecycle.advance import roles_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.children import LONGEST_TITLE, seen
from pim.lifecycle.subject import look
from pim.variants.add import MAKERS, add_variant, new_version
from pim.variants.view import variant_view, variant_views
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import LONGEST_TEXT, Key, Number, Text
from pim.web.policy import Pages, holder
from pim.web.policy import somebody as signed_in

router = Pages()
MAY = holder(*MAKERS)
Typed = Mapping[str, str]


@router.get("/cycles/{id_}/variants", policy=signed_in)
def show(request: Request, id_: Number) -> Response:
    """Show every version of every variant; who makes variants can add one."""
    return _list(request, id_, {})


def _list(request: Request, id_: int, typed: Typed, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = seen(session, viewer.me, id_, "cycle")
        views = variant_views(session, viewer.me, id_)
        makes = bool(roles_of(session, viewer.me, cycle) & set(MAKERS)) and not cycle.final
        parts = functionality_list(session, id_) if makes else []
    return page(
        viewer,
        "variants.html",
        400 if fault else 200,
        cycle=cycle,
        views=views,
        makes=makes,
        parts=parts,
        limits={"title": LONGEST_TITLE, "text": LONGEST_TEXT},
        fault=fault,
        typed=typed,
    )


@router.post("/cycles/{id_}/variants", policy=MAY)
def add(
    request: Request, id_: Number, key: Key, part: Text = "", title: Text = "", text: Text = ""
) -> Response:
    """Add a variant of a functionality."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        seen(session, viewer.me, id_, "cycle")
    try:
        made = do(request, viewer, lambda work: {"id": add_variant(work, id_, part, title, text).id}, key)
    except (BadInput, NotFound) as fault:
        return _list(request, id_, {"part": part, "title": title, "text": text}, str(fault))
    return to(f"/variants/{made['id']}")


@router.get("/variants/{id_}/version", policy=MAY)
def version(request: Request, id_: Number) -> Response:
    """Ask for a new version, beginning with the words of the one it is made from."""
    return _version(request, id_, {})


def _version(request: Request, id_: int, typed: Typed, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        view = variant_view(session, viewer.me, id_)
        if not roles_of(session, viewer.me, look(session, id_)) & set(MAKERS):
            raise NotAllowed(f"this needs the role {' or '.join(MAKERS)}")
    known = {"title": view["title"], "text": view["text"], "changed": ""}
    limits = {"title": LONGEST_TITLE, "text": LONGEST_TEXT}
    return page(
        viewer,
        "variant_version.html",
        400 if fault else 200,
        view=view,
        limits=limits,
        fault=fault,
        typed={**known, **typed},
    )


@router.post("/variants/{id_}/version", policy=MAY)
def make(
    request: Request, id_: Number, key: Key, title: Text = "", text: Text = "", changed: Text = ""
) -> Response:
    """Make a new version; the one it is made from stays as it was."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)

    def verb(work: Any) -> dict[str, Any]:
        return {"id": new_version(work, id_, text, changed, title=title or None).id}

    try:
        made = do(request, viewer, verb, key)
    except BadInput as fault:
        return _version(request, id_, {"title": title, "text": text, "changed": changed}, str(fault))
    return to(f"/variants/{made['id']}")
