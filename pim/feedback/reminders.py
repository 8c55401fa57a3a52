"""Who was reminded had not answered. So at the close the reminders of a round go, and what they left behind.

The whole row goes and no number stays: a letter that was "kept, not mailed" went to somebody without
e-mail, and where there is one such person at a site the number alone would name them.
"""

from sqlalchemy import Connection, delete, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from notifications.outbox import REMINDER, Bounce, LetterRow, Status

_OTHER = aliased(LetterRow)


def forget_reminders(connection: Connection, round_id: int) -> int:
    """Drop every letter of a round that went only to those who had not answered; returns how many there were.

    An address that is on the bounce list because of such a letter alone comes off it: when it is still
    wrong, the next letter that everybody gets puts it back. The caller holds the lock on the round and has
    told SQLite to overwrite what it frees.
    """
    mine = (col(LetterRow.about_instance) == round_id, col(LetterRow.check) == REMINDER)
    # In order of their numbers, the order in which letters are sent, so that neither waits for the other.
    held = select(col(LetterRow.id)).where(*mine).order_by(col(LetterRow.id)).with_for_update()
    found = connection.scalars(held).all()
    if not found:
        return 0
    _clear_bounces(connection, round_id)
    connection.execute(delete(LetterRow).where(*mine))
    return len(found)


def _clear_bounces(connection: Connection, round_id: int) -> None:
    bounced = (
        select(col(LetterRow.address))
        .where(
            col(LetterRow.about_instance) == round_id,
            col(LetterRow.check) == REMINDER,
            col(LetterRow.status) == Status.BOUNCED.value,
            ~exists().where(
                col(_OTHER.address) == col(LetterRow.address),
                col(_OTHER.status) == Status.BOUNCED.value,
                or_(
                    col(_OTHER.about_instance).is_distinct_from(round_id),
                    col(_OTHER.check).is_distinct_from(REMINDER),
                ),
            ),
        )
        .distinct()
    )
    addresses = [address.lower() for address in connection.scalars(bounced) if address]
    if addresses:
        connection.execute(delete(Bounce).where(col(Bounce.address).in_(addresses)))
