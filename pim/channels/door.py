"""The door of a round for whoever comes with a code: whose answer theirs will be, and nothing else."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from pim.channels.codes import person_of
from pim.channels.refusals import TooManyWrongCodes, WrongCode
from pim.channels.tables import WrongCodes
from pim.db import Database
from pim.errors import NotFound
from pim.feedback.keys import read_key
from pim.feedback.refusals import RoundClosed
from pim.feedback.tables import Round
from pim.lifecycle.tables import Instance
from pim.settings import Settings

AT_MOST, WITHIN = 200, timedelta(minutes=5)
"""Wrong codes for one round, whoever types them. A guess is right once in 2^60 / (people asked)."""

_DOOR: Any = (
    select(
        col(Instance.means),
        col(Round.key_tag),
        col(WrongCodes.since),
        col(WrongCodes.count).label("wrong"),
    )
    .join(Round, col(Round.instance_id) == col(Instance.id))
    .outerjoin(WrongCodes, col(WrongCodes.round_id) == col(Instance.id))
    .where(col(Instance.id) == bindparam("round"))
)


def open_door(session: Session, settings: Settings, round_id: int, typed: str, now: datetime) -> int:
    """Return the number of the person whose code this is. One statement, however many people are asked.

    Raises NotFound for a round that is not there or not yet open, RoundClosed, KeyLost, WrongCode, and
    TooManyWrongCodes for a wrong one while too many were typed. A right one always opens: else anybody could
    shut everybody out.
    """
    row = session.connection().execute(_DOOR, {"round": round_id}).first()
    if row is None or row.means == "draft":
        raise NotFound(f"there is no round with number {round_id} that takes answers")
    if row.means != "open":
        raise RoundClosed
    key = read_key(settings.round_keys_dir, row.key_tag)
    person_id = person_of(key, round_id, typed)
    if person_id is not None:
        return person_id
    if row.since is not None and row.wrong >= AT_MOST and now - row.since < WITHIN:
        raise TooManyWrongCodes  # not counted: guessing costs nobody a write
    raise WrongCode


def note_wrong(session: Session, round_id: int, now: datetime) -> None:
    """Count a wrong code; the count begins anew when the last five minutes are over."""
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = session.get(WrongCodes, round_id, with_for_update=True)
    if row is not None and now - row.since < WITHIN:
        row.count += 1
    elif row is not None:
        row.since, row.count = now, 1
    else:
        fresh = insert(WrongCodes).values(round_id=round_id, since=now, count=1)
        again = fresh.on_conflict_do_update(index_elements=["round_id"], set_={"count": WrongCodes.count + 1})
        connection.execute(again)


def whose(database: Database, settings: Settings, round_id: int, typed: str, now: datetime) -> int:
    """Do as ``open_door``, and count the code when it is wrong."""
    try:
        with database.read() as session:
            return open_door(session, settings, round_id, typed, now)
    except WrongCode:
        with database.write() as session:
            note_wrong(session, round_id, now)
        raise
