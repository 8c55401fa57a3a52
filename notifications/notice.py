"""What every notice has in common: its fields are exactly the words a letter may use."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, ClassVar, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that happened, told to one person. The fields ARE the context of its letter.

    `because` is the audience or role that makes this person hear it; `because_label` is that role's own name,
    in the reader's language, when the organisation's workflow made the role up itself.
    `link` opens a page and never does anything by itself.
    """

    name: ClassVar[str]
    bundle: ClassVar[bool] = False
    """May wait and be gathered with others into one letter."""
    must_say: ClassVar[frozenset[str]] = frozenset()
    """Fields that an organisation's own version of the letter may not leave out."""

    organisation: str
    recipient: str
    innovation: str
    link: str
    because: str
    because_label: str = ""

    def context(self) -> dict[str, Any]:
        """The fields as plain values that survive JSON: lists, dicts, and moments in ISO 8601."""
        return {key: _plain(value) for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Notice):
    """A notice with a last day: `due` worded in local time, `due_at` the same moment (aware) for the .ics."""

    calendar: ClassVar[str] = "due"
    """The series of calendar entries this day belongs to: a later letter of one series moves the entry.

    Empty when the day is past or not the reader's own, and so not worth an entry.
    """

    due: str | None = None
    due_at: datetime | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of notice holds, worked out once.

    `required`: fields it cannot do without; `defaults`: the others, with the value they then have;
    `lists`: fields that are lists, each with the names of an entry's parts (none when an entry is text).
    """

    required: frozenset[str]
    defaults: Mapping[str, Any]
    lists: Mapping[str, frozenset[str]]
    numbers: frozenset[str]


_SHAPES: dict[type[Notice], Shape] = {}


def shape(kind: type[Notice]) -> Shape:
    """The shape of a kind of notice, kept after the first time."""
    found = _SHAPES.get(kind)
    if found is None:
        found = _SHAPES[kind] = _shape(kind)
    return found


def _shape(kind: type[Notice]) -> Shape:
    hints = get_type_hints(kind)
    lists: dict[str, frozenset[str]] = {}
    for field in fields(kind):
        if get_origin(hints[field.name]) is tuple:
            entry = get_args(hints[field.name])[0]
            parts = fields(entry) if is_dataclass(entry) else ()
            lists[field.name] = frozenset(part.name for part in parts)
    return Shape(
        required=frozenset(field.name for field in fields(kind) if field.default is MISSING),
        defaults={f.name: _plain(f.default) for f in fields(kind) if f.default is not MISSING},
        lists=lists,
        numbers=frozenset(name for name, hint in hints.items() if hint in (int, int | None)),
    )
