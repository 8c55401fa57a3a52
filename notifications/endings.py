"""How a letter ends, or why it waits: one rule each, in the caller's transaction.

Every rule returns what became of the letter as a word: "cancelled", "later", … or "lost" when another worker
has taken it over.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from notifications import lease, trouble
from notifications.backoff import TRIES_TO_MAKE, gives_up, pause
from notifications.contracts import OnTrouble, StillTrue, gone_away
from notifications.digest import BUNDLE, dissolve, overtaken
from notifications.lease import Claimed
from notifications.outbox import MOST_COPIES, REMINDER, Status
from notifications.transports.base import TransportError

log = logging.getLogger(__name__)

INCIDENT = "incident"
"""The notice that tells an administrator of trouble; trouble with it is shown, and not written about."""


@dataclass(frozen=True, slots=True)
class Untrue:
    """Why a letter is no longer true; for a bundle also which of its letters, each with why."""

    why: str
    letters: Sequence[tuple[Claimed, str]] = ()


class CheckFailed(Exception):
    """Whether this letter is still true could not be found out."""

    def __init__(self, row: Claimed, error: Exception) -> None:
        super().__init__(str(error))
        self.row = row
        self.error = error


def untrue(session: Session, row: Claimed, still_true: StillTrue) -> Untrue | None:
    """Find out whether a letter must not go out any more. Raises CheckFailed."""
    try:
        if row.notice == BUNDLE:
            gone = overtaken(session, row, still_true)
            return Untrue("part of what it gathers was overtaken", gone) if gone else None
        why = still_true(session, row)
    except Exception as error:
        if gone_away(error):
            raise
        raise CheckFailed(row, error) from error
    return None if why is None else Untrue(why)


class Endings:
    """The rules, for one moment and one listener."""

    def __init__(self, now: datetime, on_trouble: OnTrouble | None) -> None:
        self._now = now
        self._on_trouble = on_trouble

    def left_behind(self, session: Session) -> int:
        """Park or queue what vanished workers left; return how many were parked."""
        parked = lease.park_unknown(session, self._now)
        for row in parked:
            self._tell(session, row, Status.UNCERTAIN, "the worker stopped while the letter was going out")
        lease.take_back(session, self._now)
        return len(parked)

    def overtaken(self, session: Session, row: Claimed, found: Untrue) -> str:
        """Cancel what became untrue; a copy that may have arrived already makes it uncertain instead."""
        if row.copies:
            return self._end(
                session, row, Status.UNCERTAIN, row.copies, f"may have arrived; not repeated: {found.why}"
            )
        done = self._end(session, row, Status.CANCELLED, 0, found.why)
        if done != "lost" and row.notice == BUNDLE:
            dissolve(session, row, found.letters, self._now)
        return done

    def unmade(self, session: Session, row: Claimed, error: Exception) -> str:
        """Wait, and after the fifth time call it an incident: others must not suffer from one bad letter."""
        why = f"{type(error).__name__}: {error}"[:1000]
        if row.attempts + 1 >= TRIES_TO_MAKE:
            return self._end(session, row, Status.INCIDENT, row.copies, why)
        return self._later(session, row, row.copies, why)

    def failed(self, session: Session, row: Claimed, error: TransportError) -> str:
        """Decide by what the transport says. Only an uncertain copy counts: any other did not arrive."""
        copies = row.copies + (1 if error.uncertain else 0)
        why = str(error)[:1000]
        if error.uncertain:
            if copies >= MOST_COPIES or row.check == REMINDER:
                return self._end(session, row, Status.UNCERTAIN, copies, why)
        elif error.permanent:
            if error.about == "address" and row.address is not None:
                trouble.note_bounce(session, row.address, why, self._now)
            return self._end(session, row, Status.BOUNCED, copies, why)
        elif error.about != "server" and gives_up(row.attempts + 1, row.queued_at, self._now):
            return self._end(session, row, Status.INCIDENT, copies, why)
        return self._later(session, row, copies, why)

    def _later(self, session: Session, row: Claimed, copies: int, why: str) -> str:
        at = self._now + pause(row.key, row.attempts + 1)
        return "later" if lease.later(session, row, copies, why, at) else "lost"

    def _end(self, session: Session, row: Claimed, status: Status, copies: int, why: str) -> str:
        if not lease.ended(session, row, status, copies, why, self._now):
            return "lost"
        if status is not Status.CANCELLED:
            self._tell(session, row, status, why)
        return status.value

    def _tell(self, session: Session, row: Claimed, status: Status, why: str) -> None:
        log.warning("letter %s (%s) is %s: %s", row.id, row.notice, status, why)
        if self._on_trouble is None or row.notice == INCIDENT:
            return
        try:
            with session.begin_nested():
                self._on_trouble(session, row, status, why)
        except Exception as error:
            if gone_away(error):
                raise
            log.exception("nobody could be told about letter %s", row.id)
