"""The words in letters that sign in: filled in when a letter is leased, never written down."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.blanks import BLANK, blank_in
from notifications.catalogue import SignInLink
from notifications.lease import Claimed
from pim.settings import Settings
from pim.signing_in.tables import Ticket
from pim.signing_in.tickets import word_for


def links_for_letters(settings: Settings) -> Callable[[Session, Sequence[Claimed]], Mapping[int, str]]:
    """Return what the delivery asks for the word of each letter that signs in. One statement a batch."""

    def words(session: Session, rows: Sequence[Claimed]) -> Mapping[int, str]:
        numbers = {row.id: _number(row) for row in rows if row.notice == SignInLink.name}
        if not numbers:
            return {}
        wanted = select(Ticket).where(col(Ticket.id).in_(set(numbers.values())))
        tickets = {ticket.id: ticket for ticket in session.scalars(wanted)}
        return {
            id_: word_for(settings, tickets[number]) for id_, number in numbers.items() if number in tickets
        }

    return words


def _number(row: Claimed) -> int:
    reference = blank_in(row.context) or f"0-{BLANK}"
    return int(reference.partition("-")[0])
