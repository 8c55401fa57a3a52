"""Beginning and ending a session. Sessions live in real time, also in a demo whose clock was moved.

The terms are ours (ASVS 5.0, 7.3.1 and 7.3.2 ask for both): two hours without a page, twelve hours in all;
who says this device is theirs alone stays a month, and a week without a page.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlmodel import Session, col

from pim.sessions.tables import SignedIn

BY_LINK, BY_PASSWORD, BY_CODE, BY_DEMO = "link", "password", "code", "demo"
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)
KEPT_IDLE, KEPT_LONGEST = timedelta(days=7), timedelta(days=30)
NOTED_EVERY = timedelta(minutes=5)
"""How often it is written down that a session was used: often enough to end it in time, and no more."""
LONGEST_DEVICE = 60

_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")
_CALLED = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung", "FxiOS": "Firefox", "CriOS": "Chrome"}
_MACHINES = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac",
             "CrOS": "Chromebook", "Linux": "Linux"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner sees it."""

    id: int
    device: str
    how: str
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime


def hash_of(token: str) -> str:
    """Return how a token is looked up. It has 256 random bits, so a plain hash gives nothing away."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(
    session: Session,
    person_id: int,
    now: datetime,
    *,
    how: str,
    kept: bool = False,
    device: str = "",
    instead_of: str = "",
) -> str:
    """Sign somebody in on a device and return its token, which is kept nowhere else.

    The token is always new, and the session of the old one (``instead_of``) ends: a token that was put into a
    browser before somebody signed in there opens nothing.
    """
    token = secrets.token_urlsafe(32)
    end(session, instead_of)
    session.execute(
        delete(SignedIn).where(
            col(SignedIn.person_id) == person_id,
            or_(col(SignedIn.ends_at) <= now, col(SignedIn.idle_until) <= now),
        )
    )
    ends_at = now + (KEPT_LONGEST if kept else LONGEST)
    row = {
        "token_hash": hash_of(token),
        "person_id": person_id,
        "how": how,
        "device": said_of_itself(device),
        "kept": kept,
        "begun_at": now,
        "seen_at": now,
        "idle_until": min(ends_at, now + (KEPT_IDLE if kept else IDLE)),
        "ends_at": ends_at,
    }
    session.execute(insert(SignedIn).values(row))
    return token


def note_use(session: Session, id_: int, kept: bool, now: datetime) -> None:
    """Write down that a session is used, so that it does not end for want of use."""
    session.execute(
        update(SignedIn)
        .where(col(SignedIn.id) == id_, col(SignedIn.seen_at) < now)
        .values(seen_at=now, idle_until=now + (KEPT_IDLE if kept else IDLE))
    )


def end(session: Session, token: str) -> None:
    """End the session of a token; harmless when there is none."""
    if token:
        session.execute(delete(SignedIn).where(col(SignedIn.token_hash) == hash_of(token)))


def end_one(session: Session, person_id: int, id_: int) -> bool:
    """End one session of somebody; False when they have no such session."""
    gone = delete(SignedIn).where(col(SignedIn.id) == id_, col(SignedIn.person_id) == person_id)
    return session.execute(gone.returning(col(SignedIn.id))).first() is not None


def end_all(session: Session, person_id: int, but: int | None = None) -> int:
    """End every session of somebody, but perhaps the one they use now; return how many ended."""
    gone = delete(SignedIn).where(col(SignedIn.person_id) == person_id)
    if but is not None:
        gone = gone.where(col(SignedIn.id) != but)
    return len(session.execute(gone.returning(col(SignedIn.id))).all())


def end_for(session: Session, person_ids: Sequence[int]) -> None:
    """End every session of several people."""
    if person_ids:
        gone = delete(SignedIn).where(col(SignedIn.person_id) == bindparam("b_person"))
        session.connection().execute(gone, [{"b_person": id_} for id_ in person_ids])


def devices_of(session: Session, person_id: int, now: datetime) -> Sequence[Device]:
    """Return where somebody is signed in, the latest first. One statement."""
    rows = session.execute(
        select(
            col(SignedIn.id), col(SignedIn.device), col(SignedIn.how),
            col(SignedIn.begun_at), col(SignedIn.seen_at), col(SignedIn.ends_at),
        )
        .where(
            col(SignedIn.person_id) == person_id, col(SignedIn.ends_at) > now, col(SignedIn.idle_until) > now
        )
        .order_by(col(SignedIn.begun_at).desc(), col(SignedIn.id).desc())
    )  # fmt: skip
    return [Device(*row) for row in rows]


def drop_ended(session: Session, now: datetime) -> None:
    """Remove every session that is over: when somebody was signed in is nobody's business afterwards."""
    over = or_(col(SignedIn.ends_at) <= now, col(SignedIn.idle_until) <= now)
    session.execute(delete(SignedIn).where(over))


def said_of_itself(agent: str) -> str:
    """Return a browser and its machine from a ``User-Agent``, such as "Firefox, Windows"; "" when unknown."""
    browser = next((name for name in _BROWSERS if re.search(rf"\b{name}/", agent)), "")
    machine = next((said for sign, said in _MACHINES.items() if sign in agent), "")
    return ", ".join(part for part in (_CALLED.get(browser, browser), machine) if part)[:LONGEST_DEVICE]
