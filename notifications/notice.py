"""What every notice has in common: its fields are exactly the words a letter may use."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar


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

    due: str | None = None
    due_at: datetime | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@cache
def defaults(kind: type[Notice]) -> Mapping[str, Any]:
    """The fields a notice can do without, with the value they then have."""
    return {f.name: _plain(f.default) for f in fields(kind) if f.default is not MISSING}


@cache
def required(kind: type[Notice]) -> frozenset[str]:
    """The fields a notice cannot do without."""
    return frozenset(f.name for f in fields(kind) if f.default is MISSING)
