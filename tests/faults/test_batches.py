"""What is due at once is done at once: a batch is one transaction, whatever its deadlines do."""

import logging
from datetime import timedelta

import pytest

from pim.db import Database
from pim.lifecycle.subject import look
from tests.faults.world import START, World
from tests.notifications.post_office import counted_commits

ENDED = START + timedelta(days=14)  # the term of a round is over, and its reminder was never sent


def test_a_batch_in_which_the_clock_takes_many_steps_is_one_transaction(
    world: World, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = [world.begin(database, "round", key=f"round {n}")["id"] for n in range(12)]
    world.sweep(database, START + timedelta(days=8))  # their reminders
    with caplog.at_level(logging.WARNING), counted_commits(database) as commits:
        swept = world.sweep(database, ENDED)
    assert (swept.fired, swept.failed) == (12, 0)
    assert len(commits) == 2, "one for the twelve, one to see that nothing is left"
    assert not caplog.records
    with database.read() as session:
        assert {look(session, id_).state.stage for id_ in rounds} == {"closed"}
