"""Closing the books of a round: after this nobody can find out any more whose answer is whose.

Everything happens in the transaction of the step that closes the round; the key is destroyed once
that is committed. Called by the house.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, delete, func, insert, select
from sqlmodel import Session, col

from notifications.failpoints import failpoint
from pim.feedback.counting import shown
from pim.feedback.custody import destroy_after_commit
from pim.feedback.reminders import forget_reminders
from pim.feedback.tables import Answer, Result, Round
from pim.feedback.tallying import add_up
from pim.lifecycle.subject import Subject
from pim.settings import Settings


def close_books(session: Session, subject: Subject, _now: datetime, settings: Settings) -> None:
    """Copy every answer to ``result`` in random order without its nullifier, add up, drop the answers.

    The caller holds the lock on the round, so no answer comes in between. Doing it again changes nothing.
    """
    row = session.get(Round, subject.id, populate_existing=True)
    assert row is not None, "a round that closes was drafted"
    if row.answered is not None:
        return
    connection = session.connection()
    _copy(connection, subject.id)
    failpoint("books.copied")
    add_up(connection, subject.id)
    row.answered = _forget(connection, subject.id)
    row.counted = shown(row.answered)
    _let_go(session, row, settings)


def withdraw_books(session: Session, subject: Subject, _now: datetime, settings: Settings) -> None:
    """Drop the answers of a round that is called off, unread, and destroy its key.

    A round that was closed keeps its results.
    """
    row = session.get(Round, subject.id, populate_existing=True)
    assert row is not None, "a round that is withdrawn was drafted"
    if row.answered is not None or row.key_tag is None:
        return
    _forget(session.connection(), subject.id)
    row.answered = row.counted = 0
    _let_go(session, row, settings)


def _let_go(session: Session, row: Round, settings: Settings) -> None:
    row.counted_at_sites = {}
    session.add(row)
    session.flush()
    forget_reminders(session.connection(), row.instance_id)
    if row.key_tag is not None:
        destroy_after_commit(session, settings.round_keys_dir, row.key_tag)


def _random_id(dialect: str) -> ColumnElement[Any]:
    """Return 128 random bits as text, made in the database: an id nobody can count back to an order."""
    if dialect == "sqlite":
        return func.lower(func.hex(func.randomblob(16)))
    return func.replace(cast(func.gen_random_uuid(), String), "-", "")


def _copy(connection: Connection, round_id: int) -> None:
    id_ = _random_id(connection.dialect.name).label("id")
    # Written in the order of the new ids, so that the order on the disk says nothing either.
    answers = (
        select(id_, col(Answer.round_id), col(Answer.cell_id), col(Answer.body))
        .where(col(Answer.round_id) == round_id)
        .order_by(id_)
    )
    connection.execute(insert(Result).from_select(["id", "round_id", "cell_id", "body"], answers))


def _forget(connection: Connection, round_id: int) -> int:
    """Drop the answers of a round; returns how many there were."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")  # or the freed pages keep the nullifiers
    return int(connection.execute(delete(Answer).where(col(Answer.round_id) == round_id)).rowcount)
