"""Bring due letters to people. The only place from which anything is sent; never called inside a request.

One letter, one commit: "the last one was accepted" and "this one's body is going out" are written in the
same transaction. So the only moment in which nobody knows a letter's fate lies between the mail server's yes
and that commit. A worker that dies there leaves a letter that may have arrived: it is sent once more with the
same Message-ID, and if that happens again it is parked as uncertain. Nothing is ever sent a third time.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from notifications import lease
from notifications.contracts import OnTrouble, Renderer, StillTrue, Words, Write, always, no_words
from notifications.digest import bundle_due
from notifications.endings import CheckFailed, Endings, untrue
from notifications.failpoints import failpoint
from notifications.lease import LEASE, Claimed, GoingOut
from notifications.making import Kept, Ready, Refused, Unmade, make
from notifications.transports.base import Transport, TransportError
from notifications.trouble import bounced

log = logging.getLogger(__name__)

Unsent = Kept | Refused | Unmade

BATCH = 50
"""Letters leased at once: few enough that what a vanished worker holds is soon free again."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one call did: how many letters became what. `later`: failed for now, will be tried again.

    `lost`: another worker had taken over. `trouble`: what the mail server said when nothing can be sent.
    """

    accepted: int = 0
    kept: int = 0
    bundled: int = 0
    cancelled: int = 0
    bounced: int = 0
    uncertain: int = 0
    incident: int = 0
    later: int = 0
    lost: int = 0
    trouble: str | None = None


def deliver_due(
    write: Write,
    transport: Transport | None,
    letters: Renderer,
    now: datetime,
    *,
    worker: str,
    still_true: StillTrue = always,
    words: Words = no_words,
    on_trouble: OnTrouble | None = None,
    limit: int = 1000,
    lease_for: timedelta = LEASE,
    stop: Callable[[], bool] = lambda: False,
    stopwatch: Callable[[], float] = time.monotonic,
) -> Delivered:
    """Bring up to `limit` letters that are due at `now`; return what became of them.

    Any number of workers may do this at once, each under its own `worker` name. Without a transport, or
    without an address, a letter is made and kept, to be shown and printed. `stop` is asked between letters:
    after it says yes the rest is given back. `stopwatch` counts seconds, to renew leases; it is no clock.

    Raises what the database raises when it is gone. Letters that were leased then are taken back later.
    """
    delivery = _Delivery(
        write=write,
        transport=transport,
        letters=letters,
        now=now,
        worker=worker,
        still_true=still_true,
        words=words,
        endings=Endings(now, on_trouble),
        lease_for=lease_for,
        stop=stop,
        stopwatch=stopwatch,
        began=stopwatch(),
    )
    try:
        delivery.run(limit)
    finally:
        if transport is not None:
            transport.close()
    return Delivered(**delivery.tally, trouble=delivery.trouble)


@dataclass(slots=True, kw_only=True)
class _Delivery:
    """One call of `deliver_due`."""

    write: Write
    transport: Transport | None
    letters: Renderer
    now: datetime
    worker: str
    still_true: StillTrue
    words: Words
    endings: Endings
    lease_for: timedelta
    stop: Callable[[], bool]
    stopwatch: Callable[[], float]
    began: float
    tally: Counter[str] = field(default_factory=Counter)
    trouble: str | None = None

    def run(self, limit: int) -> None:
        with self.write() as session:
            parked = self.endings.left_behind(session)
        self.tally["uncertain"] += parked
        self.tally.update(bundle_due(self.write, self.letters, self.now, self.still_true))
        while limit > 0 and not self.halted():
            batch = self.claim(min(limit, BATCH))
            if not batch:
                return
            limit -= len(batch)
            self.finish([made for made in batch if not isinstance(made, Ready)])
            self.send(deque(made for made in batch if isinstance(made, Ready)))

    def halted(self) -> bool:
        return self.trouble is not None or self.stop()

    def until(self) -> datetime:
        """The end of a lease that is given now."""
        return self.now + timedelta(seconds=self.stopwatch() - self.began) + self.lease_for

    def claim(self, most: int) -> list[Ready | Unsent]:
        """Lease letters, and make them outside the transaction: it must not wait for templates."""
        with self.write() as session:
            rows = lease.take(session, self.now, self.until(), self.worker, most)
            bounces = bounced(session, [row.address for row in rows if row.address]) if rows else {}
            words = self.words(session, rows) if rows else {}
        if rows:
            failpoint("delivery.after_claim")
        return [make(row, self.letters, self.transport, self.now, bounces, words.get(row.id)) for row in rows]

    def finish(self, batch: Sequence[Unsent]) -> None:
        """End what is not sent: all in one transaction, as nothing outside the database happens."""
        waiting = list(batch)
        while waiting:
            tally: Counter[str] = Counter()
            try:
                with self.write() as session:
                    found = [untrue(session, made.row, self.still_true) for made in waiting]
                    for made, overtaken in zip(waiting, found, strict=True):
                        if overtaken is not None:
                            tally[self.endings.overtaken(session, made.row, overtaken)] += 1
                        else:
                            tally[self.end(session, made)] += 1
            except CheckFailed as failed:
                self.unchecked(failed)
                waiting = [made for made in waiting if made.row.id != failed.row.id]
            else:
                self.tally += tally
                return

    def end(self, session: Session, made: Unsent) -> str:
        match made:
            case Kept():
                return "kept" if lease.kept(session, made.row, made.letter, self.now) else "lost"
            case Unmade():
                return self.endings.unmade(session, made.row, made.error)
            case Refused():
                return self.endings.failed(session, made.row, made.error)

    def unchecked(self, failed: CheckFailed) -> None:
        with self.write() as session:
            became = self.endings.unmade(session, failed.row, failed.error)
        self.tally[became] += 1

    def send(self, waiting: deque[Ready]) -> None:
        """Send one after another. `done` was accepted and is not yet marked: that is the gap."""
        done: Ready | None = None
        try:
            while done is not None or (waiting and not self.halted()):
                following = self.turn(done, waiting if not self.halted() else deque())
                done = None
                if following is not None and self.hand_over(following):
                    done = following
        finally:
            if done is not None:  # the database failed us: once more, on a fresh connection, because
                with suppress(Exception):  # a yes that is not written down means a second copy
                    self.settle(done)
        if waiting:
            self.give_back(waiting)

    def turn(self, done: Ready | None, waiting: deque[Ready]) -> Ready | None:
        """Mark the last letter accepted and the next one going out, in one transaction.

        Returns the next one, or None when there is none or another worker has it; takes what was dealt with
        out of `waiting`.
        """
        tally: Counter[str] = Counter()
        overtaken = []
        following: Ready | None = None
        try:
            with self.write() as session:
                for ready in waiting:
                    found = untrue(session, ready.row, self.still_true)
                    if found is None:
                        following = ready
                        break
                    overtaken.append((ready.row, found))
                took, goes = self.mark(session, done, following)
                for row, found in overtaken:
                    tally[self.endings.overtaken(session, row, found)] += 1
                failpoint("delivery.before_turn_commit")
        except CheckFailed as failed:
            if done is not None:
                self.settle(done)
            self.unchecked(failed)
            waiting.remove(next(ready for ready in waiting if ready.row.id == failed.row.id))
            return None
        for _ in range(len(overtaken) + (following is not None)):
            waiting.popleft()
        self.tally += tally
        if done is not None:
            self.tally["accepted" if took else "lost"] += 1
        if following is not None and not goes:
            self.tally["lost"] += 1
            following = None
        return following

    def settle(self, done: Ready) -> None:
        """Mark only that a letter was accepted."""
        with self.write() as session:
            took, _ = self.mark(session, done, None)
        self.tally["accepted" if took else "lost"] += 1

    def mark(self, session: Session, done: Ready | None, following: Ready | None) -> tuple[bool, bool]:
        if done is None and following is None:
            return False, False
        goes = GoingOut(following.row, following.letter, following.post.message_id) if following else None
        return lease.turn(session, done.row if done else None, goes, self.now, self.until())

    def hand_over(self, ready: Ready) -> bool:
        """Send one letter; when it was not accepted, write down why. Returns whether it was."""
        assert self.transport is not None
        failpoint("delivery.before_body")
        try:
            self.transport.send(ready.post)
        except TransportError as error:
            self.not_accepted(ready.row, error)
            return False
        except Exception as error:
            log.exception("letter %s: the transport broke", ready.row.id)
            self.not_accepted(ready.row, TransportError(f"{type(error).__name__}: {error}", uncertain=True))
            return False
        failpoint("delivery.after_body")
        return True

    def not_accepted(self, row: Claimed, error: TransportError) -> None:
        if error.about == "server":
            self.trouble = str(error)
        with self.write() as session:
            became = self.endings.failed(session, row, error)
            failpoint("delivery.before_failure_commit")
        failpoint("delivery.after_failure")
        self.tally[became] += 1

    def give_back(self, waiting: Sequence[Ready]) -> None:
        failpoint("delivery.before_release")
        with self.write() as session:
            for ready in waiting:
                lease.untouched(session, ready.row)
