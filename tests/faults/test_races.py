"""People beside each other, and people beside the clock: one of them wins, and everybody is told clearly."""

import random
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from notifications.outbox import LetterRow
from pim.db import Database
from pim.lifecycle.definitions import publish
from pim.lifecycle.journal import entries
from pim.lifecycle.tables import Definition, JournalEntry, StepKey
from tests.faults.oracle import complaints
from tests.faults.processes import Running, start, together
from tests.faults.settling import settle
from tests.faults.waiting import until_somebody_waits
from tests.faults.workers import crowd, steps, sweeps
from tests.faults.world import NOTICES, START, WORKFLOW, World
from tests.notifications.sink import Sink
from workflows.definition import load

PROCESSES, THREADS = 4, 50
VOLLEYS, TARGETS = 8, 8
ENDED = timedelta(days=14)  # after so long the clock closes a round
NEARLY = timedelta(days=5)  # after so long a cycle is reminded of the end of its term


def rows(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def rush(world: World, *args: object) -> Counter[str]:
    """Let two hundred clients do one thing at one moment."""
    return sum(together(crowd, *[(world, THREADS, *args)] * PROCESSES), Counter[str]())


@pytest.mark.parametrize(("visit", "no"), [(1, "Conflict"), (None, "Refusal")])
def test_of_two_hundred_clients_who_take_the_same_step_one_wins_and_the_rest_are_told_clearly(
    world: World, database: Database, visit: int | None, no: str
) -> None:
    """Those who say which visit they looked at hear of a conflict, the others that there is no such step."""
    id_ = world.begin(database)["id"]
    told = rush(world, id_, "begin_ideas", None, visit)
    assert told == {"version 2": 1, no: PROCESSES * THREADS - 1}
    with database.read() as session:
        assert [row.what for row in entries(session, id_)] == ["start", "begin_ideas"]
    assert rows(database, LetterRow) == 1
    assert rows(database, StepKey) == 0


def test_two_hundred_calls_with_one_key_are_one_step_and_get_one_answer(
    world: World, database: Database
) -> None:
    id_ = world.begin(database)["id"]
    assert rush(world, id_, "begin_ideas", "k1", None) == {"version 2": PROCESSES * THREADS}
    assert (rows(database, JournalEntry), rows(database, LetterRow), rows(database, StepKey)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("kind", "step", "before", "after", "acts"),
    [
        ("round", "close_now", timedelta(days=8), ENDED, "close"),
        ("cycle", "begin_ideas", timedelta(days=1), NEARLY, "remind"),
    ],
    ids=["the clock's own step", "a reminder"],
)
def test_a_deadline_beside_a_person_gives_one_transition_and_the_letters_that_go_with_it(
    world: World,
    database: Database,
    post_box: Sink,
    kind: str,
    step: str,
    before: timedelta,
    after: timedelta,
    acts: str,
) -> None:
    chance = random.Random(step)
    clocks = [start(sweeps, world) for _ in range(2)]
    people = [start(steps, world, step) for _ in range(2)]
    seen: Counter[str] = Counter()
    for process in (*clocks, *people):
        process.hear()
    for volley in range(VOLLEYS):
        began = START + volley * timedelta(weeks=9)
        targets = [world.begin(database, kind, began)["id"] for _ in range(TARGETS)]
        world.sweep(database, began + before)
        running = clocks[: 1 + volley % 2]
        people_first = volley // 2 % 2 == 0  # each side has the start now and then
        if people_first:
            _say_orders(people, targets, chance, began + after)
        _say(running, began + after)
        if not people_first:
            _say_orders(people, targets, chance, began + after)
        told = Counter(word for person in people for word in person.hear())
        for clock in running:
            clock.hear()
        assert told.keys() <= {"done", "Refusal"}
        for id_ in targets:
            with database.read() as session:
                seen.update({step, acts} & {row.what for row in entries(session, id_)})
    for process in (*clocks, *people):
        process.say()
        process.end()
    assert seen.keys() == {step, acts}, "one side always won: nobody raced"
    at_rest = settle(world, began + after, clients=0)
    assert complaints(world, database, post_box.copies(), at_rest) == []


def _say(clocks: Sequence[Running], now: datetime) -> None:
    for clock in clocks:
        clock.say(now)


def _say_orders(
    people: Sequence[Running], targets: Sequence[int], chance: random.Random, now: datetime
) -> None:
    for person in people:
        person.say((now, chance.sample(targets, TARGETS)))


def test_two_who_publish_one_workflow_at_one_moment_publish_it_once(postgres_url: str) -> None:
    """On SQLite there is one writer at a time."""
    database, workflow = Database(postgres_url), load(WORKFLOW, NOTICES)
    told: list[str] = []

    def also() -> None:
        with database.write() as session:
            told.append(publish(session, workflow, START))

    other = threading.Thread(target=also)
    with database.write() as session:
        first = publish(session, workflow, START)
        session.flush()
        other.start()
        until_somebody_waits(database)
    other.join()
    assert told == [first]
    assert rows(database, Definition) == 1
    database.dispose()
