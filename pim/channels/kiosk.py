"""One device for everybody: a code, the form, thanks; and then it knows nothing of who was there.

The code never stands in an address, so it is in no history. Each turn begins with a page that can be
sent once: whoever goes back and sends it again begins anew, and not in the place of the one before.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response
from itsdangerous import BadSignature
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from pim.channels.form_page import Place, code_page, form_page, keep, stranger
from pim.channels.pages import Code, Language
from pim.channels.tables import KioskTurn
from pim.db import Database
from pim.errors import PimError
from pim.feedback.pages import Fields
from pim.feedback.promise import hears_by
from pim.web import policy
from pim.web.edge import Desk, desk_of, page, to
from pim.web.fields import Number
from pim.web.guard import HEADERS
from pim.web.policy import Pages

router = Pages()
IDLE = 30  # seconds without a touch, and the page of the one before is gone
LONG = 300  # the same where no script runs: nobody writes longer without sending
SHOWN = 8  # seconds of thanks
REMEMBERED = timedelta(days=7)  # how long a page cannot be sent again
POLICY = {"Content-Security-Policy": HEADERS["Content-Security-Policy"] + "; script-src 'self'"}


def _place(id_: int) -> Place:
    return Place(id_, f"/kiosk/{id_}/answer", kiosk=True)


def _with_policy(response: Response) -> Response:
    response.headers.update(POLICY)
    return response


def _begin(
    request: Request,
    id_: int,
    language: str | None = None,
    refused: PimError | None = None,
    again: bool = False,
) -> Response:
    turn = desk_of(request).signer.dumps(["turn", id_, token_urlsafe(16)])
    return _with_policy(
        code_page(request, _place(id_), language, refused, turn=turn, again=again, idle=IDLE, long=LONG)
    )


@router.get("/kiosk/{id_}", policy=policy.anyone)
def begin(request: Request, id_: Number, language: Language = None) -> Response:
    """Ask for a code."""
    return _begin(request, id_, language)


@router.post("/kiosk/{id_}", policy=policy.anyone)
def show_form(
    request: Request,
    id_: Number,
    turn: Annotated[str, Form(max_length=200)],
    code: Code = "",
    language: Annotated[str | None, Form(max_length=2)] = None,
) -> Response:
    """Show the form of whoever has this code."""
    desk = desk_of(request)
    with desk.database.read() as session:
        now = stranger(request, session, language).now
    if not _first_time(desk, id_, turn, now):
        return _begin(request, id_, language, again=True)
    try:
        made = form_page(request, _place(id_), code, language, idle=IDLE, long=LONG)
    except PimError as refused:
        return _begin(request, id_, language, refused)
    return _with_policy(made)


@router.post("/kiosk/{id_}/answer", policy=policy.anyone)
def answer(request: Request, id_: Number, fields: Fields) -> Response:
    """Keep an answer, and forget whose it was."""
    code, language = fields.get("code", "")[:60], _language(fields)
    try:
        if not keep(request, _place(id_), code, fields):
            again = form_page(request, _place(id_), code, language, fields, idle=IDLE, long=LONG)
            return _with_policy(again)
    except PimError as refused:
        return _begin(request, id_, language, refused)
    return to(f"/kiosk/{id_}/thanks?language={language or ''}")


def _language(fields: Mapping[str, str]) -> str | None:
    return fields.get("language", "")[:2] or None


@router.get("/kiosk/{id_}/thanks", policy=policy.anyone)
def thanks(request: Request, id_: Number, language: Language = None) -> Response:
    """Say thank you, and go back to the beginning by itself."""
    with desk_of(request).database.read() as session:
        viewer = stranger(request, session, language)
        by = hears_by(session, id_)
    return _with_policy(
        page(
            viewer,
            "thanks_by_code.html",
            place=_place(id_),
            hears_by=by,
            said="",
            idle=SHOWN,
            long=SHOWN,
        )
    )


def _first_time(desk: Desk, round_id: int, turn: str, now: datetime) -> bool:
    """Tell whether this page is sent for the first time; from then on it is not."""
    try:
        said = desk.signer.loads(turn)
    except BadSignature:
        return False
    if not (isinstance(said, list) and len(said) == 3 and said[:2] == ["turn", round_id]):
        return False
    return _take(desk.database, str(said[2]), now)


def _take(database: Database, token: str, now: datetime) -> bool:
    try:
        with database.write() as session:
            _drop_old(session, now)
            session.execute(insert(KioskTurn), {"token": token, "day": now.date()})
    except IntegrityError:
        return False
    return True


def _drop_old(session: Session, now: datetime) -> None:
    session.execute(delete(KioskTurn).where(col(KioskTurn.day) < (now - REMEMBERED).date()))
