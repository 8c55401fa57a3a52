"""One's own sessions and password."""

from datetime import timedelta
from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import Response

from pim.errors import NotFound
from pim.sessions.sessions import BY_CODE, BY_LINK, devices_of, end_all, end_one
from pim.signing_in.arriving import address_of
from pim.signing_in.passwords import SHORTEST, fault_in, hashed, is_right, kept_of, own_words, set_password
from pim.signing_in.tries import forget, try_once
from pim.signing_in.typed_pages import Secret
from pim.web import policy
from pim.web.edge import Viewer, desk_of, forget_token, page, real_now, somebody, to
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()
FRESH = timedelta(minutes=10)
"""So long after a link or a code somebody may choose a new password without the old one: they forgot it."""


@router.get("/me/sessions", policy=policy.somebody)
def show(request: Request) -> Response:
    """Show on which devices one is signed in."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        devices = devices_of(session, viewer.me.person_id, real_now())
        has_password = kept_of(session, viewer.me.person_id) is not None
    this = viewer.visit.id if viewer.visit else None
    return page(viewer, "sessions.html", devices=devices, this=this, has_password=has_password)


@router.post("/me/sessions/{id_}/end", policy=policy.somebody)
def end_session(request: Request, id_: Number) -> Response:
    """Sign out on one device."""
    with desk_of(request).database.write() as session:
        viewer = somebody(request, session)
        if not end_one(session, viewer.me.person_id, id_):
            raise NotFound("there is no such session of yours")
    return to("/me/sessions")


@router.post("/me/sessions/end", policy=policy.somebody)
def end_every_session(request: Request) -> Response:
    """Sign out everywhere, here too."""
    with desk_of(request).database.write() as session:
        end_all(session, somebody(request, session).me.person_id)
    response = to("/sign-in")
    forget_token(request, response)
    return response


@router.get("/me/password", policy=policy.somebody)
def ask(
    request: Request, first: Annotated[bool, Query()] = False, done: Annotated[bool, Query()] = False
) -> Response:
    """Ask for a new password, and for the old one where there is one."""
    return _password_page(request, first=first, done=done)


@router.post("/me/password", policy=policy.somebody)
def change(
    request: Request,
    new: Secret = "",
    again: Secret = "",
    old: Secret = "",
    first: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a new password, and sign out on every other device."""
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        kept = kept_of(session, viewer.me.person_id)
        fault = fault_in(new, own_words(session, viewer.me.person_id)) or ("again" if new != again else None)
    if kept and not _is_fresh(viewer):
        whom = f"person {viewer.me.person_id}"
        with desk.database.write() as session:
            try_once(session, desk.settings, "password", real_now(), whom=whom, address=address_of(request))
        if not is_right(kept, old):
            return _password_page(request, first=first, fault="old")
        with desk.database.write() as session:
            forget(session, desk.settings, "password", whom)
    if fault:
        return _password_page(request, first=first, fault=fault)
    anew = hashed(new)
    with desk.database.write() as session:
        this = viewer.visit.id if viewer.visit else None
        set_password(session, viewer.me.person_id, anew, real_now(), this)
    return to("/" if first else "/me/password?done=true")


def _is_fresh(viewer: Viewer) -> bool:
    visit = viewer.visit
    return visit is not None and visit.how in (BY_LINK, BY_CODE) and real_now() - visit.begun_at < FRESH


def _password_page(
    request: Request, *, first: bool = False, done: bool = False, fault: str | None = None
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        asks_old = kept_of(session, viewer.me.person_id) is not None and not _is_fresh(viewer)
    return page(
        viewer, "password.html", 400 if fault else 200, first=first, done=done, fault=fault,
        asks_old=asks_old, shortest=SHORTEST,
    )  # fmt: skip
