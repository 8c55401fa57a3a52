"""Every letter in both languages with an example in it, and a test of one to oneself."""

from typing import Annotated, Any, Literal

from fastapi import Form, Query, Request
from fastapi.responses import Response

from pim.admin.access import ONLY
from pim.admin.letter_texts import NoAddress, letters_of, previews, send_test
from pim.lifecycle.work import Work
from pim.staff.access import changers_only
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key
from pim.web.policy import Pages

router = Pages()
PATH = "/admin/texts"


@router.get(PATH, policy=ONLY)
def show(request: Request) -> Response:
    """List every letter."""
    letters, faults = letters_of(desk_of(request).settings)
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    return page(viewer, "admin/texts.html", names=sorted(letters.known()), faults=faults)


@router.get("/admin/texts/{name}", policy=ONLY)
def preview(request: Request, name: str, sent: Annotated[bool, Query()] = False) -> Response:
    """Show one letter in both languages, filled in with an example."""
    return _preview(request, name, sent)


def _preview(request: Request, name: str, sent: bool = False, fault: bool = False) -> Response:
    settings = desk_of(request).settings
    letters, _ = letters_of(settings)
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    found = previews(settings, letters, name, viewer.organisation, viewer.me.name)
    mailed = bool(settings.smtp_url)
    return page(
        viewer,
        "admin/text.html",
        400 if fault else 200,
        name=name,
        found=found,
        sent=sent,
        fault=fault,
        mailed=mailed,
    )


@router.post("/admin/texts/{name}/test", policy=ONLY)
def test(request: Request, name: str, key: Key, to_in: Annotated[Literal["nl", "en"], Form()]) -> Response:
    """Send the letter to whoever asks, in one language."""
    settings = desk_of(request).settings

    def verb(work: Work) -> dict[str, Any]:
        changers_only(work)
        send_test(work, settings, name, to_in, key)
        return {}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except NoAddress:
        return _preview(request, name, fault=True)
    return to(f"/admin/texts/{name}?sent=true")
