"""Imported only by the process that all others are forked from: do everything once, so that it is warm.

Else a process would spend the life that a test gives it on imports.
"""

import tempfile
from pathlib import Path

import psycopg  # noqa: F401 - loaded here, once

import pim.tables  # noqa: F401 - every table, as they are made below
from pim.db import Database
from pim.settings import Settings
from pim.tick import Clockwork
from tests.faults import answerers, workers  # noqa: F401 - what the processes do
from tests.faults.world import LATER, START, lay_world


def rehearse(folder: Path) -> None:
    """Let a cycle and a round live through everything, in a database of their own."""
    url = f"sqlite:///{folder / 'rehearsal.sqlite3'}"
    database = Database(url)
    database.create_tables()
    world = lay_world(url, folder)
    cycle = world.begin(database, "cycle", key="one")["id"]
    world.begin(database, "round", key="two", cycle_id=cycle)
    world.step(database, cycle, "begin_ideas", key="three")
    for moment in (START, START + LATER):
        world.sweep(database, moment)
        world.deliver(database, moment)
    Clockwork(database, Settings(round_keys_dir=folder), "rehearsal").tick(START + LATER)
    database.dispose()


with tempfile.TemporaryDirectory() as _folder:
    rehearse(Path(_folder))
