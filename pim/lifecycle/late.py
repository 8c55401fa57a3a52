"""When something is over its term. Said once: pages and letters ask here."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal
from sqlmodel import col

from pim.lifecycle.tables import Deadline, Instance


def _fixed(word: str) -> ColumnElement[str]:
    """Return a word that stands in the statement itself, so that an index of such rows can be used."""
    return literal(word, literal_execute=True)


def terms(deadline: Any = Deadline, thing: Any = Instance) -> ColumnElement[bool]:
    """Return the condition for the terms of what still waits: the visit is not left, nothing has ended."""
    return and_(
        col(deadline.what) == _fixed("due"),
        col(deadline.status) != _fixed("cancelled"),
        col(deadline.status) != _fixed("held"),  # with the innovation that is paused: nothing is late in it
        col(deadline.instance_id) == col(thing.id),
        col(deadline.visit) == col(thing.visit),
        col(thing.final).is_(False),
    )


def is_late(now: datetime, deadline: Any = Deadline) -> ColumnElement[bool]:
    """Return the condition, beside ``terms``, that the term has passed. What failed counts as an incident."""
    return and_(col(deadline.due_at) <= now, col(deadline.status) != "incident")
