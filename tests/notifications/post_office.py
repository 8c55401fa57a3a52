"""What the tests of letters share: letters to queue, a transport that remembers, and a look at the outbox."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from notifications.catalogue import StageChanged
from notifications.delivery import Delivered, deliver_due
from notifications.letters import Letters
from notifications.message import Post, Sender
from notifications.outbox import LETTER, Outgoing, queue
from notifications.transports import Transport, TransportError
from pim.db import Database

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # Monday, 8 o'clock in Amsterdam
SENDER = Sender("Noordervers", "pim@noordervers.example", "https://pim.noordervers.example/letters")
LETTERS = Letters()


def outgoing(number: int, **changes: Any) -> Outgoing:
    """A letter to one employee about a stage that changed."""
    notice = StageChanged(
        organisation="Noordervers",
        recipient=f"Medewerker {number}",
        innovation="Bestellen in de winkel",
        link=f"https://pim.noordervers.example/cycles/7?from={number}",
        because="affected",
        stage="Varianten",
        actor="Fatima Bakker",
    )
    letter = Outgoing(
        key=f"cycle:7:version:{number}",
        org_id=1,
        notice=notice.name,
        language="nl",
        context=notice.context(),
        person_id=number,
        address=f"medewerker{number}@noordervers.example",
    )
    return replace(letter, **changes)


def poison(number: int, **changes: Any) -> Outgoing:
    """A letter that can never be made: a field of its notice is missing."""
    context = dict(outgoing(number).context)
    del context["stage"]
    return outgoing(number, context=context, **changes)


def put(database: Database, *letters: Outgoing, now: datetime = NOW) -> int:
    """Queue letters; return how many were new."""
    with database.write() as session:
        return queue(session, letters, now)


Answer = Callable[[Post], None]


@dataclass
class Recorder:
    """A transport that remembers what it was given. `answers`: what to do at the first, second … letter."""

    answers: list[Answer | Exception | None] = field(default_factory=list)
    sender: Sender = SENDER
    posts: list[Post] = field(default_factory=list)
    closed: int = 0

    def carries(self, address: str) -> bool:
        return "@" in address

    def send(self, post: Post) -> None:
        self.posts.append(post)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            answer(post)

    def close(self) -> None:
        self.closed += 1

    @property
    def recipients(self) -> list[str]:
        return [post.recipient for post in self.posts]


def deliver(database: Database, transport: Transport | None, now: datetime = NOW, **more: Any) -> Delivered:
    """One call of deliver_due by worker "one", unless another is named."""
    return deliver_due(database.write, transport, LETTERS, now, **{"worker": "one", **more})


def letters(database: Database) -> list[Any]:
    """All letters as they stand, oldest first."""
    with database.read() as session:
        return list(session.connection().execute(select(LETTER).order_by(LETTER.c.id)))


def letter(database: Database, number: int) -> Any:
    """The letter that `outgoing(number)` became."""
    return next(row for row in letters(database) if row.key == outgoing(number).key)


def statuses(database: Database) -> list[str]:
    """How each letter stands, oldest first."""
    return [row.status for row in letters(database)]


@contextmanager
def counted_commits(database: Database) -> Iterator[list[int]]:
    """Give a list that grows by one for each commit."""
    seen: list[int] = []

    def note(_connection: object) -> None:
        seen.append(1)

    event.listen(database.engine, "commit", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "commit", note)


def in_(**span: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**span)


# --- What can go wrong ------------------------------------------------------------------------------------

NO_ANSWER = TransportError("no answer after the body", uncertain=True)
NOT_NOW = TransportError("450 try later")
NO_MAILBOX = TransportError("550 no such mailbox", permanent=True, about="address")
NO_SERVER = TransportError("connection refused", about="server")


class Failing:
    """`write` of a database whose nth transaction cannot be committed."""

    def __init__(self, database: Database, *nth: int) -> None:
        self.database = database
        self.nth = set(nth)
        self.count = 0

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.count += 1
        failing = self.count in self.nth
        with self.database.write() as session:
            yield session
            if failing:
                raise OperationalError("COMMIT", {}, Exception("the connection was lost"))
