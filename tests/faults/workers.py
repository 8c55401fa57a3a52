"""What the processes of these tests do. Imported once, before any of them is forked."""

from datetime import datetime, timedelta

from pim.db import Database
from tests.faults.clients import act
from tests.faults.processes import Line
from tests.faults.world import World

HOUR = timedelta(hours=1)


def turn(_: Line, world: World, now: datetime, name: str, times: int = 1, limit: int = 250) -> None:
    """Turn the clock so many times, an hour apart: fire what is due, bring what waits."""
    database = Database(world.url)
    for number in range(times):
        world.sweep(database, now + number * HOUR, limit=limit)
        world.deliver(database, now + number * HOUR, name)


def client(_: Line, world: World, name: str, now: datetime, seed: int, actions: int) -> None:
    """Be a client for a while."""
    act(world, name, now, seed, actions)
