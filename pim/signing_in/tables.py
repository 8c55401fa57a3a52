"""Ways in that were asked for, passwords, and how often somebody tried."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class Ticket(SQLModel, table=True):
    """A way in that works once: a link in a letter, or a code on paper.

    What is in the link or on the paper stands nowhere: it is made from this row and the installation's
    secret, so a copy of the database signs nobody in. Without ``person_id`` somebody asked for a link who is
    not known here; the row is there so that asking costs as much. ``browser`` marks the browser that asked,
    where only that one may use it without more. ``tries`` counts wrong codes.
    """

    __tablename__ = "ticket"
    __table_args__ = (CheckConstraint("kind IN ('link', 'paper')", name="kind"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    salt: str  # numbers of rows come back once rows are removed
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    browser: str | None = None
    kept: bool = False  # they said: keep me signed in
    goes_on: str = "/"  # the page that asked for it
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0


class Password(SQLModel, table=True):
    """The password of somebody who chose one, as argon2id keeps it."""

    __tablename__ = "password"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    hash: str
    changed_at: datetime = Field(sa_type=UtcDateTime)


class Tries(SQLModel, table=True):
    """How often somebody tried something since a moment. ``who`` is a keyed hash: no address is kept."""

    __tablename__ = "tries"

    who: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime, index=True)
    count: int
