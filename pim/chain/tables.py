"""The links of a chain, as one cycle fills them with teams."""

from sqlmodel import Field, SQLModel


class CycleLink(SQLModel, table=True):
    """A team that works in a link of the chain. ``link`` is the id of it in the workflow of the cycle.

    A team works in one link: two links that share a team would show, by subtraction, what is hidden.
    """

    __tablename__ = "cycle_link"

    cycle_id: int = Field(foreign_key="instance.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    link: str
