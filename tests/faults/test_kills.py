"""Processes that are killed at any moment: nothing lost, nothing doubled, nothing stale.

PIM_KILLS sets the number of kills on each database: 150 in the ordinary run, 10,000 by `make soak`.
"""

import os
import random
from collections.abc import Iterator
from datetime import datetime
from itertools import count

import pytest

from pim.db import Database
from tests.faults.oracle import complaints
from tests.faults.processes import Fuse, Running, start
from tests.faults.settling import APART, settle
from tests.faults.workers import client, turn
from tests.faults.world import START, World
from tests.notifications.sink import Sink

WORKERS = 3
CLIENTS = 2


def kills(otherwise: int) -> int:
    """Return how many processes to kill on each database."""
    return int(os.environ.get("PIM_KILLS", otherwise))


def fuse(chance: random.Random) -> Fuse:
    """A fuse that burns down while the process starts, works, waits, or not before it is ready."""
    return Fuse(chance.uniform(0.0, 0.4), own_time=chance.random() < 0.7)


def generation(world: World, now: datetime, chance: random.Random) -> Iterator[Running]:
    """Start three workers and two clients that will not live long."""
    for number in range(WORKERS):
        yield start(turn, world, now, f"worker {number}", 4, 40, fuse=fuse(chance))
    for number in range(CLIENTS):
        yield start(client, world, str(number), now, chance.randrange(2**32), 30, fuse=fuse(chance))


def live_and_die(world: World, many: int, seed: int) -> datetime:
    """Kill so many processes in the middle of their work, then let everything come to rest."""
    chance, killed = random.Random(seed), 0
    for number in count():
        now = START + number * APART
        killed += sum([process.was_killed() for process in list(generation(world, now, chance))])
        if killed >= many:
            return settle(world, now, CLIENTS)
    raise AssertionError


def test_processes_killed_at_any_moment_lose_double_and_forget_nothing(world: World, post_box: Sink) -> None:
    at_rest = live_and_die(world, kills(150), seed=20260302)
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []


@pytest.mark.soak
def test_ten_thousand_kills_lose_double_and_forget_nothing(world: World, post_box: Sink) -> None:
    at_rest = live_and_die(world, kills(10_000), seed=7)
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []
