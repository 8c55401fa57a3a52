"""Ideas and the functionalities they are grouped into."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class Functionality(SQLModel, table=True):
    """One piece of the new way of working that can come by itself (F1, F2 …)."""

    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id")
    code: str
    title: str


class Idea(SQLModel, table=True):
    """A problem or an idea. ``author_id`` is empty when it was brought without a name.

    ``merged_into`` is the idea it goes on with. Nothing of its own is lost by that, so taking them
    apart again brings back exactly what was.
    """

    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome IN ('done', 'changed', 'not_done')", name="outcome"),
    )

    instance_id: int = Field(foreign_key="instance.id", primary_key=True)
    cycle_id: int = Field(foreign_key="instance.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    text: str
    functionality_id: int | None = Field(default=None, foreign_key="functionality.id")
    outcome: str | None = None
    because: str | None = None
    merged_into: int | None = Field(default=None, foreign_key="idea.instance_id")


class IdeaSupport(SQLModel, table=True):
    """Somebody finds an idea a good one. Only how many do is ever shown."""

    __tablename__ = "idea_support"

    idea_id: int = Field(foreign_key="idea.instance_id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
