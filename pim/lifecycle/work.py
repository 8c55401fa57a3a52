"""A unit of work: one actor, one moment, one transaction, and the house that answers the engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, cast

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from notifications.outbox import Outgoing
from notifications.prepared import Prepared
from pim.db import Database
from pim.errors import KeyUsed, PimError
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import StepKey
from workflows.facts import Facts
from workflows.machine import Tell
from workflows.requirements import Unmet


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts. Where a function takes ``Actor | None``, None is the clock."""

    person_id: int
    organisation_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people must hear of. ``key`` is the stem of the letters' unique keys."""

    subject: Subject  # as it is after what happened
    name: str
    key: str
    tells: tuple[Tell, ...]
    at: datetime
    actor_id: int | None = None
    from_stage: str | None = None
    reason: str | None = None
    due_at: datetime | None = None
    overridden: tuple[tuple[Unmet, str], ...] = ()
    warnings: tuple[Unmet, ...] = ()
    check: str | None = None  # what must still be true when the letter is sent
    data: Mapping[str, Any] = field(default_factory=dict)
    # Who it is for, where only the verb knows: people by number, each with words of their own.
    people: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


class House(Protocol):
    """What the engine asks of the features, which it does not know."""

    def facts(
        self, session: Session, subject: Subject, groups: frozenset[str], today: date, *, live: bool
    ) -> Facts:
        """Return the groups of facts that a step looks at.

        ``live`` is for the clock alone: it may see a count that a person's refusal must not tell.
        """

    def letters(
        self, session: Session, events: Sequence[Event], *, names_only: bool = False
    ) -> list[Outgoing]:
        """Return the letters that the events call for. Only reads.

        ``names_only``, for whoever looks ahead: of what stands in a letter only who gets it.
        """

    def entered(self, session: Session, subject: Subject, now: datetime) -> None:
        """Do what a feature does when its instance arrives in a stage."""


@dataclass(slots=True)
class Work:
    """One unit of work. Every verb takes it first."""

    session: Session
    house: House
    actor: Actor | None
    now: datetime


_SEEN = Prepared(
    select(col(StepKey.answer), col(StepKey.said)).where(
        col(StepKey.organisation_id) == bindparam("organisation"), col(StepKey.key) == bindparam("key")
    )
)
_KEEP = Prepared(insert(StepKey), ("organisation_id", "key", "said", "answer", "at"))


@dataclass(frozen=True, slots=True)
class Key:
    """What a command goes by when it is tried again; ``said`` is a hash of its content, without who sent it.

    Not who: what somebody brings without their name would show whose it is to whoever tries every name.
    """

    name: str
    said: str = ""


def _seen(session: Session, actor: Actor, key: Key) -> dict[str, Any] | None:
    asked = {"organisation": actor.organisation_id, "key": key.name}
    for answer, said in _SEEN.rows(session.connection(), asked):
        if said != key.said:
            raise KeyUsed
        return cast(dict[str, Any], answer)
    return None


def run(
    database: Database,
    house: House,
    actor: Actor,
    now: datetime,
    verb: Callable[[Work], dict[str, Any]],
    key: Key | None = None,
) -> dict[str, Any]:
    """Do one verb in one transaction and return its answer (plain data).

    With a ``key``, the second call with the same key returns the first one's answer and does
    nothing: a client that never saw the answer may safely try again. Raises what the verb raises, and
    KeyUsed when the key was used for something else.
    """
    try:
        with database.write() as session:
            if key and (answer := _seen(session, actor, key)) is not None:
                return answer
            answer = verb(Work(session, house, actor, now))
            if key:
                session.flush()
                _KEEP.send(session.connection(), [_kept(actor, key, answer, now)])
            return answer
    except (PimError, IntegrityError) as error:
        # Perhaps the same command ran beside this one and was first: then its answer is ours.
        if key and not isinstance(error, KeyUsed):
            with database.read() as session:
                if (answer := _seen(session, actor, key)) is not None:
                    return answer
        raise


def _kept(actor: Actor, key: Key, answer: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "organisation_id": actor.organisation_id,
        "key": key.name,
        "said": key.said,
        "answer": answer,
        "at": now,
    }
