"""The letters: what was written to whom, and how each ended."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import func, select
from sqlmodel import Session, col

from notifications.outbox import LetterRow
from pim.errors import NotFound
from pim.web.edge import Viewer, desk_of, page, to, viewer_of

router = APIRouter()
A_PAGE = 50


def _letter(session: Session, viewer: Viewer, id_: int) -> LetterRow:
    row = session.get(LetterRow, id_)
    if row is None or viewer.actor is None or row.org_id != viewer.actor.organisation_id:
        raise NotFound(f"there is no letter with number {id_}")
    return row


@router.get("/letters")
def letters(request: Request, before: int | None = None, notice: str | None = None) -> Response:
    """List the letters of the organisation, newest first."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        mine = col(LetterRow.org_id) == viewer.actor.organisation_id
        counts = session.execute(
            select(col(LetterRow.status), func.count()).where(mine).group_by(col(LetterRow.status))
        ).all()
        query = select(LetterRow).where(mine).order_by(col(LetterRow.id).desc()).limit(A_PAGE)
        if before is not None:
            query = query.where(col(LetterRow.id) < before)
        if notice:
            query = query.where(col(LetterRow.notice) == notice)
        rows = session.scalars(query).all()
    more = rows[-1].id if len(rows) == A_PAGE else None
    return page(viewer, "letters.html", letters=rows, counts=counts, more=more, notice=notice)


@router.get("/letters/{id_}")
def letter(request: Request, id_: int) -> Response:
    """Show one letter as the person reads it."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        row = _letter(session, viewer, id_)
    return page(viewer, "letter.html", letter=row)


@router.get("/letters/{id_}/html")
def letter_html(request: Request, id_: int) -> Response:
    """Show the HTML part alone, with nothing in it allowed to do anything."""
    with desk_of(request).database.read() as session:
        row = _letter(session, viewer_of(request, session), id_)
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    return HTMLResponse(row.html or "", headers={"Content-Security-Policy": policy})
