"""What the channels keep: how many wrong codes were typed, which kiosk pages were used. Nobody is in it."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from pim.db import UtcDateTime


class WrongCodes(SQLModel, table=True):
    """How many wrong codes were typed for a round since a moment. No address: it may be everybody's."""

    __tablename__ = "wrong_codes"

    round_id: int = Field(foreign_key="instance.id", primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    count: int


class KioskTurn(SQLModel, table=True):
    """A turn at the kiosk that has begun: its page cannot be sent again with the same code.

    Only the day, for the dropping: the minute would say who of those who were seen there answered.
    """

    __tablename__ = "kiosk_turn"
    __table_args__ = ({"sqlite_with_rowid": False},)

    token: str = Field(primary_key=True)
    day: date
