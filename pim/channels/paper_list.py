"""The rounds for which a confidant types over what is on paper."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from pim.channels.print_pages import TYPES_PAPER
from pim.feedback.tables import Round
from pim.lifecycle.late import terms
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Actor
from pim.people.tables import Role
from pim.web.edge import desk_of, page, somebody
from pim.web.policy import Pages, holder

router = Pages()
MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open round. ``answered`` moves once a day and is 0 below five, as everywhere."""

    id: int
    code: str
    title: str
    answered: int
    until: datetime | None


def rounds_for_paper(session: Session, actor: Actor) -> tuple[Waiting, ...]:
    """Return the open rounds of which somebody is confidant, what ends first on top. One statement."""
    mine = select(col(Role.id)).where(
        col(Role.person_id) == actor.person_id,
        col(Role.role) == TYPES_PAPER,
        or_(
            and_(col(Role.cycle_id).is_(None), col(Role.site_id).is_(None)),
            col(Role.cycle_id) == col(Instance.cycle_id),
        ),
    )
    rows = session.execute(
        select(
            col(Instance.id),
            col(Instance.code),
            col(Instance.title),
            col(Round.counted),
            col(Deadline.due_at),
        )
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .outerjoin(Deadline, terms())
        .where(
            col(Instance.organisation_id) == actor.organisation_id,
            col(Instance.kind) == "round",
            col(Instance.means) == "open",
            mine.correlate(Instance).exists(),
        )
        .order_by(col(Deadline.due_at), col(Instance.id))
        .limit(MOST)
    )
    return tuple(Waiting(*row) for row in rows)


@router.get("/paper", policy=holder(TYPES_PAPER))
def paper_rounds(request: Request) -> Response:
    """List the rounds for which this confidant may type over what is on paper."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = rounds_for_paper(session, viewer.me)
    return page(viewer, "paper_list.html", rounds=found)
