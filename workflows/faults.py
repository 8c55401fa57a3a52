"""What is wrong with a workflow file, said so that its author can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkflowFault:
    """One fault: where it stands, what is wrong, what was expected, and the nearest right name.

    `line` counts from 1. `path` is the place in the file, such as `cycle.stages.ideas.steps`.
    """

    file: str
    line: int
    path: str
    what: str
    expected: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f" Did you mean {self.nearest!r}?" if self.nearest else ""
        place = f" (at {self.path})" if self.path else ""
        return f"{self.file}:{self.line}: {self.what}{place}. Expected: {self.expected}.{hint}"


class WorkflowError(Exception):
    """The workflow file cannot be used. `faults` holds every fault, in the order of the file."""

    def __init__(self, faults: Iterable[WorkflowFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.path, fault.what)))
        super().__init__("\n".join(map(str, self.faults)))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, or None when nothing looks like it."""
    found = difflib.get_close_matches(name[:80], list(known), n=1, cutoff=0.5)
    return found[0] if found else None
