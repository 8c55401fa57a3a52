"""People who answer a round, and the clock that closes it, each in a process that may be killed.

Only a test keeps a diary of who said what; the product must not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from pim.db import Database
from pim.feedback.answering import submit
from pim.feedback.refusals import RoundClosed
from pim.house import PimHouse
from pim.lifecycle.subject import look
from pim.lifecycle.sweep import sweep
from pim.settings import Settings
from pim.tick import Clockwork
from tests.faults.clients import Diary
from tests.faults.processes import Fuse, Line

TURNS = 6  # how often each of them says something else


def answers(
    line: Line, url: str, keys: Path, round_id: int, diary: Path, people: Sequence[int], fuse: Fuse | None
) -> None:
    """Let these people answer, and change their answer, until the round is closed."""
    database, settings, diary_ = Database(url), Settings(round_keys_dir=keys), Diary(diary)
    line.ready()
    if fuse:
        fuse.light()
    for turn in range(TURNS):
        for person in people:
            diary_.write("says", [person, turn])
            body = {"ratings": {"demands": 3}, "texts": {"remarks": f"{person} says {turn}"}}
            try:
                with database.write() as session:
                    submit(session, settings, round_id, person, body)
            except RoundClosed:
                diary_.write("refused", [person, turn])
                return
            diary_.write("counted", [person, turn])
            line.send("answered")


def closes(line: Line, url: str, keys: Path, round_id: int, now: datetime, fuse: Fuse | None) -> None:
    """Let the clock close the round; who holds it just then is passed by, and tried again."""
    database, house = Database(url), PimHouse(Settings(round_keys_dir=keys))
    with database.read() as session:
        look(session, round_id)
    line.ready()
    if fuse:
        fuse.light()
    while True:
        sweep(database, house, now)
        with database.read() as session:
            if look(session, round_id).means != "open":
                return


@lru_cache(maxsize=1)
def clockwork_of(url: str, smtp_url: str, keys: Path) -> Clockwork:
    """Return the clockwork, made once in a process and those that are forked from it."""
    return Clockwork(Database(url), Settings(round_keys_dir=keys, smtp_url=smtp_url), "nobody")


House = tuple[str, str, Path]  # addresses of the database and the mail server, folder of the keys


def ticks(_: Line | None, house: House, now: datetime, worker: str) -> None:
    """Turn everything a clock turns, twice."""
    clockwork = clockwork_of(*house)
    clockwork.worker = worker
    for minutes in (0, 1):
        clockwork.tick(now + timedelta(minutes=minutes), still_alive=lambda: clockwork.beat(now))


def answers_some(
    _: Line | None, house: House, rounds: Sequence[int], diary: Path, people: Sequence[int], now: datetime
) -> None:
    """Let these people answer the rounds that are open."""
    clockwork, diary_ = clockwork_of(*house), Diary(diary)
    for round_id in rounds:
        for person in people:
            said = [round_id, person, now.isoformat()]
            diary_.write("says", said)
            try:
                with clockwork.database.write() as session:
                    submit(session, clockwork.settings, round_id, person, {"ratings": {"demands": 3}})
            except RoundClosed:
                continue
            diary_.write("counted", said)


def warm_house(house: House, now: datetime) -> None:
    """Turn the clock in this process, and leave no connection open to those forked from it."""
    ticks(None, house, now, "nurse")
    clockwork_of(*house).database.dispose()
