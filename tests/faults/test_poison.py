"""One bad letter among a thousand, one bad deadline among many: only that one waits, and somebody is told."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from notifications.outbox import Outgoing
from pim.db import Database
from pim.lifecycle import sweep as sweeping
from pim.lifecycle.advance import begin
from pim.lifecycle.subject import Subject, home_of
from pim.lifecycle.sweep import sweep
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Event, Work, run
from pim.people.tables import Organisation
from tests.faults.processes import together
from tests.faults.workers import brings
from tests.faults.world import START, FaultHouse, World
from tests.notifications.post_office import letters, outgoing, poison, put
from tests.notifications.sink import Sink
from workflows.facts import Facts

LETTERS, BAD = 1_000, 123
ROUNDS, AT_ONCE = 50, 20
ENDED = START + timedelta(days=14)
LONG = [ENDED + timedelta(hours=hours) for hours in range(1, 7)]  # time enough for five tries
WORKERS = 3


def test_a_poison_letter_among_a_thousand_holds_up_no_other_and_is_parked_after_five_tries(
    world: World, database: Database, post_box: Sink
) -> None:
    put(database, *(poison(n) if n == BAD else outgoing(n) for n in range(LETTERS)), now=START)
    together(brings, *[(world, START, f"worker {n}") for n in range(WORKERS)])
    assert Counter(row.status for row in letters(database)) == {"accepted": LETTERS - 1, "queued": 1}
    for hours in range(1, 8):
        together(brings, (world, START + timedelta(hours=hours), "worker"))
    bad = next(row for row in letters(database) if row.key == outgoing(BAD).key)
    assert (bad.status, bad.copies) == ("incident", 0)
    assert "missing stage" in bad.error
    assert Counter(post_box.copies().values()) == {1: LETTERS - 1}


@dataclass(frozen=True)
class PoisonedHouse(FaultHouse):
    """A house in which something breaks for one instance, at one of the three doors."""

    bad: int = 0
    breaks: str = "facts"

    def facts(
        self, session: Session, subject: Subject, groups: frozenset[str], today: date, *, live: bool
    ) -> Facts:
        self._maybe("facts", subject)
        return super().facts(session, subject, groups, today, live=live)

    def letters(
        self, session: Session, events: Sequence[Event], *, names_only: bool = False
    ) -> list[Outgoing]:
        for event in events:
            self._maybe("letters", event.subject)
        return super().letters(session, events, names_only=names_only)

    def entered(self, session: Session, subject: Subject, now: datetime) -> None:
        self._maybe("entered", subject)

    def _maybe(self, door: str, subject: Subject) -> None:
        if (self.breaks, self.bad) == (door, subject.id):
            raise RuntimeError(f"{door} of {subject.id} are broken")


def many_rounds(world: World, database: Database) -> list[int]:
    """Start rounds whose term ends at one moment, in one transaction."""

    def verb(work: Work) -> dict[str, Any]:
        home = home_of(work.session.get_one(Organisation, world.lead.organisation_id))
        return {"ids": [begin(work, home, "round", world.digest, "", f"Ronde {n}").id for n in range(ROUNDS)]}

    ids: list[int] = run(database, world.house, world.lead, START, verb)["ids"]
    sweep(database, world.house, START + timedelta(days=8))  # their reminders
    return ids


def stages(database: Database) -> Counter[str]:
    with database.read() as session:
        return Counter(session.scalars(select(col(Instance.stage))))


def due_of(database: Database, id_: int) -> Deadline:
    """The end of the first term of an instance."""
    with database.read() as session:
        found = select(Deadline).where(
            col(Deadline.instance_id) == id_, col(Deadline.what) == "due", col(Deadline.visit) == 1
        )
        return session.scalars(found).one()


def break_tells(session: Session, id_: int) -> None:
    session.execute(text("UPDATE deadline SET tells = '[7]' WHERE instance_id = :id"), {"id": id_})


def break_dates(session: Session, id_: int) -> None:
    session.execute(text('UPDATE instance SET dates = \'{"a": "b"}\' WHERE id = :id'), {"id": id_})


@pytest.mark.parametrize("breaks", ["facts", "entered", "letters", break_tells, break_dates])
def test_a_poison_deadline_among_many_holds_up_no_other_and_becomes_an_incident(
    world: World, database: Database, breaks: str | Callable[[Session, int], None]
) -> None:
    """Whatever is broken: its facts, its feature, its letters (also the one about the incident), its row."""
    ids = many_rounds(world, database)
    house: FaultHouse = world.house
    if isinstance(breaks, str):
        house = PoisonedHouse(world.people, bad=ids[7], breaks=breaks)
    else:
        with database.write() as session:
            breaks(session, ids[7])
    swept = sweep(database, house, ENDED, limit=AT_ONCE)
    assert (swept.fired, swept.failed) == (ROUNDS - 1, 1)
    assert stages(database) == {"closed": ROUNDS - 1, "open": 1}
    for now in LONG:
        sweep(database, house, now)
    bad = due_of(database, ids[7])
    assert (bad.status, bad.attempts) == ("incident", 5)
    assert bad.error
    told = sum(row.notice == "incident" for row in letters(database))
    assert told == (0 if breaks in {"letters", break_dates} else 1)
    late = world.begin(database, "round", now=START)["id"]
    assert sweep(database, house, LONG[-1]).fired, "the clock stands still"
    assert due_of(database, late).status == "done"


def test_workers_that_fail_on_one_deadline_at_one_moment_count_as_one_try(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five tries are five moments. Else five workers would give up over one hiccup of a second."""
    id_ = world.begin(database, "round")["id"]
    world.sweep(database, START + timedelta(days=8))
    house, fail = replace(world, poisoned=frozenset({id_})).house, sweeping._fail

    def meanwhile_another_does_too(*args: Any) -> None:
        monkeypatch.setattr(sweeping, "_fail", fail)
        sweep(database, house, ENDED)
        fail(*args)

    monkeypatch.setattr(sweeping, "_fail", meanwhile_another_does_too)
    sweep(database, house, ENDED)
    assert due_of(database, id_).attempts == 1
