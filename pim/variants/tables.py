"""Variants. Each version is a row of its own that never changes, so a round can be read back for ever."""

from sqlalchemy import Column, LargeBinary, UniqueConstraint
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


class Picture(SQLModel, table=True):
    """The picture of one version of a variant, as ``picture_file`` made it: WebP, nothing but pixels.

    ``digest`` (SHA-256, hex) stands in its address, so that another picture has another address. The two
    texts say what is to be seen, to whoever cannot see it.
    """

    variant_id: int = Field(foreign_key="instance.id", primary_key=True)
    digest: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    width: int
    height: int
    alt_nl: str
    alt_en: str
