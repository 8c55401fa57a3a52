"""Passwords: how they are kept, which are refused, and whether one is right.

Kept with argon2id at 46 MiB, one pass, one lane (ASVS 5.0, appendix C). No rules about signs: length is what
counts, and that it is none of those that everybody tries first.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.people.tables import Organisation, Person
from pim.sessions.sessions import end_all
from pim.signing_in.tables import Password

SHORTEST, LONGEST = 12, 200
MOST_AT_ONCE = 4
"""Passwords that one process looks at at once: each takes 46 MiB."""

_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1, type=Type.ID)
_AT_ONCE = BoundedSemaphore(MOST_AT_ONCE)
_NOBODYS = _HASHER.hash("the password of whoever is not here")

# What is left of the passwords that everybody tries first when digits and signs are taken away, and the words
# of this product. Twelve signs that consist of these alone are refused.
_COMMON = frozenset((Path(__file__).parent / "common.txt").read_text().split())
_LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")


def fault_in(password: str, own: Sequence[str] = ()) -> str | None:
    """Return what is wrong with a new password: "short", "long", "easy"; None when it will do.

    ``own`` are the words that everybody who knows this person tries: their name, address, organisation.
    """
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    words = {part for said in own for part in re.split(r"[^a-z]+", said.casefold()) if part}
    easy = len(set(password)) < 5 or _is_row(password) or _consists_of(password, words | _COMMON)
    return "easy" if easy else None


def _consists_of(password: str, words: set[str]) -> bool:
    said = password.casefold()
    for bare in (re.sub(r"[^a-z]", "", said), re.sub(r"[^a-z]", "", said.translate(_LOOKS_LIKE))):
        # How far the words reach from the start: at the end, nothing else was in it.
        reached = {0}
        for start in range(len(bare)):
            if start in reached:
                reached |= {start + len(word) for word in words if bare.startswith(word, start)}
        if len(bare) in reached and password.isascii():
            return True
    return False


def _is_row(password: str) -> bool:
    """Tell whether each sign follows from the one before: 123456789012, abcdefghijkl."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(password)}
    return len(steps) == 1


def set_password(session: Session, person_id: int, password: str, now: datetime, this: int | None) -> None:
    """Keep a new password; every other session of this person than ``this`` ends. Raises BadInput.

    Slow on purpose: hash it before the transaction with ``hashed``.
    """
    if not password.startswith("$argon2id$"):
        raise BadInput("a password is hashed before it is kept")
    session.merge(Password(person_id=person_id, hash=password, changed_at=now))
    session.flush()
    end_all(session, person_id, but=this)


def own_words(session: Session, person_id: int) -> tuple[str, ...]:
    """Return the words that everybody who knows somebody tries as their password."""
    row = session.execute(
        select(col(Person.name), col(Person.email), col(Person.number), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .where(col(Person.id) == person_id)
    ).one()
    return tuple(said for said in row if said)


def hashed(password: str) -> str:
    """Return a password as it is kept. Takes about a twentieth of a second and 46 MiB."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that is kept; as slow where there is none."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODYS, password[:LONGEST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Tell whether a password is kept in an older way than new ones."""
    return _HASHER.check_needs_rehash(kept)


def kept_of(session: Session, person_id: int) -> str | None:
    """Return the password of somebody as it is kept, or None."""
    found: str | None = session.scalar(select(col(Password.hash)).where(col(Password.person_id) == person_id))
    return found
