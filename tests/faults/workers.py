"""What the processes of these tests do. Imported once, before any of them is forked."""

import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from notifications.delivery import deliver_due
from pim.db import Database
from pim.errors import Busy
from tests.faults.clients import act
from tests.faults.processes import Line
from tests.faults.world import World
from tests.notifications.post_office import LETTERS

HOUR = timedelta(hours=1)


@lru_cache(maxsize=1)
def opened(url: str) -> Database:
    """Return the database, opened once in a process and those that are forked from it."""
    return Database(url)


def turn(_: Line | None, world: World, now: datetime, name: str, times: int = 1, limit: int = 250) -> None:
    """Turn the clock so many times, an hour apart: fire what is due, bring what waits."""
    database = opened(world.url)
    for number in range(times):
        world.sweep(database, now + number * HOUR, limit=limit)
        world.deliver(database, now + number * HOUR, name)


def client(_: Line | None, world: World, name: str, now: datetime, seed: int, actions: int) -> None:
    """Be a client for a while."""
    act(world, opened(world.url), name, now, seed, actions)


def warm(world: World, now: datetime) -> None:
    """Do a little of everything in this process, and leave no connection open to those forked from it."""
    for seed in range(3):
        client(None, world, "nurse", now, seed, 4)
        turn(None, world, now, "nurse")
    opened(world.url).dispose()


def crowd(
    line: Line, world: World, threads: int, instance_id: int, step: str, key: str | None, visit: int | None
) -> Counter[str]:
    """Be many clients who take the same step at one moment; returns how many were told what.

    With a ``key`` all of them are one client, who could not wait. Each that is told it was done says so
    with the version that came of it.
    """
    database, told, gate = Database(world.url), Counter[str](), threading.Barrier(threads + 1)

    def one() -> None:
        gate.wait()
        answer = None
        try:
            while answer is None:
                with suppress(Busy):  # "try again in a minute", and so they do
                    answer = world.step(database, instance_id, step, key=key, expected_visit=visit)
        except Exception as no:  # noqa: BLE001 - what it is, is the question
            told[type(no).__name__] += 1
        else:
            told[f"version {answer['version']}"] += 1

    everybody = [threading.Thread(target=one) for _ in range(threads)]
    for each in everybody:
        each.start()
    line.ready()
    gate.wait()
    for each in everybody:
        each.join()
    return told


def sweeps(line: Line, world: World) -> None:
    """Fire what is due each time a moment is named; None ends it."""
    database = Database(world.url)
    while (now := line.ready()) is not None:
        world.sweep(database, now)


def steps(line: Line, world: World, step: str) -> None:
    """Take a step on each of the instances that are named, at a moment; None ends it. Sends what was told."""
    database = Database(world.url)
    told: Sequence[str] = ()
    line.send(told)
    while (wanted := line.recv()) is not None:
        now, instances = wanted
        told = [_tried(world, database, instance_id, step, now) for instance_id in instances]
        line.send(told)


def _tried(world: World, database: Database, instance_id: int, step: str, now: datetime) -> str:
    try:
        world.step(database, instance_id, step, now)
    except Exception as no:  # noqa: BLE001 - what it is, is the question
        return type(no).__name__
    return "done"


def keeps_turning(line: Line, world: World, name: str) -> None:
    """Turn the clock each time a moment is named, whether the database is there or not; None ends it.

    Says "busy" when the database was away, and "turned" when the turn came to its end.
    """
    database = Database(world.url)
    while (now := line.ready()) is not None:
        try:
            world.sweep(database, now, limit=20, after_batch=lambda _: line.send("batch"))
            world.deliver(database, now, name)
        except Busy:
            line.send("busy")
        else:
            line.send("turned")


def keeps_acting(line: Line, world: World, name: str) -> None:
    """Be a client each time a moment is named; None ends it."""
    while (now := line.ready()) is not None:
        act(world, opened(world.url), name, now, seed=int(now.timestamp()), actions=12)
        line.send("acted")


def writes(line: Line, world: World, name: str, times: int) -> list[str]:
    """Start cycles and take a step in each; returns what went wrong."""
    database, wrong = Database(world.url), []
    line.ready()
    for number in range(times):
        try:
            id_ = world.begin(database, key=f"{name}-{number}")["id"]
            world.step(database, id_, "begin_ideas")
        except Exception as error:  # noqa: BLE001 - whatever it is, the person would see it
            wrong.append(f"{type(error).__name__}: {getattr(error, 'technical', '') or error}")
    return wrong


def opens(line: Line, url: str) -> str:
    """Open a database and write the first thing into it; returns what went wrong."""
    line.ready()
    try:
        database = Database(url)
        database.make_file()
        with database.write() as session:
            session.connection().exec_driver_sql("CREATE TABLE IF NOT EXISTS first (id INTEGER)")
    except Exception as error:  # noqa: BLE001 - whatever it is, the person would see it
        return f"{type(error).__name__}: {getattr(error, 'technical', '') or error}"
    return ""


def brings(line: Line, world: World, now: datetime, name: str) -> None:
    """Bring every letter that is due, made from the real templates."""
    database = Database(world.url)
    line.ready()
    deliver_due(database.write, world.transport(), LETTERS, now, worker=name, limit=10_000)
