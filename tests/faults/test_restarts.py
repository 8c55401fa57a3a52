"""PostgreSQL is stopped the hard way under everybody's feet, and started again.

PIM_STOPS sets how often: 4 times in the ordinary run, 200 by `make soak`.
"""

import os
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

import pim.tables  # noqa: F401 - what is imported is what is made
from pim.db import Database
from pim.errors import Busy
from tests.faults.oracle import complaints
from tests.faults.processes import Running, start
from tests.faults.settling import APART, settle
from tests.faults.workers import keeps_acting, keeps_turning
from tests.faults.world import START, World, lay_world
from tests.notifications.sink import Sink
from tests.postgres import PostgresServer

WORKERS, CLIENTS = 3, 2


def stops(otherwise: int) -> int:
    return int(os.environ.get("PIM_STOPS", otherwise))


@pytest.fixture
def world(own_postgres: PostgresServer, tmp_path: Path, post_box: Sink) -> World:
    database = Database(own_postgres.url)
    database.create_tables()
    database.dispose()
    return lay_world(own_postgres.url, tmp_path, post_box.port)


def heard_until_ready(process: Running) -> list[str]:
    """Return what a process says until it stands ready again."""
    said = []
    while (word := process.hear()) != "ready":
        said.append(word)
    return said


def stop_and_start(world: World, server: PostgresServer, times: int, seed: int) -> datetime:
    """Let five processes work, stop the server under them again and again, and let all come to rest."""
    chance, said = random.Random(seed), Counter[str]()
    workers = [start(keeps_turning, world, f"worker {n}") for n in range(WORKERS)]
    everybody = [*workers, *(start(keeps_acting, world, str(n)) for n in range(CLIENTS))]
    for process in everybody:
        assert heard_until_ready(process) == []
    now = START
    for number in range(times * 2):
        crashes = number % 2 == 1
        now += 3 * APART
        for process in everybody:
            process.say(now)
        if crashes:
            if chance.random() < 0.7:
                chance.choice(workers).hear()  # it has fired something, and is in the middle of the rest
            server.stop(how="immediate")
        for process in everybody:
            said.update(heard_until_ready(process))
        if crashes:
            server.start()
    for process in everybody:
        process.say()
        process.end()
    assert said["busy"], "the server was never stopped under a worker"
    assert said["turned"], "no worker ever came to the end of a turn"
    return settle(world, now, CLIENTS)


def test_when_postgresql_is_stopped_under_the_workers_nothing_is_lost_and_work_goes_on(
    world: World, own_postgres: PostgresServer, post_box: Sink
) -> None:
    at_rest = stop_and_start(world, own_postgres, stops(4), seed=1)
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []


@pytest.mark.soak
def test_two_hundred_stops_lose_double_and_forget_nothing(
    world: World, own_postgres: PostgresServer, post_box: Sink
) -> None:
    at_rest = stop_and_start(world, own_postgres, stops(200), seed=2)
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []


def test_a_person_hears_that_the_database_is_away_and_that_nothing_was_changed(
    world: World, own_postgres: PostgresServer
) -> None:
    database = Database(world.url)
    id_ = world.begin(database)["id"]
    own_postgres.stop(how="immediate")
    for _ in range(2):  # on the connection that broke, and on a new one
        with pytest.raises(Busy, match="Nothing was changed; try again"):
            world.step(database, id_, "begin_ideas", key="k")
    with pytest.raises(Busy):
        world.sweep(database, START)
    own_postgres.start()
    assert world.step(database, id_, "begin_ideas", key="k")["version"] == 2
