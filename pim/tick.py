"""One turn of the clock: fire what is due, do the duties, send the letters, clear the keys."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlmodel import Session, col

from notifications.delivery import Delivered, deliver_due
from notifications.letters import Letters
from notifications.outbox import LetterRow
from notifications.transports import Transport, transport_for
from pim.channels.mail import codes_for_letters
from pim.db import Database
from pim.duties import duties
from pim.feedback.custody import destroy_leftover_keys, end_keyless_rounds, keyless_rounds
from pim.feedback.refusals import KeysUnreadable
from pim.house import PimHouse
from pim.letter_trouble import tell_owner
from pim.lifecycle.clock import beat
from pim.lifecycle.duties import do_due, next_duty
from pim.lifecycle.sweep import Swept, next_due, sweep
from pim.lifecycle.work import Work
from pim.settings import Settings
from pim.signing_in.mail import links_for_letters
from pim.truth import Truth

log = logging.getLogger(__name__)


class Beat(Protocol):
    """Called now and then during long work, so that others see that the clock is kept."""

    def __call__(self) -> None: ...


Stop = Callable[[], bool]


def never() -> bool:
    """Go on to the end."""
    return False


@dataclass(slots=True)
class Ticked:
    """What one turn did."""

    swept: Swept
    duties: int
    delivered: Delivered


class Clockwork:
    """Everything a turn of the clock needs, made once per process."""

    def __init__(self, database: Database, settings: Settings, worker: str) -> None:
        self.database = database
        self.settings = settings
        self.worker = worker
        self.house = PimHouse(settings)
        self.letters = Letters(settings.letters_dir)
        self.transport: Transport | None = transport_for(settings.smtp_url, settings.mail_from)
        self.truth = Truth(settings)
        self.codes = codes_for_letters(settings)
        self.links = links_for_letters(settings)
        self.duties = duties(settings)

    def tick(self, now: datetime, still_alive: Beat | None = None, stop: Stop = never) -> Ticked:
        """Do everything that is due at ``now`` (UTC). Raises Busy when the database is away.

        ``stop`` is asked between letters: after it says yes the rest is left for the next turn.
        """

        def after_batch(_: Swept) -> None:
            if still_alive:
                still_alive()

        swept = sweep(self.database, self.house, now, after_batch=after_batch)
        done = do_due(self.database, self.duties, now)
        delivered = self.deliver(now, stop)
        self._look_after_keys(now)
        return Ticked(swept, done, delivered)

    def _look_after_keys(self, now: datetime) -> None:
        """Destroy keys of rounds that are over; let a round end whose key is lost: nobody can answer it."""
        with self.database.read() as session:
            destroy_leftover_keys(session, self.settings)
            try:
                lost = keyless_rounds(session, self.settings)
            except KeysUnreadable as away:  # what cannot be read is not lost
                log.warning("the keys of the rounds: %s", away.in_full)
                return
        if lost:
            with self.database.write() as session:
                end_keyless_rounds(Work(session, self.house, None, now), self.settings)

    def deliver(self, now: datetime, stop: Stop = never) -> Delivered:
        """Send, or keep, the letters that are due."""
        return deliver_due(
            self.database.write,
            self.transport,
            self.letters,
            now,
            still_true=self.truth,
            words=lambda session, rows: {**self.codes(session, rows), **self.links(session, rows)},
            on_trouble=tell_owner(self.settings, now),
            worker=self.worker,
            stop=stop,
        )

    def next_moment(self) -> datetime | None:
        """Return when the clock has something to do next, or None."""
        with self.database.read() as session:
            return next_moment(session)

    def beat(self, real_now: datetime) -> None:
        """Leave a sign of life."""
        with self.database.write() as session:
            beat(session, self.worker, real_now)

    def run_until(self, to: datetime, seen: Callable[[datetime, Ticked], None] | None = None) -> int:
        """Run the clock forward to ``to``, stopping at each moment on which something is due.

        For demo databases: each deadline fires at its own moment, as it would have with the worker
        running. Returns how many deadlines fired.
        """
        fired = 0
        while (moment := self.next_moment()) is not None and moment <= to:
            ticked = self.tick(moment)
            fired += ticked.swept.fired
            if seen:
                seen(moment, ticked)
        return fired


def next_moment(session: Session) -> datetime | None:
    """Return the earliest moment of any deadline, duty or letter, or None."""
    letter = session.scalar(
        select(func.min(col(LetterRow.next_try_at))).where(col(LetterRow.status) == "queued")
    )
    moments = [moment for moment in (next_due(session), next_duty(session), letter) if moment is not None]
    return min(moments, default=None)
