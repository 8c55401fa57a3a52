"""What is asked of somebody now, and what was done in rounds they were asked in.

Whether somebody answered is nowhere in here: the database does not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.answers.tables import Cluster
from pim.consultation.tables import Condition
from pim.feedback.tables import Asked
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor

MOST_PAST = 20  # rounds
PAST = ("closed", "answered")
CLUSTER, CONDITION = "cluster", "condition"


@dataclass(frozen=True, slots=True)
class AskedRound:
    """A round that asks, or asked, somebody. ``closes_on`` is an ISO day, where one is set."""

    id: int
    title: str
    means: str
    closes_on: str | None


@dataclass(frozen=True, slots=True)
class OwnTask:
    """Something somebody took on: a cluster to answer, a condition of the works council to meet."""

    what: str
    id: int
    inside: int
    text: str
    due_on: date | None

    @property
    def path(self) -> str:
        """Return the page where it is seen to."""
        if self.what == CLUSTER:
            return f"/rounds/{self.inside}/clusters/{self.id}"
        return f"/consultations/{self.inside}"


def rounds_of(session: Session, actor: Actor) -> tuple[Sequence[AskedRound], Sequence[AskedRound]]:
    """Return the rounds that ask somebody now, and those that did, newest first. Two statements."""
    wanted = (
        select(col(Instance.id), col(Instance.title), col(Instance.means), col(Instance.dates))
        .join(Asked, col(Asked.round_id) == col(Instance.id))
        .where(col(Asked.person_id) == actor.person_id)
    )
    now = session.execute(wanted.where(col(Instance.means) == "open").order_by(col(Instance.id)))
    past = session.execute(
        wanted.where(col(Instance.means).in_(PAST)).order_by(col(Instance.id).desc()).limit(MOST_PAST)
    )
    open_, over = (
        [AskedRound(id_, title, means, dates.get("closes_on")) for id_, title, means, dates in rows]
        for rows in (now, past)
    )
    return open_, over


def tasks_of(session: Session, actor: Actor) -> Sequence[OwnTask]:
    """Return what somebody took on and is not done yet, first due first. One statement."""
    inside = aliased(Instance)
    clusters: Any = (
        select(
            literal(CLUSTER).label("what"), col(Cluster.id), col(Cluster.round_id).label("inside"),
            col(Cluster.title).label("text"), col(Cluster.due_on),
        )
        .join(inside, col(inside.id) == col(Cluster.round_id))
        .where(
            col(Cluster.owner_id) == actor.person_id, col(Cluster.outcome).is_(None),
            col(Cluster.merged_into).is_(None), col(inside.final).is_(False),
        )
    )  # fmt: skip
    conditions: Any = select(
        literal(CONDITION), col(Condition.id), col(Condition.consultation_id), col(Condition.text),
        col(Condition.due_on),
    ).where(col(Condition.owner_id) == actor.person_id, col(Condition.met_on).is_(None))  # fmt: skip
    both = union_all(clusters, conditions).subquery()
    rows = session.execute(select(both).order_by(both.c.due_on, both.c.what, both.c.id))
    return [OwnTask(*row) for row in rows]
