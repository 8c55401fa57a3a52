"""After the faults: let everything come to rest, undisturbed, so that it can be judged."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from notifications.outbox import LETTER
from pim.db import Database
from tests.faults.clients import act
from tests.faults.world import LATER, World

APART = timedelta(hours=8)  # between two lives: every lease of the dead has ended by then
MOVING = ("queued", "sending")


def settle(world: World, now: datetime, clients: int) -> datetime:
    """Let clients hear of what they did last, and the clock turn until nothing moves; return when."""
    database = Database(world.url)
    for number in range(clients):
        act(world, database, str(number), now, seed=0, actions=0)
    at_rest = now + LATER
    world.sweep(database, at_rest)
    for _ in range(40):
        if not _moving(database):
            break
        at_rest += APART
        world.deliver(database, at_rest, "undisturbed")
    world.sweep(database, at_rest)
    database.dispose()
    return at_rest


def _moving(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(LETTER.c.status.in_(MOVING))) or 0
