"""What a step would do, gathered for the page that shows it before anybody takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import Response

from notifications.outbox import REMINDER, Outgoing
from pim.lifecycle.subject import Subject
from pim.web.edge import Viewer, page
from workflows.machine import Decision, Machine, StageView, StepView
from workflows.requirements import Unmet


@dataclass(frozen=True, slots=True)
class Told:
    """A letter that would go out, and to whom.

    ``names`` is None where naming them, or even counting them, would tell who has answered a round.
    """

    notice: str
    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class LookAhead:
    """A step before it is taken.

    ``missing`` is everything that is missing now, ``aside`` the part of it that who looks may set
    aside with a reason. ``decision`` is None while something else is missing.
    """

    step: StepView
    stage: StageView
    mine: bool  # who looks holds a role that may take it
    missing: tuple[Unmet, ...] = ()
    aside: tuple[Unmet, ...] = ()
    decision: Decision | None = None
    reached: Mapping[str, str] | None = None  # the label of the stage it leads to
    told: tuple[Told, ...] = ()
    asks_lesson: bool = False  # a lesson is still missing, and comes with the form


def told(letters: Sequence[Outgoing]) -> tuple[Told, ...]:
    """Return each letter once, in order of its name, with the names of those who would get it."""
    found: dict[str, list[str]] = {}
    hidden = {letter.notice for letter in letters if letter.check == REMINDER}
    for letter in letters:
        found.setdefault(letter.notice, []).append(str(letter.context.get("recipient", "")))
    return tuple(
        Told(notice, None if notice in hidden else tuple(names)) for notice, names in sorted(found.items())
    )


def step_page(
    viewer: Viewer,
    subject: Subject,
    machine: Machine,
    ahead: LookAhead,
    *,
    path: str,
    refused: Sequence[Unmet] = (),
    asks_day: str = "",
    elsewhere: bool = False,
    fault: str = "",
    status: int = 200,
    typed: Mapping[str, object] | None = None,
) -> Response:
    """Return the page of a step; ``path`` is the page of what it is a step of.

    After a refusal: with what was ``refused`` in place of what is missing now, and with all that was
    ``typed``. ``asks_day`` names the day that whoever takes the step says, or may say; ``elsewhere``: it is
    taken on the page of the thing itself, where its words are written; ``fault``: what was wrong
    with the day or the reason they gave.
    """
    return page(
        viewer,
        "step.html",
        status,
        subject=subject,
        machine=machine,
        ahead=ahead,
        missing=refused or ahead.missing,
        path=path,
        asks_day=asks_day,
        elsewhere=elsewhere,
        fault=fault,
        typed=typed or {},
    )
