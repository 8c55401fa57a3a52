"""May this step be taken? Ask everything, and remember every no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from workflows.compiled import Checked, Way
from workflows.decision import Request, State
from workflows.facts import Facts
from workflows.requirements import Unmet
from workflows.vocabulary import CLOCK


class Subject:
    """One attempt at one step: what `transitions` moves, and where the reasons are collected."""

    __slots__ = ("facts", "overridden", "previous", "request", "stage", "unmet", "warnings")

    def __init__(self, state: State, request: Request, facts: Facts) -> None:
        self.stage = state.stage
        self.previous = state.previous
        self.request = request
        self.facts = facts
        self.unmet: list[Unmet] = []
        self.warnings: list[Unmet] = []
        self.overridden: list[tuple[Unmet, str]] = []


class Attempt(Protocol):
    """What a guard is given: `transitions` calls the subject a model."""

    model: Any


class Guard:
    """The condition of one step. It never stops at the first no: a refusal names all that is missing."""

    __slots__ = ("way",)

    def __init__(self, way: Way) -> None:
        self.way = way

    def __call__(self, attempt: Attempt) -> bool:
        """Collect every reason in the subject; True when there is none."""
        subject: Subject = attempt.model
        way, request = self.way, subject.request
        if way.by.isdisjoint(request.roles):
            subject.unmet.append(Unmet("role_missing", way.who))
        if way.reason_required and not _said(request.reason) and CLOCK not in request.roles:
            subject.unmet.append(Unmet("reason_missing", {"step": way.name}))
        for need in way.needs:
            unmet = need.check(subject.facts)
            if unmet is not None:
                _weigh(subject, need, unmet)
        for warn in way.warns:
            warning = warn.check(subject.facts)
            if warning is not None:
                subject.warnings.append(warning)
        return not subject.unmet


def _said(text: str | None) -> bool:
    return bool(text and text.strip())


def _weigh(subject: Subject, need: Checked, unmet: Unmet) -> None:
    """An unmet requirement stops the step, unless the one who may pass it by says why."""
    reason = subject.request.overrides.get(need.name)
    if reason is None or not _said(reason):
        subject.unmet.append(unmet)
    elif need.overridden_by in subject.request.roles:
        subject.overridden.append((unmet, reason))
    else:
        subject.unmet.append(unmet)
        subject.unmet.append(Unmet("override_not_allowed", {"requirement": need.name, **need.overriders}))


def returns_to(target: str) -> Callable[[Attempt], bool]:
    """A condition that holds when `target` is the stage the subject came from."""

    def came_from(attempt: Attempt) -> bool:
        return bool(attempt.model.previous == target)

    return came_from
