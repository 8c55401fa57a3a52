"""The devices on which somebody is signed in."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class SignedIn(SQLModel, table=True):
    """Somebody is signed in on a device. Who has a copy of this table cannot sign in with it.

    ``token_hash`` is the SHA-256 of the 256 random bits that only the browser has. The session ends at
    ``ends_at`` whatever happens, and at ``idle_until`` when nothing was asked since. ``device`` is what the
    browser says of itself, in a few words; no address is kept. ``how`` they signed in: see ``sessions``.
    """

    __tablename__ = "signed_in"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    how: str
    device: str = ""
    kept: bool = False
    begun_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    idle_until: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
