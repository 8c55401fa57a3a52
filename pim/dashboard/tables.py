"""What somebody keeps to look at again."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class SavedView(SQLModel, table=True):
    """A way to look at the board that somebody gave a name. Only they see it.

    ``query`` is what stands in the address of the board, in one fixed order.
    """

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id")
    name: str
    query: str
