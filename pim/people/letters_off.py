"""Which letters somebody does not want: only those that ask nothing of them can be switched off."""

from sqlalchemy import delete
from sqlmodel import Session, col

from pim.people.tables import LetterOff

WEEKLY = "weekly_digest"


def is_off(session: Session, person_id: int, notice: str = WEEKLY) -> bool:
    """Tell whether somebody switched a kind of letter off. One statement."""
    return session.get(LetterOff, (person_id, notice)) is not None


def switch(session: Session, person_id: int, *, on: bool, notice: str = WEEKLY) -> None:
    """Switch a kind of letter on or off for somebody; twice does no harm."""
    session.execute(
        delete(LetterOff).where(col(LetterOff.person_id) == person_id, col(LetterOff.notice) == notice)
    )
    if not on:
        session.add(LetterOff(person_id=person_id, notice=notice))
    session.flush()
