"""What each way of signing in ends with: a new session, its token in the browser, the page asked for."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.db import Database
from pim.people.tables import Person
from pim.sessions.sessions import KEPT_LONGEST, begin, drop_ended
from pim.signing_in import tickets, tries
from pim.web.edge import desk_of, local, real_now, set_language, set_token, to, token_of

LONGEST_PATH = 400


def address_of(request: Request) -> str:
    """Return where a request comes from."""
    return request.client.host if request.client else ""


def began(request: Request, session: Session, person_id: int, how: str, *, kept: bool = False) -> str:
    """Begin a session in this browser, in place of the one it had; return the token. The caller commits.

    With it goes whatever is over of anybody: when who signed in is not kept for its own sake.
    """
    now = real_now()
    drop_ended(session, now)
    tickets.drop_old(session, now)
    tries.drop_old(session, now)
    agent = request.headers.get("user-agent", "")
    return begin(session, person_id, now, how=how, kept=kept, device=agent, instead_of=token_of(request))


def arrive(request: Request, token: str, language: str, goes_on: str, *, kept: bool = False) -> Response:
    """Return what sends somebody who is signed in on to their page, in their own language."""
    response = to(local(goes_on))
    set_token(request, response, token, seconds=int(KEPT_LONGEST.total_seconds()) if kept else None)
    set_language(request, response, language)
    return response


def language_of(database: Database, person_id: int) -> str:
    """Return somebody's own language."""
    with database.read() as session:
        return session.get_one(Person, person_id).language


def database_of(request: Request) -> Database:
    """Return the database of this process."""
    return desk_of(request).database
