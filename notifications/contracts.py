"""What delivery asks of those who call it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlmodel import Session

from notifications.lease import Claimed
from notifications.letter import Letter
from notifications.outbox import Status

Write = Callable[[], AbstractContextManager[Session]]
"""Gives one transaction: committed when the block ends well, undone when it does not."""

StillTrue = Callable[[Session, Claimed], str | None]
"""Says why a letter is no longer true (and is cancelled), or None. Runs in the transaction that sends it.

It may lock what it reads: it is asked before any letter is changed, so the order stays instance, then letter.
"""

Words = Callable[[Session, Sequence[Claimed]], Mapping[int, str]]
"""Says what is filled in where a letter has a blank, by the number of the letter; see `blanks`.

Asked in the transaction that leases the letters. What it says is never written down. A letter with a
blank that it has no word for cannot be made, and waits.
"""

OnTrouble = Callable[[Session, Claimed, Status, str], None]
"""Hears of a letter that ended as bounced, uncertain or incident, in that transaction: tell the owner.

Not called for letters of the notice `incident`: a letter about a letter that cannot arrive would never end.
"""


class Renderer(Protocol):
    """Makes letters."""

    def render(self, name: str, language: str, context: Mapping[str, Any], /) -> Letter:
        """Return the letter. Whatever it raises counts as a letter that cannot be made."""


def always(_session: Session, _row: Claimed) -> str | None:
    """Say that every letter is still true."""
    return None


def no_words(_session: Session, _rows: Sequence[Claimed]) -> Mapping[int, str]:
    """Say that no letter has a blank."""
    return {}


def gone_away(error: Exception) -> bool:
    """Tell whether the database is gone or busy, which is no fault of the letter at hand."""
    for one in (error, error.__cause__):  # the trunk wraps what the driver says
        if isinstance(one, OperationalError | InterfaceError):
            return True
        if isinstance(one, DBAPIError) and one.connection_invalidated:
            return True
    return False
