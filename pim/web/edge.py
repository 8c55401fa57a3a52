"""The edge of a request: the clock is read here, the person is known here, answers are made here.

Sign-in proper comes later. Until then the pages are served on this machine only, and whoever sits
at it says who they are; the choice is kept in a signed cookie.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from pim.db import Database
from pim.lifecycle.clock import clock_state
from pim.lifecycle.work import Actor, House, Work, run
from pim.people.tables import Organisation, Person
from pim.settings import Settings
from pim.web.templates import environment
from pim.web.words import LANGUAGES

COOKIE = "pim"
DEFAULT_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks: their person, language and organisation's time zone, and what time it is."""

    actor: Actor | None
    language: str
    zone: str
    organisation: str
    now: datetime
    demo: bool
    clock_kept: bool


@dataclass(slots=True)
class Desk:
    """What the pages need, made once per process."""

    database: Database
    settings: Settings
    house: House
    signer: URLSafeSerializer


def desk_of(request: Request) -> Desk:
    """Return the desk of this process."""
    return cast(Desk, request.app.state.desk)


_WHO = (
    select(
        col(Person.id),
        col(Person.organisation_id),
        col(Person.name),
        col(Person.language),
        col(Organisation.zone),
        col(Organisation.name),
    )
    .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
    .where(col(Person.id) == bindparam("id"), col(Person.active))
)


def cookie_of(request: Request) -> dict[str, Any]:
    """Return what the signed cookie says; nothing when it is missing or was tampered with."""
    try:
        said = desk_of(request).signer.loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return {}
    return said if isinstance(said, dict) else {}


def set_cookie(request: Request, response: Response, said: Mapping[str, Any]) -> None:
    """Keep who looks, and their language, in the signed cookie."""
    value = desk_of(request).signer.dumps(dict(said))
    response.set_cookie(COOKIE, value, httponly=True, samesite="strict", path="/")


def viewer_of(request: Request, session: Session) -> Viewer:
    """Return who looks and when. Two statements."""
    real_now = datetime.now(UTC)
    clock = clock_state(session, real_now)
    said = cookie_of(request)
    row = session.connection().execute(_WHO, {"id": said.get("person", 0)}).first()
    now = clock.moved or real_now
    language = said.get("language")
    if row is None:
        chosen = language if language in LANGUAGES else DEFAULT_LANGUAGE
        return Viewer(None, chosen, "Europe/Amsterdam", "", now, clock.demo, clock.kept)
    id_, organisation, name, own_language, zone, home = tuple[Any, ...](row)
    chosen = language if language in LANGUAGES else own_language
    return Viewer(Actor(id_, organisation, name), chosen, zone, home, now, clock.demo, clock.kept)


def page(viewer: Viewer, template: str, status: int = 200, **fields: Any) -> HTMLResponse:
    """Return a page in the viewer's language.

    Each form on it carries ``key``, so a double click does no harm.
    """
    html = environment(viewer.language).get_template(template).render(
        viewer=viewer, key=uuid4().hex, **fields
    )  # fmt: skip
    return HTMLResponse(html, status)


def do(
    request: Request, viewer: Viewer, verb: Callable[[Work], dict[str, Any]], key: str | None
) -> dict[str, Any]:
    """Let the viewer do one verb in one transaction."""
    desk = desk_of(request)
    assert viewer.actor is not None, "the route asks for somebody first"
    return run(desk.database, desk.house, viewer.actor, viewer.now, verb, key or None)


def to(path: str) -> RedirectResponse:
    """Send the browser to a page after something was done."""
    return RedirectResponse(path, 303)


def error_viewer(request: Request) -> Viewer:
    """Return who sees an error page, without asking the database: it may be what failed."""
    language = cookie_of(request).get("language")
    chosen = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return Viewer(None, chosen, "UTC", "", datetime.now(UTC), False, True)
