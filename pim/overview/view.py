"""The overview: every number of it, gathered in a fixed number of statements. Pages and files show this."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Home
from pim.lifecycle.work import Actor
from pim.overview.answers import Answers, answers
from pim.overview.gates import Gate, gates
from pim.overview.scope import Choices, Scope, choices
from pim.overview.stages import Road, road
from pim.overview.tasks import Task, late_tasks
from pim.overview.waiting import Wait, Waiting, late, late_by_stage

FEW = 6
"""So many of each list stand on the overview; the rest is on the page that the list leads to."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Where everything stands at one moment."""

    scope: Scope
    choices: Choices
    today: date
    road: Road
    waits: tuple[Wait, ...]
    late: tuple[Waiting, ...]
    late_tasks: int
    tasks: tuple[Task, ...]
    answers: Answers
    decisions: int
    gates: tuple[Gate, ...]

    @property
    def late_total(self) -> int:
        """Return how many things are over their term."""
        return sum(wait.total for wait in self.waits)

    def only(self, language: str) -> tuple[str, ...]:
        """Return the names of the site and the workflow that it is narrowed to."""
        site = self.choices.sites.get(self.scope.site_id or 0, "")
        workflow = self.choices.workflows.get(self.scope.workflow or "", {}).get(language, "")
        return tuple(name for name in (site, workflow) if name)

    def as_json(self) -> dict[str, Any]:
        """Return the overview as plain data."""
        fullest, longest = self.road.fullest, self.road.longest
        return {
            "on": self.today.isoformat(),
            "site": self.scope.site_id,
            "workflow": self.scope.workflow,
            "running": self.road.running,
            "openRounds": self.road.open_rounds,
            "stages": [stage.as_json() for stage in self.road.stages],
            "fullestStage": fullest.name if fullest else None,
            "longestInStage": {"cycle": longest.id, "title": longest.title} if longest else None,
            "late": self.late_total,
            "waits": [wait.as_json() for wait in self.waits],
            "longestLate": [one.as_json() for one in self.late],
            "lateTasks": self.late_tasks,
            "tasks": [task.as_json() for task in self.tasks],
            "answers": self.answers.as_json(),
            "decisions": self.decisions,
            "gates": [gate.as_json() for gate in self.gates],
        }


def overview(session: Session, scope: Scope, home: Home, actor: Actor, now: datetime) -> Overview:
    """Return where everything stands for somebody. Nine statements, whatever the number of innovations."""
    today = calendar_of(session, home).local_date(now)
    narrow = choices(session, home.id)
    total, tasks = late_tasks(session, scope, today, limit=FEW)
    decisions, waiting = gates(session, scope, actor, narrow.digests, limit=FEW)
    return Overview(
        scope=scope,
        choices=narrow,
        today=today,
        road=road(session, scope, now),
        waits=late_by_stage(session, scope, now),
        late=late(session, scope, now, limit=FEW),
        late_tasks=total,
        tasks=tasks,
        answers=answers(session, scope, home, now),
        decisions=decisions,
        gates=waiting,
    )
