"""What a requirement is: a name, the facts it reads, its parameters, and a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from workflows.facts import GROUPS

Number = int | float | str | tuple[str, ...]
ParamKind = Literal["count", "number", "word", "words"]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that is not met.

    `code` is its name. `numbers` fill the sentence about it; `case` among them picks one of several
    sentences. Dates are ISO strings, so that an Unmet can be stored as JSON and read back.
    """

    code: str
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `known` are the values it may have, or the list of the workflow they come from."""

    kind: ParamKind
    required: bool = True
    known: tuple[str, ...] | Literal["dates", "steps", "checklist"] | None = None


NO_LABELS: Final[Mapping[str, Number]] = MappingProxyType({})
"""Labels of the workflow itself, such as `item_nl`, are handed to a check when it is compiled."""

Check = Callable[..., Unmet | None]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of the catalogue. `reads` are the groups of Facts that `check` looks at."""

    name: str
    reads: frozenset[str]
    params: Mapping[str, Param]
    check: Check


REGISTERED: Final[dict[str, Requirement]] = {}

COUNT: Final = Param("count")
NUMBER: Final = Param("number")
WORD: Final = Param("word")
WORDS: Final = Param("words")
PURPOSES: Final = ("baseline", "variants", "pilot", "wave", "evaluation")
"""What a feedback round can be for; a measurement carries the purpose of its round as its moment."""


def requirement(
    reads: tuple[str, ...], params: Mapping[str, Param] | None = None
) -> Callable[[Check], Check]:
    """Put a function `(facts, **params) -> Unmet | None` in the catalogue under its own name."""

    def register(check: Check) -> Check:
        unknown = set(reads) - GROUPS
        if unknown or check.__name__ in REGISTERED:
            raise ValueError(f"requirement {check.__name__}: name taken or unknown facts {sorted(unknown)}")
        REGISTERED[check.__name__] = Requirement(check.__name__, frozenset(reads), params or {}, check)
        return check

    return register
