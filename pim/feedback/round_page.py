"""The page of a round, as everybody in the organisation sees it and with what each may do there."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col

from pim.feedback.body import LONGEST_TEXT
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.questions import HIGHEST, LOWEST, asked_there, minutes_for
from pim.feedback.tables import Asked, Cell
from pim.feedback.views import round_view
from pim.lifecycle.advance import roles_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import look
from pim.web.edge import desk_of, page, somebody

LIMITS = {"text": LONGEST_TEXT}


def round_page(
    request: Request,
    id_: int,
    *,
    fault: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of a round; with a ``fault`` as 400, and with all that was ``typed`` still there.

    Raises NotFound, also for another organisation's.
    """
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        view = round_view(session, id_, viewer.me.organisation_id)
        subject = look(session, id_)
        roles = roles_of(session, viewer.me, subject)
        machine = machine_of(session, subject.digest)
        mine = _place_of(session, id_, viewer.me.person_id) if view.means == "open" else None
    steps = [step for step in machine.possible("round", subject.state.stage) if roles & set(step.by)]
    return page(
        viewer,
        "round.html",
        400 if fault else 200,
        view=view,
        machine=machine,
        steps=steps,
        roles=roles,
        mine=mine,
        questions=asked_there(view.questions, bool(mine and mine["compares"])),
        marks=range(LOWEST, HIGHEST + 1),
        minutes=minutes_for(view.questions),
        smallest_group=SMALLEST_GROUP,
        limits=LIMITS,
        typed=typed or {},
        fault=fault,
    )


def _place_of(session: Session, round_id: int, person_id: int) -> dict[str, Any] | None:
    """Return with how many colleagues an answer of this person is combined; None when they are not asked.

    0 where sites were taken together: such answers only count in the whole.
    """
    row = session.execute(
        select(col(Cell.site_id), col(Cell.members), col(Cell.compares))
        .join(Asked, col(Asked.cell_id) == col(Cell.id))
        .where(col(Asked.round_id) == round_id, col(Asked.person_id) == person_id)
    ).first()
    if row is None:
        return None
    combined = row.members - 1 if row.site_id is not None else 0
    return {"combined_with": combined, "compares": row.compares}
