"""What goes into a step and what comes out of it: plain frozen values, ready to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from workflows.requirements import Unmet

What = Literal["remind", "due", "escalate"]


def _none_given() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class State:
    """Where an instance stands.

    `version` counts the rows of its journal, `visit` the times a stage was entered.
    `previous` is the stage it came from, which a step `to: back` returns to.
    """

    stage: str
    version: int
    visit: int
    previous: str | None
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody wants to take a step. `overrides` maps a requirement to the recorded reason."""

    step: str
    roles: frozenset[str]
    reason: str | None = None
    overrides: Mapping[str, str] = field(default_factory=_none_given)


@dataclass(frozen=True, slots=True)
class Tell:
    """This audience gets this letter."""

    audience: str
    letter: str


@dataclass(frozen=True, slots=True)
class Due:
    """One moment on which the clock does something. `at` is UTC; `rule` says where it came from.

    `number` counts from 1 within `what`. `then` are the steps that a passed term tries in turn;
    only a `due` has them.
    """

    what: What
    number: int
    at: datetime
    rule: str
    then: tuple[str, ...] = ()
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A step that may be taken, and everything that follows from it."""

    step: str
    from_stage: str | None
    to_stage: str
    means: str | None
    final: bool
    visit: int
    version: int
    entered_at: datetime
    previous: str | None
    deadlines: tuple[Due, ...] = ()
    tells: tuple[Tell, ...] = ()
    warnings: tuple[Unmet, ...] = ()
    overridden: tuple[tuple[Unmet, str], ...] = ()
    reason: str | None = None
    undoable: bool = False

    @property
    def state(self) -> State:
        """The state after the step."""
        return State(self.to_stage, self.version, self.visit, self.previous, self.entered_at)


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that may not be taken: everything that is missing, and what is possible instead."""

    step: str
    stage: str
    unmet: tuple[Unmet, ...]
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """One possible step, for pages. `label` maps a language to text; `to` is a stage or "back"."""

    name: str
    label: Mapping[str, str]
    to: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    warns: tuple[str, ...]
    overridable: Mapping[str, str]
    reason_required: bool
    undoable: bool
    tells: tuple[Tell, ...]
    by_clock: bool = False


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage, for pages. `position` counts from 0 in the order of the file."""

    name: str
    label: Mapping[str, str]
    means: str | None
    final: bool
    position: int
    due: str | None
