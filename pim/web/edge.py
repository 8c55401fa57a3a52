"""The edge of a request: the clock is read here, the person is known here, answers are made here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, cast
from urllib.parse import quote, urlsplit
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import URLSafeSerializer
from sqlalchemy import and_, bindparam, func, literal, literal_column, select, true
from sqlmodel import Session, col

from notifications.prepared import Prepared
from pim.db import Database, UtcDateTime
from pim.errors import PimError
from pim.lifecycle.clock import SILENT_AFTER
from pim.lifecycle.tables import Heartbeat, Installation
from pim.lifecycle.work import Actor, House, Key, Work, run
from pim.people.tables import Organisation, Person, Role
from pim.sessions.sessions import hash_of
from pim.sessions.tables import SignedIn
from pim.settings import Settings
from pim.web.form_tokens import token_of_forms, with_token
from pim.web.guard import HEADERS, is_at, said_in
from pim.web.look import Look, look_of
from pim.web.templates import environment
from pim.web.words import LANGUAGES

LANGUAGE_COOKIE = "language"
A_YEAR = 365 * 24 * 60 * 60
# Only a script of ours makes a part of a page of what it was sent, and only by this name: see likeness.js.
SCRIPTED = HEADERS["Content-Security-Policy"].replace("trusted-types 'none'", "trusted-types pim-part") + (
    "; script-src 'self'; connect-src 'self'"
)
DEFAULT_LANGUAGE = "nl"
DEFAULT_ZONE = "Europe/Amsterdam"


class SignInFirst(PimError):
    """Say who you are first."""

    status: ClassVar[int] = 303


@dataclass(frozen=True, slots=True)
class Visit:
    """The session somebody looks with: its number, how and when it began, when its use was last noted."""

    id: int
    how: str
    kept: bool
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks: their person, language and organisation's time zone, and what time it is.

    ``here`` is the page they are on, for choosing another language there.
    """

    actor: Actor | None
    language: str
    now: datetime
    here: str = "/"
    zone: str = DEFAULT_ZONE
    organisation: str = ""
    demo: bool = False
    clock_kept: bool = True
    roles: frozenset[str] = frozenset()  # held in the whole organisation
    look: Look = Look()  # noqa: RUF009 - it cannot change
    visit: Visit | None = None
    form_token: str = ""  # what the forms on their pages carry: see ``forms``

    @property
    def me(self) -> Actor:
        """Return who looks, on a page that is only for people who said who they are."""
        assert self.actor is not None, "the route asked for somebody first"
        return self.actor


@dataclass(slots=True)
class Desk:
    """What the pages need, made once per process."""

    database: Database
    settings: Settings
    house: House
    signer: URLSafeSerializer
    hurry: Callable[[], None] = lambda: None  # let the clock look now: somebody waits for a letter


def real_now() -> datetime:
    """Return what time it is, also in a demo whose clock was moved."""
    return datetime.now(UTC)


def desk_of(request: Request) -> Desk:
    """Return the desk of this process."""
    return cast(Desk, request.app.state.desk)


def cookie_name(request: Request) -> str:
    """Return what the session's cookie is called. Under ``__Host-`` no other name can set or read it."""
    return "__Host-pim" if is_secure(request) else "pim"


def is_secure(request: Request) -> bool:
    """Tell whether people come here over https."""
    return desk_of(request).settings.base_url.lower().startswith("https:")


def token_of(request: Request) -> str:
    """Return the token of the session that the browser says it has; nothing when it has none."""
    return request.cookies.get(cookie_name(request), "")


