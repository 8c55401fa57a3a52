"""Signing in by a link in a letter, signing out, and choosing a language.

Every answer to an e-mail address is the same. The forms here have no session yet; that a page of ours sent
them is known from where the browser says it was (``guard``).
"""

import re
import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import Response

from pim.errors import NotFound
from pim.people.tables import Person
from pim.sessions.sessions import BY_DEMO, BY_LINK, end
from pim.signing_in.arriving import LONGEST_PATH, address_of, arrive, began, language_of
from pim.signing_in.asking import send_link
from pim.signing_in.faces import by_organisation, with_roles, without_role
from pim.signing_in.tickets import LINK_FOR, Outcome, Way, browser_mark, look_at, short_code, use_link
from pim.signing_in.tries import try_once
from pim.web import policy
from pim.web.edge import (
    desk_of,
    error_viewer,
    forget_token,
    is_secure,
    local,
    page,
    real_now,
    set_language,
    to,
    token_of,
    viewer_of,
)
from pim.web.fields import BIGGEST, plain
from pim.web.policy import Pages
from pim.web.words import LANGUAGES

router = Pages()
ASKING_FOR = timedelta(hours=1)  # how long a browser is known as the one that asked
LONGEST_EMAIL = 254
_REFERENCE = re.compile(r"([1-9][0-9]{0,9})-([0-9A-Z-]{1,40})")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")

Next = Annotated[str, Form(alias="next", max_length=LONGEST_PATH)]
Kept = Annotated[bool, Form()]


@router.get("/sign-in", policy=policy.anyone)
def choose(
    request: Request,
    name: Annotated[str, Query(max_length=60)] = "",
    next_: Annotated[str, Query(alias="next", max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Ask for an e-mail address; in a demo also show who can be signed in as."""
    return _sign_in_page(request, next_, name=plain(name))


def _sign_in_page(
    request: Request, next_: str, *, name: str = "", email: str = "", kept: bool = False, fault: str = ""
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        known = with_roles(session) if viewer.demo and not name else []
        others = without_role(session, name) if viewer.demo else []
    return page(
        viewer,
        "sign_in.html",
        400 if fault else 200,
        known=by_organisation(known),
        others=by_organisation(others),
        name=name,
        next=local(next_),
        email=email,
        kept=kept,
        fault=fault,
    )


@router.post("/sign-in", policy=policy.demo_only)
def sign_in(request: Request, person: Annotated[int, Form(ge=1, le=BIGGEST)], next_: Next = "/") -> Response:
    """In a demo: sign in as somebody with one click."""
    with desk_of(request).database.write() as session:
        known = session.get(Person, person)
        if known is None or not known.active:
            raise NotFound("there is no such person")
        token = began(request, session, person, BY_DEMO)
    return arrive(request, token, known.language, next_)


@router.post("/sign-in/mail", policy=policy.anyone)
def ask_for_link(
    request: Request,
    email: Annotated[str, Form(max_length=LONGEST_EMAIL)] = "",
    kept: Kept = False,
    next_: Next = "/",
) -> Response:
    """Send a link to whoever has this address, and say the same whether or not anybody has."""
    email = plain(email)
    if not _EMAIL.fullmatch(email):
        return _sign_in_page(request, next_, email=email, kept=kept, fault="email")
    desk, now = desk_of(request), real_now()
    cookie = request.cookies.get(_asking(request)) or secrets.token_urlsafe(32)
    browser = browser_mark(desk.settings, cookie)
    with desk.database.write() as session:
        viewer = viewer_of(request, session)
        try_once(session, desk.settings, "letter", now, whom=email, address=address_of(request))
        send_link(
            session, desk.settings, email, now, viewer.now, browser=browser, kept=kept, goes_on=local(next_)
        )
    desk.hurry()
    minutes = int(LINK_FOR.total_seconds()) // 60
    code = short_code(desk.settings, browser)
    response = page(viewer, "sign_in_asked.html", email=email, code=code, minutes=minutes, next=local(next_))
    _remember(request, response, cookie)
    return response


def _asking(request: Request) -> str:
    return "__Host-pim-asks" if is_secure(request) else "pim-asks"


def _remember(request: Request, response: Response, cookie: str) -> None:
    response.set_cookie(
        _asking(request),
        cookie,
        max_age=int(ASKING_FOR.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


@router.get("/sign-in/link/{reference}", policy=policy.anyone)
def show_link(request: Request, reference: str) -> Response:
    """Show a button. Opening the link does nothing: programs that look at mail open it too."""
    id_, word = _read(reference)
    desk = desk_of(request)
    with desk.database.read() as session:
        way = look_at(session, desk.settings, id_, word, _mark(request), real_now())
    return _link_page(request, reference, way)


@router.post("/sign-in/link/{reference}", policy=policy.anyone)
def follow_link(request: Request, reference: str, code: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Use a link up and sign in; in another browser than the one that asked, with the code on its screen."""
    id_, word = _read(reference)
    desk, now = desk_of(request), real_now()
    token = ""
    with desk.database.write() as session:
        try_once(session, desk.settings, "short", now, whom=f"ticket {id_}", address=address_of(request))
        way = use_link(session, desk.settings, id_, word, _mark(request), code, now)
        if way.outcome is Outcome.IN:
            token = began(request, session, way.person_id, BY_LINK, kept=way.kept)
    if not token:
        return _link_page(request, reference, way, typed=code)
    return arrive(request, token, language_of(desk.database, way.person_id), way.goes_on, kept=way.kept)


def _mark(request: Request) -> str:
    cookie = request.cookies.get(_asking(request), "")
    return browser_mark(desk_of(request).settings, cookie) if cookie else ""


def _read(reference: str) -> tuple[int, str]:
    found = _REFERENCE.fullmatch(reference)
    return (int(found[1]), found[2]) if found and int(found[1]) <= BIGGEST else (0, "")


def _link_page(request: Request, reference: str, way: Way, typed: str = "") -> Response:
    status = {Outcome.OVER: 410, Outcome.WRONG_CODE: 400}.get(way.outcome, 200)
    return page(
        error_viewer(request), "sign_in_link.html", status, outcome=way.outcome.value, reference=reference,
        name=way.name, typed=typed,
    )  # fmt: skip


@router.post("/sign-out", policy=policy.anyone)
def sign_out(request: Request) -> Response:
    """End this session."""
    with desk_of(request).database.write() as session:
        end(session, token_of(request))
    response = to("/sign-in")
    forget_token(request, response)
    return response


@router.post("/language", policy=policy.anyone)
def choose_language(
    request: Request,
    language: Annotated[str, Form()],
    back: Annotated[str, Form(max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Choose a language and go back to the page it was chosen on."""
    response = to(local(back))
    if language in LANGUAGES:
        set_language(request, response, language)
    return response
