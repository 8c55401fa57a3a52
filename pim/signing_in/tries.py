"""How often somebody may try: counted in the database, so that it holds for all processes together.

Counted for each address and for each person, the address generously: a whole store comes from one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import ClassVar

from sqlalchemy import case, delete, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from pim.db import UtcDateTime
from pim.errors import PimError
from pim.settings import Settings
from pim.signing_in.secret import mac
from pim.signing_in.tables import Tries

WINDOW = timedelta(minutes=15)


class TooOften(PimError):
    """This was tried too often. Wait a little and try again."""

    status: ClassVar[int] = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait_seconds = max(1, int(wait.total_seconds()) + 1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How often within a quarter of an hour: by one person, and from one address."""

    person: int
    address: int


LIMITS = {
    "letter": Limit(5, 60),  # letters to one mailbox: more is a nuisance to its owner
    "password": Limit(10, 100),
    "code": Limit(10, 100),
    "short": Limit(10, 100),  # the code on the screen of the browser that asked
}


def try_once(
    session: Session, settings: Settings, what: str, now: datetime, *, whom: str, address: str
) -> None:
    """Count one try. Two statements. Raises TooOften, and then it does not count.

    ``whom``: whose way in is tried, as it was typed, known here or not. ``address``: where from.
    """
    limit = LIMITS[what]
    for who, most in (
        (f"person|{whom.strip().casefold()}", limit.person),
        (_network(address), limit.address),
    ):
        _count(session, mac(settings, "tries", what, who).hex(), most, now)


def _count(session: Session, who: str, most: int, now: datetime) -> None:
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    over = col(Tries.since) <= literal(now - WINDOW, UtcDateTime)
    counted = (
        insert(Tries)
        .values(who=who, since=now, count=1)
        .on_conflict_do_update(
            index_elements=["who"],
            set_={
                "count": case((over, 1), else_=col(Tries.count) + 1),
                "since": case((over, literal(now, UtcDateTime)), else_=col(Tries.since)),
            },
        )
        .returning(col(Tries.count), col(Tries.since))
    )
    count, since = connection.execute(counted).one()
    if count > most:
        raise TooOften(since + WINDOW - now)


def forget(session: Session, settings: Settings, what: str, whom: str) -> None:
    """Forget the tries of somebody who got in."""
    who = mac(settings, "tries", what, f"person|{whom.strip().casefold()}").hex()
    session.execute(delete(Tries).where(col(Tries.who) == who))


def drop_old(session: Session, now: datetime) -> None:
    """Remove counts that count no longer."""
    session.execute(delete(Tries).where(col(Tries.since) <= now - WINDOW))


def _network(address: str) -> str:
    """Return what counts as one address: of IPv6 the 64 bits that one connection gets."""
    try:
        known = ip_address(address)
    except ValueError:
        return "address|unknown"
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return f"address|{int(known) >> 64:x}"
    return f"address|{known}"
