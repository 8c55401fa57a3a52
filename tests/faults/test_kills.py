"""Processes that are killed at any moment: nothing lost, nothing doubled, nothing stale.

PIM_KILLS sets the number of kills on each database: 150 in the ordinary run, 10,000 by `make soak`.
"""

import os
import random
from datetime import datetime

import pytest

from pim.db import Database
from tests.faults.oracle import complaints
from tests.faults.processes import Fuse, Life, Nursery
from tests.faults.settling import APART, settle
from tests.faults.workers import client, turn, warm
from tests.faults.world import START, World
from tests.notifications.sink import Sink

WORKERS = 3
CLIENTS = 2


def kills(otherwise: int) -> int:
    """Return how many processes to kill on each database."""
    return int(os.environ.get("PIM_KILLS", otherwise))


def generation(world: World, now: datetime, chance: random.Random) -> list[Life]:
    """Return three workers and two clients that will not live long."""
    lives = [Life(turn, (world, now, f"worker {n}", 4, 40), fuse(chance)) for n in range(WORKERS)]
    for number in range(CLIENTS):
        seed = chance.randrange(2**32)
        lives.append(Life(client, (world, str(number), now, seed, 30), fuse(chance)))
    return lives


def fuse(chance: random.Random) -> Fuse:
    """A fuse that burns down while the process connects, works or waits, or not before it is ready."""
    return Fuse(chance.uniform(0.0, 0.12), own_time=chance.random() < 0.7)


def live_and_die(world: World, many: int, seed: int) -> datetime:
    """Kill so many processes in the middle of their work, then let everything come to rest."""
    chance, killed, now = random.Random(seed), 0, START
    nursery = Nursery(warm, world, START)
    while killed < many:
        now += APART
        killed += nursery.let_live(generation(world, now, chance))
    nursery.close()
    return settle(world, now, CLIENTS)


def test_processes_killed_at_any_moment_lose_double_and_forget_nothing(world: World, post_box: Sink) -> None:
    at_rest = live_and_die(world, kills(150), seed=20260302)
    assert len(post_box.copies()) > 50, "they were killed before they did anything"
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []


@pytest.mark.soak
def test_ten_thousand_kills_lose_double_and_forget_nothing(world: World, post_box: Sink) -> None:
    at_rest = live_and_die(world, kills(10_000), seed=7)
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []
