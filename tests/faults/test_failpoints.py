"""A process killed at each named place, in the middle of everything else."""

from datetime import timedelta

import pytest

from notifications.failpoints import POINTS
from pim.db import Database
from tests.faults.oracle import complaints
from tests.faults.processes import start
from tests.faults.settling import settle
from tests.faults.workers import client, turn
from tests.faults.world import START, World
from tests.notifications.sink import Sink

BOOKS = {place for place in POINTS if place.startswith("books.")}  # see test_answers.py
BY_PEOPLE = {place for place in POINTS if place.startswith("step.")}  # a person's step passes there too
GAP = {"delivery.after_body", "delivery.before_turn_commit"}  # only here a second copy can be explained
WEEK = timedelta(days=7)


def populate(world: World) -> None:
    """Start a few cycles and rounds, and let some of them take their first step."""
    database = Database(world.url)
    for number in range(12):
        cycle = world.begin(database, "cycle")["id"]
        if number % 3 == 0:
            world.begin(database, "round", cycle_id=cycle)
        if number % 2 == 0:
            world.step(database, cycle, "begin_ideas")
    database.dispose()


@pytest.mark.parametrize("place", sorted(POINTS - BOOKS))
def test_a_process_killed_at_this_place_loses_doubles_and_forgets_nothing(
    world: World, post_box: Sink, place: str
) -> None:
    populate(world)
    deaths = acts = 0
    for number in range(2):
        now, nth = START + number * WEEK, f"{place}:{1 + 2 * number}"
        if place in BY_PEOPLE:
            acts += start(client, world, "0", now, number, 6, place=nth).was_killed()
        deaths += start(turn, world, now + WEEK, f"worker {number}", place=nth).was_killed()
    assert deaths, "no worker ever passed there"
    assert acts or place not in BY_PEOPLE, "no client ever passed there"
    at_rest = settle(world, START + 3 * WEEK, clients=1)
    assert complaints(world, Database(world.url), post_box.copies(), at_rest) == []
    twice = [message for message, copies in post_box.copies().items() if copies > 1]
    if place == "delivery.after_body":
        assert twice, "nobody died in the gap"
    elif place not in GAP:
        assert not twice, "a second copy that the gap does not explain"
