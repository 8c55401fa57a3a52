"""Is a letter still true at the moment it would go out? Asked in the transaction that sends it."""

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from notifications.blanks import blank_in
from notifications.lease import Claimed
from pim.feedback.queries import has_answered
from pim.lifecycle.tables import Instance
from pim.settings import Settings

_NOW = select(col(Instance.visit), col(Instance.means)).where(col(Instance.id) == bindparam("id"))


class Truth:
    """Answers ``still_true`` for the delivery of letters."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __call__(self, session: Session, letter: Claimed) -> str | None:
        """Return why a letter must not go out any more, or None when it still holds.

        ``same_visit``: the instance is still where it was; ``not_answered``: moreover the person
        was asked and has not answered. A letter with a code in it is only true while the code opens
        the round.
        """
        has_code = blank_in(letter.context) is not None
        if letter.about_instance is None or (letter.check is None and not has_code):
            return None
        row = session.connection().execute(_NOW, {"id": letter.about_instance}).first()
        if row is None or (letter.check is not None and row.visit != letter.about_visit):
            return "overtaken: this has moved on"
        asks = letter.check == "not_answered"
        if (asks or has_code) and row.means != "open":
            return "overtaken: the round is closed"
        if asks and letter.person_id is not None:
            answered = has_answered(session, self.settings, letter.about_instance, letter.person_id)
            return "overtaken" if answered else None  # says no more: it would be a trace
        return None
