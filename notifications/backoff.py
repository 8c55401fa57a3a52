"""When to try again, and when to stop trying."""

from datetime import datetime, timedelta
from hashlib import sha256

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
TRIES_TO_MAKE = 5
"""A letter that cannot be made, or checked, this often is an incident: somebody must look at it."""
TRIES_TO_SEND = 10
GIVE_UP_AFTER = timedelta(days=5)
"""A server that says "not now" is asked for so long (RFC 5321 §4.5.4.1), and at least TRIES_TO_SEND times."""


def pause(key: str, tries: int) -> timedelta:
    """Return how long to wait after `tries` failed tries: doubling, with a cap, and 20 % early or late.

    The deviation follows from the letter's key, so that a thousand letters do not all come back at once,
    and a test can say when one does.
    """
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE)
    place = int.from_bytes(sha256(f"{key}|{tries}".encode()).digest()[:4]) / 2**32
    return doubled * (0.8 + 0.4 * place)


def gives_up(tries: int, since: datetime, now: datetime) -> bool:
    """Tell whether a letter that is refused "for now" has been tried often and long enough."""
    return tries >= TRIES_TO_SEND and now - since >= GIVE_UP_AFTER
