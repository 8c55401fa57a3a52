"""Variants. Each version is a row of its own that never changes, so a round can be read back for ever."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Variant(SQLModel, table=True):
    """One version of a variant. V2 and V2b share the family "V2"; V2b's ``parent_id`` is V2."""

    __table_args__ = (UniqueConstraint("cycle_id", "family", "number"),)

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id")
    functionality_id: int = Field(foreign_key="functionality.id")
    family: str
    number: int  # 1 for V2, 2 for V2b
    parent_id: int | None = Field(default=None, foreign_key="instance.id")
    text: str
    what_changed: str = ""
