"""When a round closes its desk is laid; when its answers are sent they get a short address of their own.

Called by the house, in the transaction of the step.
"""

import secrets
from datetime import datetime

from sqlmodel import Session

from pim.answers.tables import ReportBack
from pim.feedback.publication import count_texts
from pim.lifecycle.subject import Subject
from pim.settings import Settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without signs that look alike on paper
CODE_LENGTH = 10  # 49 bits: it opens what hangs on a wall, and must not be found by trying
LONGEST_CODE = 20  # signs, as somebody may type it over


def lay_desk(session: Session, subject: Subject, now: datetime, _settings: Settings) -> None:
    """Count the texts that must find a place. Doing it again changes nothing."""
    if session.get(ReportBack, subject.id) is None:
        texts = sum(count_texts(session, subject.id).values())
        session.add(ReportBack(round_id=subject.id, closed_at=now, texts=texts))
        session.flush()


def publish_answers(session: Session, subject: Subject, now: datetime, settings: Settings) -> None:
    """Give the answers of a round their short address, from now on. Doing it again changes nothing."""
    lay_desk(session, subject, now, settings)
    row = session.get_one(ReportBack, subject.id)
    if row.code is None:
        row.code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        row.sent_at = now
        session.add(row)
        session.flush()


def as_typed(code: str) -> str:
    """Return a code as it is kept, from how somebody typed it over: small letters, spaces, dashes."""
    return code.upper().replace(" ", "").replace("-", "")