def set_token(request: Request, response: Response, token: str, *, seconds: int | None = None) -> None:
    """Give the browser the token of a session: until it is closed, or for so many seconds.

    Lax and not Strict: a link in a letter must open its page for whoever is signed in. Nothing is changed by
    opening a page, and every form says by whose page it was sent.
    """
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=seconds,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def forget_token(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    set_token(request, response, "", seconds=0)


def set_language(request: Request, response: Response, language: str) -> None:
    """Keep which language somebody reads on this device."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=A_YEAR,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


# What somebody holds in one innovation or at one site can be thousands of rows: asked where it matters.
# The comma stands in the statement itself: a value that is written anew each time cannot be prepared.
_ROLES = (
    select(func.aggregate_strings(col(Role.role), literal_column("','")))  # type: ignore[arg-type]
    .where(col(Role.person_id) == col(Person.id), col(Role.cycle_id).is_(None), col(Role.site_id).is_(None))
    .correlate(Person)
    .scalar_subquery()
)
# From nothing, so that there is a row also before there is an installation or a person.
_WHO = Prepared(
    select(
        col(Installation.demo),
        col(Installation.clock),
        select(func.max(col(Heartbeat.at))).scalar_subquery(),
        col(Person.id),
        col(Person.organisation_id),
        col(Person.name),
        col(Person.language),
        col(Organisation.zone),
        col(Organisation.name),
        _ROLES,
        col(SignedIn.id),
        col(SignedIn.how),
        col(SignedIn.kept),
        col(SignedIn.begun_at),
        col(SignedIn.seen_at),
    )
    .select_from(select(literal(1).label("one")).subquery())
    .outerjoin(Installation, true())
    .outerjoin(
        SignedIn,
        and_(
            col(SignedIn.token_hash) == bindparam("token"),
            col(SignedIn.ends_at) > bindparam("now", type_=UtcDateTime),
            col(SignedIn.idle_until) > bindparam("now", type_=UtcDateTime),
        ),
    )
    .outerjoin(Person, and_(col(Person.id) == col(SignedIn.person_id), col(Person.active)))
    .outerjoin(Organisation, col(Organisation.id) == col(Person.organisation_id))
)


def viewer_of(request: Request, session: Session) -> Viewer:
    """Return who looks and when: read once for a request, in one statement, and kept with it."""
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is None:
        known = request.state.viewer = _read_viewer(request, session)
    return known


def _read_viewer(request: Request, session: Session) -> Viewer:
    now = real_now()
    asked = {"token": hash_of(token_of(request)), "now": now}
    (row,) = _WHO.rows(session.connection(), asked)
    demo, clock, last_beat, id_, home, name, own_language, zone, organisation, roles, *visit = row
    moved = clock if demo else None
    return Viewer(
        actor=None if id_ is None else Actor(id_, home, name),
        language=_language(request.cookies.get(LANGUAGE_COOKIE), own_language),
        now=moved or now,
        here=here(request),
        zone=zone or DEFAULT_ZONE,
        organisation=organisation or "",
        demo=bool(demo),
        clock_kept=last_beat is not None and now - last_beat <= SILENT_AFTER,
        roles=frozenset(roles.split(",")) if roles else frozenset(),
        look=look_of(request),
        visit=None if id_ is None else Visit(*visit),
        form_token="" if id_ is None else token_of_forms(token_of(request)),
    )


def somebody(request: Request, session: Session) -> Viewer:
    """Return who looks and when, on a route whose policy let them in. At most one statement.

    On a route that says it is for anyone this is a fault of ours, and no page: what only somebody may see
    must say so, or a policy that is taken away would go unnoticed.
    """
    viewer = viewer_of(request, session)
    if viewer.actor is None:
        raise SignInFirst
    assert getattr(request.state, "admitted", False), f"{request.url.path} is not said to be for somebody"
    return viewer


def error_viewer(request: Request) -> Viewer:
    """Return who sees an error page, without asking the database: it may be what failed."""
    language = _language(request.cookies.get(LANGUAGE_COOKIE))
    return Viewer(None, language, real_now(), here(request), look=look_of(request))


def _language(*wanted: str | None) -> str:
    return next((one for one in wanted if one in LANGUAGES), DEFAULT_LANGUAGE)


def here(request: Request) -> str:
    """Return the page somebody is on, from the root: after a form, the page that the form stood on."""
    if request.method in ("GET", "HEAD"):
        return _page_at(quote(request.scope["path"]), request.scope["query_string"].decode("latin-1"))
    came_from = request.headers.get("referer", "")
    if is_at(came_from, request.headers.get("host", "")):
        parts = urlsplit(came_from)
        return _page_at(parts.path, parts.query)
    return "/"


def _page_at(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path or "/"


def page(viewer: Viewer, template: str, status: int = 200, **fields: Any) -> HTMLResponse:
    """Return a page in the viewer's language.

    Each form on it carries ``key``, so a double click does no harm, and the token of the viewer's session.
    """
    env = environment(viewer.language)
    html = env.get_template(template).render(viewer=viewer, key=uuid4().hex, **fields)
    return HTMLResponse(with_token(html, viewer.form_token) if viewer.form_token else html, status)


def scripted(response: Response) -> Response:
    """Let a page load scripts of our own, which only make easier what it can do without them."""
    response.headers["Content-Security-Policy"] = SCRIPTED
    return response


def do(
    request: Request, viewer: Viewer, verb: Callable[[Work], dict[str, Any]], key: str | None
) -> dict[str, Any]:
    """Let the viewer do one verb in one transaction.

    A form that is sent twice is done once. Sent again with other words, from a page the browser had kept,
    it is another form: so what was in it belongs to its key.
    """
    desk = desk_of(request)
    known = Key(f"{key}:{said_in(request.scope)}") if key else None
    return run(desk.database, desk.house, viewer.me, viewer.now, verb, known)


def to(path: str) -> RedirectResponse:
    """Send the browser to a page after something was done."""
    return RedirectResponse(path, 303)


def local(path: str) -> str:
    """Return a path when it is a page of ours; the board in place of a way to somewhere else."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours else "/"
