"""Who looks after the keys: made with a round, destroyed once its close is committed, never in between.

The database decides. A key is destroyed only after the commit that made it useless; if we die in
between, the key is a leftover, and the next sweep sees that its round has moved on.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import event, select, update
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col

from notifications.failpoints import failpoint
from pim.feedback.keys import destroy_key, has_key, is_key_folder, kept_tags, make_key, new_tag, unreadable
from pim.feedback.tables import Round
from pim.lifecycle.advance import record
from pim.lifecycle.subject import lock
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Work
from pim.settings import Settings

log = logging.getLogger(__name__)

NEEDS_ITS_KEY = ("draft", "open", "held")  # a draft may be opening at this very moment
_AT_ONCE = 500


def _at_the_end(session: Session, do: Callable[[], None], *, committed: bool) -> None:
    """Call ``do`` when this session's transaction has ended, if that was with a commit (or without one)."""
    state = {"committed": False, "ended": False}

    def commit(_: Session) -> None:
        state["committed"] |= not session.in_nested_transaction()

    def end(_: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and not state["ended"]:
            state["ended"] = True
            if state["committed"] == committed:
                do()

    event.listen(session, "after_commit", commit)
    event.listen(session, "after_transaction_end", end)


def make_round_key(session: Session, folder: Path) -> str:
    """Make a key for a round that opens in this transaction and return its name; undone with it.

    Raises KeysUnreadable when it cannot be kept.
    """
    tag = new_tag()
    try:
        make_key(folder, tag)
    except OSError as error:
        raise unreadable(folder, error) from error

    def undo() -> None:
        with suppress(OSError):
            destroy_key(folder, tag)

    _at_the_end(session, undo, committed=False)
    failpoint("books.key_made")
    return tag


def destroy_after_commit(session: Session, folder: Path, tag: str) -> None:
    """Destroy a key once this transaction is committed. If that fails, the next sweep tries again."""

    def destroy() -> None:
        failpoint("books.closed")
        _destroyed(folder, tag)  # the close is done and must not look as if it were not

    _at_the_end(session, destroy, committed=True)


def destroy_leftover_keys(session: Session, settings: Settings) -> int:
    """Destroy the keys of rounds that have moved past open; returns how many.

    A key that no round of this database knows is left alone: it may be another database's.
    """
    folder, destroyed = settings.round_keys_dir, 0
    tags = kept_tags(folder)
    for start in range(0, len(tags), _AT_ONCE):
        over = session.scalars(
            select(col(Round.key_tag))
            .join(Instance, col(Instance.id) == col(Round.instance_id))
            .where(
                col(Round.key_tag).in_(tags[start : start + _AT_ONCE]),
                col(Instance.means).not_in(NEEDS_ITS_KEY),
            )
        ).all()
        for tag in over:
            assert tag is not None, "chosen by its name"
            destroyed += _destroyed(folder, tag)
    return destroyed


def _destroyed(folder: Path, tag: str) -> bool:
    """Destroy a key and tell whether that went well; if not, the next sweep tries again."""
    try:
        destroy_key(folder, tag)
    except OSError as error:  # the other keys must not wait for this one
        log.warning("a round's key could not be destroyed yet: %s", error.strerror)
        return False
    return True


def keyless_rounds(session: Session, settings: Settings) -> list[int]:
    """Return the open rounds whose key is gone. None while the folder as a whole is not there.

    Raises KeysUnreadable when nobody can tell which are gone.
    """
    if not is_key_folder(settings.round_keys_dir):
        return []
    rows = session.execute(
        select(col(Round.instance_id), col(Round.key_tag))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Instance.means) == "open")
        .order_by(col(Round.instance_id))
    )
    return [round_id for round_id, tag in rows if not has_key(settings.round_keys_dir, tag)]


def end_keyless_rounds(work: Work, settings: Settings) -> list[int]:
    """Let the term of each open round without a key end now, so that the clock closes it; returns which.

    Nobody can answer any more, and waiting would only make people try. What was said is kept.
    """
    ended = []
    for round_id in keyless_rounds(work.session, settings):
        subject = lock(work.session, round_id)
        moved = work.session.connection().execute(
            update(Deadline)
            .where(
                col(Deadline.instance_id) == round_id,
                col(Deadline.visit) == subject.state.visit,
                col(Deadline.what) == "due",
                col(Deadline.status) == "armed",
                col(Deadline.due_at) > work.now,
            )
            .values(due_at=work.now, try_at=work.now)
        )
        if moved.rowcount and subject.means == "open":
            record(work, round_id, "key_lost", {"ends_at": work.now})
            ended.append(round_id)
    return ended
