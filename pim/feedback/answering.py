"""Answering a round: the busiest place of the house, and the one that leaves no trace of who was here.

Two statements and a commit. No journal, no log, no receipt, no key of a command: any of these would
be a list of who answered. The answer itself is kept under a nullifier that only the round's key ties
to a person, and that key is not in the database.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, and_, bindparam, cast, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from notifications.prepared import Prepared
from pim.errors import NotFound
from pim.feedback.body import Body, checked_body
from pim.feedback.keys import nullifier, read_key
from pim.feedback.questions import asked_there
from pim.feedback.refusals import RoundClosed
from pim.feedback.tables import Answer, Asked, Cell, Round
from pim.lifecycle.tables import Instance
from pim.people.tables import Person
from pim.settings import Settings

# FOR SHARE: whoever closes the round waits for answers that are being written, and an answer that
# comes while it closes waits for that and then finds it closed. So it is counted or refused.
_DOOR = Prepared(
    select(
        col(Instance.means), col(Round.key_tag),
        cast(col(Round.questions), Text), cast(col(Round.scales), Text),
        col(Asked.cell_id), col(Cell.compares),
    )
    .join(Round, col(Round.instance_id) == col(Instance.id))
    .outerjoin(
        Asked,
        and_(
            col(Asked.round_id) == col(Instance.id),
            col(Asked.person_id) == bindparam("person"),
            # Who left is asked no more, whatever cookie, letter or slip they still have.
            exists().where(col(Person.id) == bindparam("person"), col(Person.active)),
        ),
    )
    .outerjoin(Cell, col(Cell.id) == col(Asked.cell_id))
    .where(col(Instance.id) == bindparam("round"))
    .with_for_update(of=Instance, read=True)
)  # fmt: skip
_INTO = {
    name: Prepared(
        statement.on_conflict_do_update(index_elements=["nullifier"], set_={"body": statement.excluded.body}),
        ("nullifier", "round_id", "cell_id", "body"),
    )
    for name, statement in (("sqlite", sqlite.insert(Answer)), ("postgresql", postgresql.insert(Answer)))
}
_MINE = select(col(Answer.body)).where(col(Answer.nullifier) == bindparam("mine"))
_TAKE = delete(Answer).where(col(Answer.nullifier) == bindparam("mine"))


@lru_cache(64)
def _read(text: str) -> Sequence[Mapping[str, Any]]:
    """Return what a text of the round says; remembered, for it is the same one for thousands of answers."""
    said: list[dict[str, Any]] = json.loads(text)
    return said


class Door(NamedTuple):
    """What is asked of one person in a round, and where their answer goes."""

    means: str
    key_tag: str
    questions: str  # as JSON, and so are the scales
    scales: str
    cell_id: int
    compares: bool


def _enter(connection: Connection, round_id: int, person_id: int) -> Door:
    """Hold the round open and return what is asked of this person. Raises NotFound, RoundClosed."""
    who = {"round": round_id, "person": person_id}
    door = _look(connection, who)
    if door is not None and door.cell_id is None and door.means == "open":
        # It may have opened while this statement waited for it; a second look sees all of the opening.
        door = _look(connection, who)
    if door is None or door.cell_id is None:
        raise NotFound(f"there is no round with number {round_id} that asks you")
    if door.means != "open":
        raise RoundClosed
    return door


def _look(connection: Connection, who: Mapping[str, int]) -> Door | None:
    return next((Door(*row) for row in _DOOR.rows(connection, who)), None)


def submit(
    session: Session | Connection, settings: Settings, round_id: int, person_id: int, body: Mapping[str, Any]
) -> None:
    """Keep what somebody says in an open round, in place of what they said before.

    ``body`` is {"ratings": {code: 1–5}, "texts": {code: at most 4,000 characters}}, with "choices" where
    the round has them: see ``body.checked_body``. Doing it twice is doing it once. Returns nothing: there
    is no receipt. The session, or the connection, is one that writes.

    Raises BadInput, NotFound when this person is not asked, RoundClosed, KeyLost.
    """
    connection = session if isinstance(session, Connection) else session.connection()
    door = _enter(connection, round_id, person_id)
    said = checked_body(body, asked_there(_read(door.questions), door.compares), _read(door.scales))
    key = read_key(settings.round_keys_dir, door.key_tag)
    row = {
        "nullifier": nullifier(key, round_id, person_id),
        "round_id": round_id,
        "cell_id": door.cell_id,
        "body": said,
    }
    _INTO[connection.dialect.name].send(connection, [row])


def own_answer(session: Session, settings: Settings, round_id: int, person_id: int) -> Body | None:
    """Return what this person said in an open round, to be read or changed by themselves alone.

    Raises NotFound, RoundClosed, KeyLost.
    """
    connection = session.connection()
    door = _enter(connection, round_id, person_id)
    key = read_key(settings.round_keys_dir, door.key_tag)
    body: Body | None = connection.scalar(_MINE, {"mine": nullifier(key, round_id, person_id)})
    return body


def take_back(session: Session, settings: Settings, round_id: int, person_id: int) -> None:
    """Remove what this person said in an open round; harmless when they said nothing.

    Raises NotFound, RoundClosed, KeyLost: after the close nobody can tell which answer was theirs.
    """
    connection = session.connection()
    door = _enter(connection, round_id, person_id)
    key = read_key(settings.round_keys_dir, door.key_tag)
    connection.execute(_TAKE, {"mine": nullifier(key, round_id, person_id)})
