"""Asking for a way in: who is meant by what they typed, and the letter with the link.

What comes back is the same whether or not somebody is known here, and so is nearly all that is done: nobody
learns from this page who works where.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session, col

from notifications.blanks import BLANK
from notifications.catalogue import SignInLink
from notifications.outbox import Outgoing, queue
from pim.people.tables import Organisation, Person
from pim.settings import Settings
from pim.signing_in.tables import Password, Ticket
from pim.signing_in.tickets import LINK_FOR, add_ticket, word_for

MOST_MEANT = 5  # people with one address, in as many organisations


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody who may be meant, with their password as it is kept."""

    id: int
    organisation_id: int
    organisation: str
    name: str
    email: str | None
    language: str
    password: str | None


def meant(session: Session, typed: str) -> list[Meant]:
    """Return who is meant by an e-mail address or personnel number, in any organisation. One statement."""
    wanted = typed.strip()
    rows = session.execute(
        select(
            col(Person.id), col(Person.organisation_id), col(Organisation.name), col(Person.name),
            col(Person.email), col(Person.language), col(Password.hash),
        )
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .outerjoin(Password, col(Password.person_id) == col(Person.id))
        .where(or_(col(Person.email) == wanted.lower(), col(Person.number) == wanted), col(Person.active))
        .order_by(col(Person.id))
        .limit(MOST_MEANT)
    )  # fmt: skip
    return [Meant(*row) for row in rows]


def send_link(
    session: Session,
    settings: Settings,
    email: str,
    real_now: datetime,
    now: datetime,
    *,
    browser: str,
    kept: bool,
    goes_on: str,
) -> None:
    """Queue a letter with a link to whoever has this address, one for each organisation they are in.

    ``now`` is the time of the clock that sends letters: another than the real one in a demo.
    """
    found = [one for one in meant(session, email) if one.email == email.strip().lower()]
    for one in found:
        ticket = add_ticket(session, one.id, real_now, browser=browser, kept=kept, goes_on=goes_on)
        queue(session, [_letter(settings, one, ticket)], now)
    if not found:
        add_ticket(session, None, real_now, browser=browser)


def link_at_hand(
    session: Session, settings: Settings, person_id: int, now: datetime, *, lasts: timedelta = LINK_FOR
) -> str:
    """Return a link that signs somebody in, in any browser: for an administrator to hand over."""
    ticket = add_ticket(session, person_id, now, lasts=lasts)
    return f"{_address(settings, ticket)}{word_for(settings, ticket)}"


def _address(settings: Settings, ticket: Ticket) -> str:
    return f"{settings.base_url.rstrip('/')}/sign-in/link/{ticket.id}-"


def _letter(settings: Settings, one: Meant, ticket: Ticket) -> Outgoing:
    notice = SignInLink(
        organisation=one.organisation,
        recipient=one.name,
        innovation="",
        link=_address(settings, ticket) + BLANK,
        because="asked_to_sign_in",
        minutes=int(LINK_FOR.total_seconds()) // 60,
    )
    return Outgoing(
        key=f"sign_in:{ticket.id}",
        org_id=one.organisation_id,
        notice=notice.name,
        language=one.language,
        context=notice.context(),
        person_id=one.id,
        address=one.email,
    )
