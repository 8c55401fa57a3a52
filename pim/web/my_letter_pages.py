"""Which letters I get: the weekly overview can be switched off; what asks something of me cannot."""

from typing import Annotated, Any, Literal

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.lifecycle.work import Work
from pim.people.letters_off import is_off, switch
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.policy import Pages

router = Pages()
NEWEST = 20


@router.get("/me/letters", policy=policy.somebody)
def show(request: Request, done: Annotated[bool, Query()] = False) -> Response:
    """Show which letters one gets, with a switch where there may be one, and those that came last."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        me = viewer.me.person_id
        weekly = not is_off(session, me)
        mine = select(LetterRow).where(
            col(LetterRow.org_id) == viewer.me.organisation_id, col(LetterRow.person_id) == me
        )
        rows = session.scalars(mine.order_by(col(LetterRow.id).desc()).limit(NEWEST)).all()
    return page(viewer, "my_letters.html", weekly=weekly, letters=rows, done=done)


@router.post("/me/letters", policy=policy.somebody)
def choose(
    request: Request,
    weekly: Annotated[Literal["on", "off"], Form()],
    key: Annotated[str | None, Form(max_length=80)] = None,
) -> Response:
    """Switch the weekly overview on or off for oneself."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)

    def verb(work: Work) -> dict[str, Any]:
        switch(work.session, viewer.me.person_id, on=weekly == "on")
        return {"weekly": weekly}

    do(request, viewer, verb, key)
    return to("/me/letters?done=true")
