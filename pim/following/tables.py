"""What people follow. Nobody but they themselves is shown that they do."""

from sqlmodel import Field, SQLModel


class Follow(SQLModel, table=True):
    """Somebody wants to hear of an innovation or an idea."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    instance_id: int = Field(foreign_key="instance.id", primary_key=True, index=True)
