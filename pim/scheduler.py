"""The alarm clock: APScheduler wakes us, the rows in the database say what is due.

Only this file knows APScheduler. It holds one interval job in memory, in UTC, and keeps nothing:
a job store of its own was measured to lose, double and delete jobs. Whether the clock is kept is
read from the heartbeat row, never from the scheduler's own word.
"""

import logging
import os
import socket
import threading
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from pim.db import Database
from pim.errors import Busy
from pim.lifecycle.clock import moved_clock
from pim.settings import Settings
from pim.tick import Clockwork

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(seconds=30)
SHORTEST_SLEEP = timedelta(seconds=1)


def worker_name() -> str:
    """Return a name for this worker that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}"


class AlarmClock:
    """Wakes at the next due moment, or after 30 seconds at the latest, and lets the clockwork turn."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.clockwork = Clockwork(database, settings, worker_name())
        self._stopped = threading.Event()
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._job = self._scheduler.add_job(
            self.wake,
            "interval",
            seconds=LONGEST_SLEEP.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # the default deletes jobs that are late
        )

    def wake(self) -> None:
        """Do what is due and set the alarm for the next moment. Never raises: the clock must go on."""
        upcoming: datetime | None = None
        try:
            self._beat()
            with self.clockwork.database.read() as session:
                demo_now = moved_clock(session)
            now = demo_now or datetime.now(UTC)
            self.clockwork.tick(now, still_alive=self._beat, stop=self._stopped.is_set)
            if demo_now is None:
                upcoming = self.clockwork.next_moment()
        except Busy as busy:
            log.warning("the database is away: %s", busy.technical)
        except Exception:
            log.exception("a turn of the clock failed; the next one comes")
        self._set_alarm(upcoming)

    def _beat(self) -> None:
        self.clockwork.beat(datetime.now(UTC))

    def _set_alarm(self, upcoming: datetime | None) -> None:
        if self._stopped.is_set():
            return
        now = datetime.now(UTC)
        latest, earliest = now + LONGEST_SLEEP, now + SHORTEST_SLEEP
        self._job.modify(next_run_time=max(earliest, min(upcoming or latest, latest)))

    def hurry(self) -> None:
        """Wake at once: somebody waits for a letter. In a turn that is going on, right after it."""
        if not self._stopped.is_set():
            self._job.modify(next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Start in a thread of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what is being done, then stop."""
        self._stopped.set()
        self._scheduler.shutdown(wait=True)
