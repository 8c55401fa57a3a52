"""What somebody wants to see of the board: as it stands in the address, in a form and in a saved view."""

from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pim.errors import BadInput
from pim.web.fields import BIGGEST, plain, seen

SORTS = ("title", "stage", "lead", "since", "due")
Sort = Literal["title", "-title", "stage", "-stage", "lead", "-lead", "since", "-since", "due", "-due"]


def _chosen(value: object) -> object:
    """Return a choice of a form, where an empty text stands for no choice."""
    return None if value == "" else value


Choice = BeforeValidator(_chosen)
Row = Annotated[int | None, Field(ge=1, le=BIGGEST), Choice]
Name = Annotated[Annotated[str, AfterValidator(seen)] | None, Field(max_length=60), Choice]
Tick = Annotated[Literal["yes"] | None, Choice]


class Wanted(BaseModel):
    """What is shown and how. A field that is left out leaves everything.

    ``lead`` and ``site`` are numbers, ``stage`` and ``workflow`` names. ``running``: not ended; ``late``:
    something is over its term; ``mine``: waits for whoever looks. Of ``sort`` a minus turns the order round;
    without it the newest comes first. ``view`` is a table instead of cards.
    """

    model_config = ConfigDict(frozen=True)

    view: Annotated[Literal["table"] | None, Field(alias="as"), Choice] = None
    stage: Annotated[Annotated[str, AfterValidator(seen)] | None, Field(max_length=40), Choice] = None
    workflow: Name = None
    site: Row = None
    lead: Row = None
    text: Annotated[Annotated[str, AfterValidator(plain)] | None, Field(max_length=120), Choice] = None
    running: Tick = None
    late: Tick = None
    mine: Tick = None
    sort: Annotated[Sort | None, Choice] = None

    @classmethod
    def read(cls, query: str) -> Self:
        """Return what an address wants. Raises BadInput."""
        try:
            return cls.model_validate(dict(parse_qsl(query)))
        except (ValidationError, ValueError):
            raise BadInput("query: expected what stands in the address of the board") from None

    @property
    def narrows(self) -> bool:
        """Tell whether something is left out besides by the stage."""
        return bool(self.model_dump(exclude={"view", "sort", "stage"}, exclude_none=True))

    @property
    def query(self) -> str:
        """Return it as it stands in an address, always in the same order."""
        return urlencode(self.model_dump(by_alias=True, exclude_none=True))

    def to(self, **changes: Any) -> str:
        """Return the address of the same board with these fields otherwise."""
        fields = self.model_dump(by_alias=True, exclude_none=True) | changes
        query = urlencode({name: value for name, value in fields.items() if value is not None})
        return f"/?{query}" if query else "/"

    def sorted_by(self, column: str) -> str:
        """Return the address of the same table sorted by a column; the other way round when it is already."""
        return self.to(sort=f"-{column}" if self.sort == column else column)
