"""Letters of one organisation that did not arrive, and addresses that the mail server refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from notifications import trouble
from notifications.outbox import Bounce, LetterRow
from pim.errors import BadInput, NotFound
from pim.lifecycle.work import Actor, Work
from pim.people.tables import Person
from pim.web.letter_pages import shown_to

IN_TROUBLE = ("incident", "uncertain", "bounced")
MOST = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """An address of somebody of the organisation to which nothing is sent any more."""

    address: str
    at: datetime
    reason: str
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What did not arrive; ``total`` counts also the letters that are not listed."""

    letters: Sequence[LetterRow]
    total: int
    refused: Sequence[Refused]


def refused_addresses(session: Session, organisation_id: int) -> tuple[Refused, ...]:
    """Return the addresses of people of an organisation that are on the bounce list. One statement."""
    rows = session.execute(
        select(col(Bounce.address), col(Bounce.at), col(Bounce.reason), col(Person.id), col(Person.name))
        .join(Person, func.lower(col(Person.email)) == col(Bounce.address))
        .where(col(Person.organisation_id) == organisation_id)
        .order_by(col(Bounce.at).desc())
        .limit(MOST)
    )
    return tuple(Refused(*row) for row in rows)


def trouble_of(session: Session, actor: Actor) -> Trouble:
    """Return the letters in trouble that the actor may see, newest first. Three statements.

    Reminders are left out: that somebody got one tells that they had not answered.
    """
    wanted = (col(LetterRow.status).in_(IN_TROUBLE), shown_to(actor))
    letters = session.scalars(
        select(LetterRow).where(*wanted).order_by(col(LetterRow.id).desc()).limit(MOST)
    ).all()
    total = session.scalar(select(func.count()).select_from(LetterRow).where(*wanted)) or 0
    return Trouble(letters, total, refused_addresses(session, actor.organisation_id))


def try_again(work: Work, letter_id: int) -> None:
    """Queue a letter once more. Raises NotFound, and BadInput where it cannot be sent again."""
    _own(work, letter_id)
    try:
        trouble.retry(work.session, letter_id, work.now)
    except ValueError as error:
        raise BadInput(str(error)) from None


def let_go(work: Work, letter_id: int, reason: str) -> None:
    """End a letter that failed, with a reason. Raises NotFound, and BadInput where it has ended."""
    _own(work, letter_id)
    try:
        trouble.skip(work.session, letter_id, reason, work.now)
    except ValueError as error:
        raise BadInput(str(error)) from None


def use_again(work: Work, address: str) -> bool:
    """Take an address of the organisation off the bounce list; False when it was not on it.

    Raises NotFound for an address of nobody in the organisation.
    """
    assert work.actor is not None
    owner = select(col(Person.id)).where(
        col(Person.organisation_id) == work.actor.organisation_id,
        func.lower(col(Person.email)) == address.lower(),
    )
    if work.session.scalar(owner) is None:
        raise NotFound("nobody here has that address")
    return trouble.clear_bounce(work.session, address)


def _own(work: Work, letter_id: int) -> None:
    assert work.actor is not None
    known = select(col(LetterRow.id)).where(col(LetterRow.id) == letter_id, shown_to(work.actor))
    if work.session.scalar(known) is None:
        raise NotFound(f"there is no letter with number {letter_id}")
