"""Asked to end, a turn of the clock finishes the letter in hand and leaves the rest to the next one."""

import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from notifications.message import Post, Sender
from notifications.outbox import LetterRow, Outgoing, queue
from notifications.transports.console import Console
from pim.cli.house import asked_to_stop
from pim.db import Database
from pim.settings import Settings
from pim.tick import Clockwork
from tests.cast import cast
from tests.notifications.letter_examples import STORE

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
SOME = 120


class Box(Console):
    """A transport that hands over each letter, and asks to stop after the third."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(Sender("Noordervers", "pim@noordervers.example"))
        self.sent = 0
        self._stop = stop

    def send(self, post: Post) -> None:
        self.sent += 1
        if self.sent == 3:
            self._stop.set()


def _queued(database: Database) -> int:
    with database.write() as session:
        people = cast(session)
        kevin = people["kevin"]
        letters = [
            Outgoing(
                key=f"{number}", org_id=kevin.organisation_id, notice="paused", language="nl",
                context=STORE["paused"].context(), person_id=kevin.person_id,
                address="kevin@noordervers.example",
            )
            for number in range(SOME)
        ]  # fmt: skip
        queue(session, letters, NOON)
    return SOME


def _status(database: Database) -> dict[str, int]:
    with database.read() as session:
        rows = session.execute(select(col(LetterRow.status), func.count()).group_by(col(LetterRow.status)))
        return {status: count for status, count in rows}  # noqa: C416 - rows are no pairs to mypy


def test_a_turn_that_is_asked_to_end_sends_no_more_letters_and_loses_none(
    database: Database, tmp_path: Path
) -> None:
    _queued(database)
    clockwork = Clockwork(database, Settings(round_keys_dir=tmp_path / "keys"), "w")
    stop = threading.Event()
    box = Box(stop)
    clockwork.transport = box
    clockwork.tick(NOON, stop=stop.is_set)
    assert box.sent == 3
    assert _status(database) == {"accepted": 3, "queued": SOME - 3}
    stop.clear()
    clockwork.tick(NOON)
    assert _status(database) == {"accepted": SOME}


def test_a_command_hears_that_it_is_asked_to_end_and_gives_the_signal_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with asked_to_stop() as asked:
        assert not asked.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
        assert asked.wait(5)
    assert signal.getsignal(signal.SIGTERM) is before
