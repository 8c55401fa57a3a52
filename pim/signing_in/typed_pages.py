"""Signing in by what one types: a password, or the code on a piece of paper."""

from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import Response

from pim.sessions.sessions import BY_CODE, BY_PASSWORD
from pim.signing_in.arriving import LONGEST_PATH, address_of, arrive, began
from pim.signing_in.asking import Meant, meant
from pim.signing_in.pages import LONGEST_EMAIL, Kept, Next
from pim.signing_in.passwords import hashed, is_outdated, is_right, set_password
from pim.signing_in.tickets import use_paper
from pim.signing_in.tries import forget, try_once
from pim.web import policy
from pim.web.edge import desk_of, local, page, real_now, viewer_of
from pim.web.fields import plain
from pim.web.policy import Pages

router = Pages()
Who = Annotated[str, Form(max_length=LONGEST_EMAIL)]
Secret = Annotated[str, Form(max_length=1_000)]
NextAsked = Annotated[str, Query(alias="next", max_length=LONGEST_PATH)]
FIRST_PASSWORD = "/me/password?first=true"


@router.get("/sign-in/password", policy=policy.anyone)
def ask_password(request: Request, next_: NextAsked = "/") -> Response:
    """Ask for an address or number, and a password."""
    return _typed_page(request, "password", next_)


@router.get("/sign-in/code", policy=policy.anyone)
def ask_code(request: Request, next_: NextAsked = "/") -> Response:
    """Ask for an address or number, and the code on a piece of paper."""
    return _typed_page(request, "code", next_)


@router.post("/sign-in/password", policy=policy.anyone)
def with_password(
    request: Request, who: Who = "", password: Secret = "", kept: Kept = False, next_: Next = "/"
) -> Response:
    """Sign in with a password. It takes as long for somebody who is not here, or has none."""
    desk = desk_of(request)
    found = _try(request, "password", who)
    right = _right_of(found, password)
    if right is None:
        return _typed_page(request, "password", next_, who=who, kept=kept, fault=True)
    assert right.password is not None, "else it was not right"
    anew = hashed(password) if is_outdated(right.password) else None
    with desk.database.write() as session:
        if anew:
            set_password(session, right.id, anew, real_now(), None)
        forget(session, desk.settings, "password", who)
        token = began(request, session, right.id, BY_PASSWORD, kept=kept)
    return arrive(request, token, right.language, next_, kept=kept)


def _right_of(found: list[Meant], password: str) -> Meant | None:
    """Return the only one of these whose password it is; of two, in different organisations, neither."""
    if not found:
        is_right(None, password)
    right = [one for one in found if is_right(one.password, password)]
    return right[0] if len(right) == 1 else None


@router.post("/sign-in/code", policy=policy.anyone)
def with_code(
    request: Request, who: Who = "", code: Annotated[str, Form(max_length=60)] = "", next_: Next = "/"
) -> Response:
    """Sign in once with the code on a piece of paper, and go on to choosing a password."""
    desk = desk_of(request)
    found = {one.id: one for one in _try(request, "code", who)}
    token, person_id = "", None
    with desk.database.write() as session:
        person_id = use_paper(session, desk.settings, list(found), code, real_now())
        if person_id is not None:
            forget(session, desk.settings, "code", who)
            token = began(request, session, person_id, BY_CODE)
    if person_id is None:
        return _typed_page(request, "code", next_, who=who, fault=True, code=code)
    has_password = found[person_id].password is not None
    return arrive(request, token, found[person_id].language, next_ if has_password else FIRST_PASSWORD)


def _try(request: Request, what: str, who: str) -> list[Meant]:
    """Count a try and return who may be meant. Raises TooOften."""
    desk = desk_of(request)
    with desk.database.write() as session:
        try_once(session, desk.settings, what, real_now(), whom=who, address=address_of(request))
        return meant(session, plain(who)) if plain(who) else []


def _typed_page(
    request: Request,
    what: str,
    next_: str,
    *,
    who: str = "",
    kept: bool = False,
    fault: bool = False,
    code: str = "",
) -> Response:
    """Return the page that asks; after a fault with what was typed, but never a password."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
    status = 400 if fault else 200
    return page(
        viewer, "sign_in_typed.html", status, what=what, next=local(next_), who=who, kept=kept, fault=fault,
        code=code,
    )  # fmt: skip
