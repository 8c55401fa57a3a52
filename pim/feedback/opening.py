"""Opening the books of a round: who is asked, in which cells they count, and the key of the round.

All of it is fixed here and never changes while the round is open, so that nobody can be made
readable by a change of teams. Called by the house inside the step's own transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.feedback.audience import Member, compared, groups_of, members
from pim.feedback.cells import SMALLEST_GROUP, Place
from pim.feedback.custody import make_round_key
from pim.feedback.keys import read_key
from pim.feedback.refusals import RoundClosed
from pim.feedback.tables import Asked, Cell, Round
from pim.lifecycle.subject import Subject
from pim.settings import Settings


def open_books(session: Session, subject: Subject, _now: datetime, settings: Settings) -> None:
    """Fix cells and audience and make the key; on an extension keep all three, and every answer.

    Raises BadInput when the round asks nothing or fewer than five people, RoundClosed when it was
    closed before, KeyLost when its key is gone: then it can only be closed.
    """
    row = session.get(Round, subject.id, populate_existing=True)
    assert row is not None, "a round that opens was drafted"
    if row.key_tag is not None:
        _open_again(row, settings)
    else:
        if not row.questions:
            raise BadInput("this round asks nothing yet: give it questions first")
        people = members(session, subject.id)
        if len(people) < SMALLEST_GROUP:
            raise BadInput(
                f"this round would ask {len(people)} people; at least {SMALLEST_GROUP} are needed, "
                "or an answer could be recognised"
            )
        _write_down(session, subject.id, people)
        row.invited = len(people)
        row.key_tag = make_round_key(session, settings.round_keys_dir)
    session.add(row)
    session.flush()


def _open_again(row: Round, settings: Settings) -> None:
    if row.answered is not None:
        raise RoundClosed("a round that was closed cannot be opened again: its key has been destroyed")
    read_key(settings.round_keys_dir, row.key_tag)
    row.extensions += 1


def _write_down(session: Session, round_id: int, people: Sequence[Member]) -> None:
    connection = session.connection()
    cell_at: dict[Place, int] = {}
    without = compared(session, round_id)
    for group in groups_of(people):
        cell = {
            "round_id": round_id,
            "site_id": group.site_id,
            "team_id": group.team_id,
            "members": group.members,
            "compares": all(team_id in without for _, team_id in group.places),
        }
        cell_id: Any = connection.execute(insert(Cell).returning(col(Cell.id)), cell).scalar_one()
        cell_at.update((place, cell_id) for place in group.places)
    connection.execute(
        insert(Asked),
        [
            {"round_id": round_id, "person_id": person_id, "cell_id": cell_at[site_id, team_id]}
            for person_id, site_id, team_id in people
        ],
    )
