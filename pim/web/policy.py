"""Who may open a page: every route says so, and it is asked in one place, before a form is read.

What somebody may do with one object (a round, an innovation) is asked again where the object is read:
a policy only knows the route. A route without a policy stops start-up: see ``create_app``.
"""

from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from sqlalchemy import or_, select
from sqlmodel import Session, col
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Mount

from pim.errors import BadInput, Busy, NotFound
from pim.lifecycle.allowed import NotAllowed
from pim.people.cells import ADMINISTRATOR
from pim.people.tables import Role
from pim.sessions.sessions import NOTED_EVERY, note_use
from pim.web import edge
from pim.web.edge import SignInFirst, Viewer, desk_of, error_viewer, viewer_of
from pim.web.forms import given_token, is_right, send_again

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Ask = Callable[[Request, Session], None]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who a route is for. ``ask`` returns when who looks may go on, and raises when not; None asks nothing.

    ``roles`` are what ``ask`` looks for, for whoever lists the routes. ``noted``: that a session was used is
    written down, for else it ends after a while. ``signed``: a form must carry the token of the session.
    """

    name: str
    ask: Ask | None = None
    roles: tuple[str, ...] = ()
    noted: bool = True
    signed: bool = True


def _is_somebody(request: Request, session: Session) -> None:
    if viewer_of(request, session).actor is None:
        raise SignInFirst
    request.state.admitted = True


def _is_demo(request: Request, session: Session) -> None:
    if not viewer_of(request, session).demo:
        raise NotFound("this is here in a demo only")


anyone = Policy("anyone")
"""Everybody who has the address; nothing is asked, so nothing is slower or knows who it was."""
somebody = Policy("somebody", _is_somebody)
"""Everybody who is signed in."""
unnoted = Policy("unnoted", _is_somebody, noted=False)
"""Everybody who is signed in, and nothing is written down of when: for the pages on which people answer.

When somebody was last seen, beside the order of the answers in the database, could tell which is theirs.
"""
demo_only = Policy("demo_only", _is_demo, signed=False)
"""Everybody, as long as the installation is a demo; elsewhere the page is not there."""


def holder(*roles: str) -> Policy:
    """Return the policy of pages for those who hold one of these roles.

    Organisation-wide, in any innovation or at any site; whether it is theirs in *this* one is asked where the
    object is read. The administrator's role counts organisation-wide only. Without the role a page with a
    number in its address is 404, for it may not even be known to exist, and any other is 403 in words.
    """
    assert roles, "a policy for holders names a role"

    def ask(request: Request, session: Session) -> None:
        _is_somebody(request, session)
        viewer = viewer_of(request, session)
        if viewer.roles.isdisjoint(roles) and not _holds_somewhere(session, viewer, roles):
            if request.path_params:
                raise NotFound
            raise NotAllowed(f"this needs the role {' or '.join(roles)}")

    return Policy(f"holder({', '.join(roles)})", ask, roles)


def _holds_somewhere(session: Session, viewer: Viewer, roles: Iterable[str]) -> bool:
    """Tell whether somebody holds one of the roles in an innovation or at a site. At most one statement."""
    wanted = [role for role in roles if role != ADMINISTRATOR]
    if not wanted:
        return False
    held = select(col(Role.id)).where(
        col(Role.person_id) == viewer.me.person_id,
        col(Role.role).in_(wanted),
        or_(col(Role.cycle_id).is_not(None), col(Role.site_id).is_not(None)),
    )
    return session.scalar(held.limit(1)) is not None


class Page(APIRoute):
    """A route that asks its policy before the form is read and the handler runs."""

    def __init__(self, path: str, endpoint: Callable[..., Any], method: str, policy: Policy) -> None:
        self.policy = policy
        super().__init__(path, endpoint, methods=[method])

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request, behind the policy."""
        handle = super().get_route_handler()

        async def handle_if_admitted(request: Request) -> Response:
            if self.policy.ask is None:
                return await handle(request)
            sends = self.policy.signed and request.method == "POST"
            try:
                await run_in_threadpool(_admit, request, self.policy)
            except SignInFirst:
                if not sends:
                    raise
                return await send_again(request, error_viewer(request))
            viewer: Viewer = request.state.viewer
            if sends and not is_right(await given_token(request), viewer):
                return await send_again(request, viewer)
            return await handle(request)

        return handle_if_admitted


def _admit(request: Request, policy: Policy) -> None:
    assert policy.ask is not None, "else there is nothing to ask"
    database = desk_of(request).database
    with database.read() as session:
        policy.ask(request, session)
        visit = viewer_of(request, session).visit
    now = edge.real_now()
    if policy.noted and visit is not None and now - visit.seen_at >= NOTED_EVERY:
        with suppress(Busy), database.write() as session:  # a page can be read while nothing can be written
            note_use(session, visit.id, visit.kept, now)


class Pages:
    """The routes of one feature. Each declares who it is for: ``@router.get("/x", policy=somebody)``."""

    def __init__(self) -> None:
        self.routes: list[Page] = []

    def get(self, path: str, *, policy: Policy) -> Callable[[Endpoint], Endpoint]:
        """Declare a page."""
        return self._declare(path, "GET", policy)

    def post(self, path: str, *, policy: Policy) -> Callable[[Endpoint], Endpoint]:
        """Declare where a form goes."""
        return self._declare(path, "POST", policy)

    def _declare(self, path: str, method: str, policy: Policy) -> Callable[[Endpoint], Endpoint]:
        def declare(endpoint: Endpoint) -> Endpoint:
            self.routes.append(Page(path, endpoint, method, policy))
            return endpoint

        return declare


def check_policies(routes: Iterable[BaseRoute], public: Iterable[str]) -> None:
    """Raise BadInput naming every route that does not say who it is for; ``public`` are folders of files."""
    missing = [
        f"{getattr(route, 'path', route)} ({getattr(getattr(route, 'endpoint', None), '__module__', '?')})"
        for route in routes
        if not isinstance(route, Page) and not (isinstance(route, Mount) and route.path in public)
    ]
    if missing:
        raise BadInput(f"these routes do not say who they are for (policy=…): {', '.join(missing)}")
