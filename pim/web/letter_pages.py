"""The letters: what was written to whom, and how each ended.

A letter to those who have not answered a round tells who has not. So it is shown to nobody but its own
reader: not its name, and not how many there are. Neither is one that signs somebody in: it tells when they
came.
"""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from notifications.catalogue import SignInLink
from notifications.outbox import REMINDER, LetterRow
from pim.errors import NotFound
from pim.lifecycle.work import Actor
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import BIGGEST, Number
from pim.web.policy import Pages

router = Pages()
A_PAGE = 50
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


def shown_to(actor: Actor | None) -> ColumnElement[bool]:
    """Return which letters somebody may see: of their organisation, and no reminder but their own.

    For whoever runs the installation (None): of every organisation, and no reminder at all.
    """
    no_reminder = or_(col(LetterRow.check).is_(None), col(LetterRow.check) != REMINDER)
    if actor is None:
        return no_reminder
    own = col(LetterRow.person_id) == actor.person_id
    others = and_(no_reminder, col(LetterRow.notice) != SignInLink.name)
    return and_(col(LetterRow.org_id) == actor.organisation_id, or_(others, own))


def _letter(session: Session, actor: Actor, id_: int) -> LetterRow:
    row = session.scalar(select(LetterRow).where(col(LetterRow.id) == id_, shown_to(actor)))
    if row is None:
        raise NotFound(f"there is no letter with number {id_}")
    return row


@router.get("/letters", policy=policy.somebody)
def letters(
    request: Request,
    before: Annotated[int | None, Query(ge=1, le=BIGGEST)] = None,
    notice: Annotated[str | None, Query(max_length=60)] = None,
) -> Response:
    """List the letters of the organisation, newest first."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        mine = shown_to(viewer.me)
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


@router.get("/letters/{id_}", policy=policy.somebody)
def letter(request: Request, id_: Number) -> Response:
    """Show one letter as the person reads it."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        row = _letter(session, viewer.me, id_)
    return page(viewer, "letter.html", letter=row)


@router.get("/letters/{id_}/html", policy=policy.somebody)
def letter_html(request: Request, id_: Number) -> Response:
    """Show the HTML part alone, with nothing in it allowed to do anything."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        row = _letter(session, viewer.me, id_)
    return HTMLResponse(row.html or "", headers={"Content-Security-Policy": LETTER_POLICY})
