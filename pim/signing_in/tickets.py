"""Ways in that work once: making them, and using them up.

A link works ten minutes (ASVS 5.0, 6.5.5) and in the browser that asked for it; in another it asks for the
code that stands on the screen of the first. So whoever only has the letter has nothing, and a program that
looks at mail uses nothing up: opening the link only shows a button. A code on paper works a week.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from secrets import token_hex

from sqlalchemy import delete, select
from sqlmodel import Session, col

from pim.people.tables import Person
from pim.settings import Settings
from pim.signing_in.secret import mac
from pim.signing_in.signs import number_of, written
from pim.signing_in.tables import Ticket

LINK, PAPER = "link", "paper"
LINK_FOR, PAPER_FOR = timedelta(minutes=10), timedelta(days=7)
MOST_TRIES = 5
SHORT = 6  # signs of the code on the screen
_BITS = 60


class Outcome(Enum):
    """What became of a try to use a ticket."""

    IN = "in"
    ASKS_CODE = "asks_code"  # opened in another browser than the one that asked
    WRONG_CODE = "wrong_code"
    OVER = "over"  # used, too late, too many wrong codes, or there is no such ticket


@dataclass(frozen=True, slots=True)
class Way:
    """A ticket that can be used now, as the page that shows it needs it."""

    outcome: Outcome
    person_id: int = 0
    name: str = ""
    kept: bool = False
    goes_on: str = "/"


_OVER = Way(Outcome.OVER)


def add_ticket(
    session: Session,
    person_id: int | None,
    now: datetime,
    *,
    kind: str = LINK,
    browser: str | None = None,
    kept: bool = False,
    goes_on: str = "/",
    lasts: timedelta | None = None,
) -> Ticket:
    """Make a ticket; the earlier ones on paper of this person stop working."""
    if kind == PAPER:
        session.execute(delete(Ticket).where(col(Ticket.person_id) == person_id, col(Ticket.kind) == PAPER))
    lasts = lasts or (LINK_FOR if kind == LINK else PAPER_FOR)
    made = Ticket(
        kind=kind,
        salt=token_hex(16),
        person_id=person_id,
        browser=browser,
        kept=kept,
        goes_on=goes_on,
        made_at=now,
        expires_at=now + lasts,
    )
    session.add(made)
    session.flush()
    return made


def word_for(settings: Settings, ticket: Ticket) -> str:
    """Return what stands in the link or on the paper: sixty bits that only this installation can make."""
    whole = mac(settings, "ticket", ticket.kind, ticket.id, ticket.salt)
    return written(int.from_bytes(whole[:8]) >> 64 - _BITS)


def browser_mark(settings: Settings, cookie: str) -> str:
    """Return how the browser that asked is known in the database."""
    return mac(settings, "browser", cookie).hex()


def short_code(settings: Settings, browser: str) -> str:
    """Return the code on the screen of the browser that asked, such as "7K3M-9Q"."""
    return written(int.from_bytes(mac(settings, "short", browser)[:4]) >> 2, SHORT)


def look_at(session: Session, settings: Settings, id_: int, word: str, browser: str, now: datetime) -> Way:
    """Return what a link would do in this browser. Changes nothing. One statement."""
    found = session.execute(
        select(Ticket, col(Person.name))
        .join(Person, col(Person.id) == col(Ticket.person_id))
        .where(col(Ticket.id) == id_, col(Person.active))
    ).first()
    return _way(settings, found[0], found[1], word, browser, now) if found else _OVER


def use_link(
    session: Session, settings: Settings, id_: int, word: str, browser: str, typed: str, now: datetime
) -> Way:
    """Use a link up and return whose it was; ``typed`` is the code from the other screen. The caller commits.

    Of two at once one gets in: the row is held.
    """
    ticket = session.get(Ticket, id_, with_for_update=True)
    person = session.get(Person, ticket.person_id) if ticket and ticket.person_id else None
    if ticket is None or person is None or not person.active:
        return _OVER
    way = _way(settings, ticket, person.name, word, browser, now)
    if way.outcome is Outcome.ASKS_CODE and typed:
        assert ticket.browser is not None, "else it asks for no code"
        way = _with_code(settings, ticket, way, typed)
    if way.outcome is Outcome.IN:
        ticket.used_at = now
    session.add(ticket)
    return way


def _with_code(settings: Settings, ticket: Ticket, way: Way, typed: str) -> Way:
    right = number_of(short_code(settings, ticket.browser or ""), SHORT)
    if number_of(typed, SHORT) == right:
        return Way(Outcome.IN, way.person_id, way.name, way.kept, way.goes_on)
    ticket.tries += 1
    return Way(Outcome.WRONG_CODE if ticket.tries < MOST_TRIES else Outcome.OVER)


def _way(settings: Settings, ticket: Ticket, name: str, word: str, browser: str, now: datetime) -> Way:
    usable = ticket.kind == LINK and _usable(ticket, now)
    if not usable or not _same(word_for(settings, ticket), word):
        return _OVER
    here = ticket.browser is None or _same(ticket.browser, browser)
    outcome = Outcome.IN if here else Outcome.ASKS_CODE
    return Way(outcome, ticket.person_id or 0, name, ticket.kept, ticket.goes_on)


def use_paper(
    session: Session, settings: Settings, person_ids: list[int], typed: str, now: datetime
) -> int | None:
    """Use up the code on paper of one of these people; return whose it was, or None. The caller commits."""
    wanted = (
        select(Ticket)
        .where(col(Ticket.person_id).in_(person_ids), col(Ticket.kind) == PAPER)
        .with_for_update()
    )
    number = number_of(typed)
    for ticket in session.scalars(wanted).all():
        if _usable(ticket, now) and number is not None and number == number_of(word_for(settings, ticket)):
            ticket.used_at = now
            session.add(ticket)
            return ticket.person_id
    return None


def drop_old(session: Session, now: datetime) -> None:
    """Remove tickets that open nothing any more."""
    session.execute(delete(Ticket).where(col(Ticket.expires_at) <= now))


def _usable(ticket: Ticket, now: datetime) -> bool:
    return ticket.used_at is None and ticket.expires_at > now and ticket.tries < MOST_TRIES


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
