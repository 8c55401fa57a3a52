"""Tasks that somebody took on and whose day has passed: answers to feedback, conditions of the council."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.answers.tables import Cluster
from pim.consultation.queries import open_condition
from pim.consultation.tables import Condition, Consultation
from pim.lifecycle.tables import Instance
from pim.overview.scope import Scope
from pim.people.tables import Person

CLUSTER, CONDITION = "cluster", "condition"


@dataclass(frozen=True, slots=True)
class Task:
    """One late task: what, of which innovation, who took it on and until which day."""

    what: str
    id: int
    inside: int
    text: str
    due_on: date
    owner: str
    cycle_id: int
    cycle: str

    @property
    def path(self) -> str:
        """Return the page where it is seen to."""
        if self.what == CLUSTER:
            return f"/rounds/{self.inside}/clusters/{self.id}"
        return f"/consultations/{self.inside}"

    def as_json(self) -> dict[str, Any]:
        """Return the task as plain data."""
        return {
            "task": self.what, "text": self.text, "dueOn": self.due_on.isoformat(), "owner": self.owner,
            "cycle": self.cycle_id, "innovation": self.cycle,
        }  # fmt: skip


def late_tasks(
    session: Session, scope: Scope, today: date, *, limit: int, after: int = 0
) -> tuple[int, tuple[Task, ...]]:
    """Return how many tasks are late, and those on this page, longest first. One statement."""
    inside = aliased(Instance)
    clusters: Any = (
        select(
            literal(CLUSTER).label("what"), col(Cluster.id), col(Cluster.round_id).label("inside"),
            col(Cluster.title).label("text"), col(Cluster.due_on), col(Cluster.owner_id),
            col(inside.cycle_id),
        )
        .join(inside, col(inside.id) == col(Cluster.round_id))
        .where(
            col(Cluster.due_on) < today, col(Cluster.outcome).is_(None), col(Cluster.merged_into).is_(None),
            col(Cluster.owner_id).is_not(None), col(inside.final).is_(False),
            *scope.conditions(inside, begins=False),
        )
    )  # fmt: skip
    conditions: Any = (
        select(
            literal(CONDITION), col(Condition.id), col(Condition.consultation_id), col(Condition.text),
            col(Condition.due_on), col(Condition.owner_id), col(inside.cycle_id),
        )
        .join(Consultation, open_condition())
        .join(inside, col(inside.id) == col(Condition.consultation_id))
        .where(
            col(Condition.due_on) < today, col(Condition.owner_id).is_not(None),
            *scope.conditions(inside, begins=False),
        )
    )  # fmt: skip
    both, cycle = union_all(clusters, conditions).subquery(), aliased(Instance)
    rows = session.execute(
        select(
            both.c.what, both.c.id, both.c.inside, both.c.text, both.c.due_on, col(Person.name),
            both.c.cycle_id, col(cycle.title), func.count().over(),
        )
        .join(Person, col(Person.id) == both.c.owner_id)
        .join(cycle, col(cycle.id) == both.c.cycle_id)
        .where(col(cycle.final).is_(False))
        .order_by(both.c.due_on, both.c.what, both.c.id)
        .limit(limit)
        .offset(after)
    ).all()  # fmt: skip
    return (rows[0][8] if rows else 0), tuple(Task(*tuple[Any, ...](row[:8])) for row in rows)
