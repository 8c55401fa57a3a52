"""The administrator's front page, the health of the clock, what failed, and letters that did not arrive."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.admin.access import ONLY
from pim.admin.clock import clock_of
from pim.admin.incidents import MOST, incidents
from pim.admin.post import let_go, trouble_of, try_again, use_again
from pim.errors import BadInput
from pim.lifecycle.deadlines import retry, skip
from pim.lifecycle.work import Work
from pim.staff.access import changers_only
from pim.state_of_health import engine, own_letters, round_keys
from pim.web.edge import desk_of, do, page, real_now, somebody, to
from pim.web.fields import Key, Number, Text
from pim.web.policy import Pages

router = Pages()
INCIDENTS, LETTERS = "/admin/incidents", "/admin/letters"
Verb = Callable[[Work], object]


@router.get("/admin", policy=ONLY)
def front(request: Request) -> Response:
    """Show what asks for the administrator, and the way to everything they look after."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        clock = clock_of(session, viewer.me.organisation_id, viewer.now, real_now())
        post = trouble_of(session, viewer.me)
    return page(viewer, "admin/front.html", clock=clock, post=post)


@router.get("/admin/health", policy=ONLY)
def health(request: Request) -> Response:
    """Show whether the clock is kept, what is due and what was caught up, and the state of the rest."""
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        clock = clock_of(session, home, viewer.now, real_now())
        rest = (
            engine(session, desk.database),
            own_letters(desk.settings),
            round_keys(session, desk.settings, home),
        )
    return page(viewer, "admin/health.html", clock=clock, rest=rest, mailed=bool(desk.settings.smtp_url))


@router.get(INCIDENTS, policy=ONLY)
def failed(request: Request) -> Response:
    """List the deadlines that failed five times."""
    return _incidents(request)


def _incidents(request: Request, wrong: int = 0, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = incidents(session, viewer.me.organisation_id)
    status = 400 if fault else 200
    return page(viewer, "admin/incidents.html", status, found=found, most=MOST, wrong=wrong, fault=fault)


@router.post("/admin/incidents/{id_}/retry", policy=ONLY)
def retry_incident(request: Request, id_: Number, key: Key) -> Response:
    """Try a deadline again, at once."""
    try:
        _do(request, key, lambda work: retry(work, id_))
    except BadInput:  # somebody else was first
        return _incidents(request, id_, "over")
    return to(INCIDENTS)


@router.post("/admin/incidents/{id_}/skip", policy=ONLY)
def skip_incident(request: Request, id_: Number, key: Key, reason: Text = "") -> Response:
    """Let go of a deadline, with a reason that the journal keeps."""
    if not reason:
        return _incidents(request, id_, "reason")
    try:
        _do(request, key, lambda work: skip(work, id_, reason))
    except BadInput:
        return _incidents(request, id_, "over")
    return to(INCIDENTS)


@router.get(LETTERS, policy=ONLY)
def letters(request: Request) -> Response:
    """List letters that did not arrive, and addresses that are refused."""
    return _letters(request)


def _letters(request: Request, wrong: int = 0, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = trouble_of(session, viewer.me)
    return page(viewer, "admin/letters.html", 400 if fault else 200, found=found, wrong=wrong, fault=fault)


@router.post("/admin/letters/{id_}/retry", policy=ONLY)
def retry_letter(request: Request, id_: Number, key: Key) -> Response:
    """Send a letter once more."""
    try:
        _do(request, key, lambda work: try_again(work, id_))
    except BadInput:
        return _letters(request, id_, "over")
    return to(LETTERS)


@router.post("/admin/letters/{id_}/skip", policy=ONLY)
def skip_letter(request: Request, id_: Number, key: Key, reason: Text = "") -> Response:
    """Let go of a letter, with a reason."""
    if not reason:
        return _letters(request, id_, "reason")
    try:
        _do(request, key, lambda work: let_go(work, id_, reason))
    except BadInput:
        return _letters(request, id_, "over")
    return to(LETTERS)


@router.post("/admin/letters/address", policy=ONLY)
def address(request: Request, key: Key, address: Annotated[Text, Form(max_length=320)]) -> Response:
    """Let letters go to an address again that was refused."""
    _do(request, key, lambda work: use_again(work, address))
    return to(LETTERS)


def _do(request: Request, key: str, verb: Verb) -> None:
    """Let the administrator do a verb whose answer is not shown. Raises what the verb raises."""

    def asked(work: Work) -> dict[str, Any]:
        changers_only(work)  # they may have lost the role since the page was asked for
        verb(work)
        return {}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    do(request, viewer, asked, key)
