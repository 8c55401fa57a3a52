"""The desk and the answers of a round as people see them: clusters with their texts, owners and versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.answers.clusters import as_json
from pim.answers.on_desk import LowMark, Slip, roots
from pim.answers.queries import facts
from pim.answers.tables import Cluster
from pim.answers.words import said_in
from pim.errors import NotFound
from pim.lifecycle.tables import Instance
from pim.people.tables import Person
from workflows.facts import RoundFact


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster that stands by itself, with everything that was put with it.

    ``version`` is the new version of a variant that follows from it, ``parts`` the clusters it answers
    for besides itself.
    """

    cluster: Cluster
    owner: str
    version: str
    texts: tuple[Slip, ...] = ()
    marks: tuple[LowMark, ...] = ()
    parts: tuple[Cluster, ...] = ()

    @property
    def id(self) -> int:
        """Return its number."""
        return self.cluster.id or 0

    @property
    def due_on(self) -> date | None:
        """Return the last day of its owner."""
        return self.cluster.due_on

    def answer(self, language: str) -> str:
        """Return its answer as it reads in a language."""
        return said_in(self.cluster, language)

    def as_json(self) -> dict[str, Any]:
        """Return the cluster as plain data."""
        return {
            **as_json(self.cluster),
            "version": self.version or None,
            "texts": len(self.texts),
            "parts": [part.id for part in self.parts],
        }


_VARIANT = aliased(Instance)
_CLUSTERS = (
    select(Cluster, col(Person.name), col(_VARIANT.code), col(_VARIANT.title))
    .outerjoin(Person, col(Person.id) == col(Cluster.owner_id))
    .outerjoin(_VARIANT, col(_VARIANT.id) == col(Cluster.variant_id))
    .where(col(Cluster.round_id) == bindparam("round"))
    .order_by(col(Cluster.id))
)


def clusters_of(
    session: Session, round_id: int, slips: Sequence[Slip] = (), marks: Sequence[LowMark] = ()
) -> tuple[ClusterView, ...]:
    """Return the clusters of a round that stand by themselves, oldest first. One statement."""
    rows = session.execute(_CLUSTERS, {"round": round_id}).all()
    above = roots(row[0] for row in rows)
    texts = _under(slips, above)
    low = _under(marks, above)
    parts: dict[int, list[Cluster]] = {}
    for cluster, *_ in rows:
        if cluster.merged_into is not None:
            parts.setdefault(above[cluster.id], []).append(cluster)
    return tuple(
        ClusterView(
            cluster,
            owner or "",
            f"{code}: {title}" if code else "",
            tuple(texts.get(cluster.id, ())),
            tuple(low.get(cluster.id, ())),
            tuple(parts.get(cluster.id, ())),
        )
        for cluster, owner, code, title in rows
        if cluster.merged_into is None
    )


def _under(placed: Sequence[Any], above: Mapping[int, int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in placed:
        if one.cluster_id is not None:
            found.setdefault(above[one.cluster_id], []).append(one)
    return found


def rounds_of(
    session: Session, cycle_id: int, organisation_id: int | None = None
) -> list[tuple[RoundFact, str]]:
    """Return the rounds of a cycle, oldest first, each with its title. Two statements. Raises NotFound."""
    rows = session.execute(
        select(
            col(Instance.id), col(Instance.kind), col(Instance.title), col(Instance.organisation_id)
        ).where(col(Instance.cycle_id) == cycle_id, col(Instance.kind).in_(("cycle", "round")))
    ).all()
    cycle = next((row for row in rows if row.kind == "cycle"), None)
    if cycle is None or organisation_id not in (None, cycle.organisation_id):
        raise NotFound(f"there is no cycle with number {cycle_id}")
    title_of = {row.id: row.title for row in rows}
    return [(fact, title_of[fact.id]) for fact in facts(session, cycle_id)]
