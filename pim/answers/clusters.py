"""Clusters: what several people said, under one title, with somebody who answers it.

Whoever groups is the lead or the work group; nothing is ever put together by a machine.
"""

from itertools import count
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.answers.tables import Cluster
from pim.answers.words import LONGEST_SAID, line, passage
from pim.errors import BadInput, Conflict, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Person

GROUPERS = ("lead", "work_group")


def add_cluster(
    work: Work, round_id: int, *, title: str, said: str, owner_id: int | None = None
) -> dict[str, Any]:
    """Bring together what several people said, in their words.

    Raises BadInput, NotFound, NotAllowed, Conflict while the round is not closed or already answered.
    """
    subject = closed_round(work, round_id, *GROUPERS)
    cluster = new_cluster(work, round_id, title=title, said=said)
    check_owner(work, subject, owner_id)
    cluster.owner_id = owner_id
    work.session.add(cluster)
    work.session.flush()
    told = {"cluster": cluster.id, "title": cluster.title, "owner": owner_id}
    record(work, round_id, "cluster_added", told)
    return as_json(cluster)


def new_cluster(work: Work, round_id: int, *, title: str, said: str) -> Cluster:
    """Write a cluster with a title that no other of this round has. The caller locked and asked who may."""
    title = _free_title(work, round_id, title)
    cluster = Cluster(round_id=round_id, title=title, said=passage(said, "said", LONGEST_SAID))
    work.session.add(cluster)
    work.session.flush()
    return cluster


def rename_cluster(work: Work, cluster_id: int, *, title: str, said: str) -> dict[str, Any]:
    """Give a cluster another title, or put what people said in better words.

    Raises BadInput, NotFound, NotAllowed, Conflict.
    """
    cluster, subject = cluster_here(work, cluster_id)
    require_role(work, subject, *GROUPERS)
    if title.strip() != cluster.title:
        cluster.title = _free_title(work, cluster.round_id, title)
    cluster.said = passage(said, "said", LONGEST_SAID)
    work.session.add(cluster)
    work.session.flush()
    record(work, cluster.round_id, "cluster_renamed", {"cluster": cluster_id, "title": cluster.title})
    return as_json(cluster)


def _free_title(work: Work, round_id: int, title: str) -> str:
    title = line(title, "title")
    known = select(col(Cluster.id)).where(col(Cluster.round_id) == round_id, col(Cluster.title) == title)
    if work.session.execute(known).first() is not None:
        raise BadInput(f"title: this round already has a cluster {title!r}")
    return title


def numbered_title(work: Work, round_id: int, title: str) -> str:
    """Return a title, with a number behind it where a cluster of this round has it already."""
    there = set(work.session.scalars(select(col(Cluster.title)).where(col(Cluster.round_id) == round_id)))
    return next(one for n in count(1) if (one := title if n == 1 else f"{title} ({n})") not in there)


def cluster_here(work: Work, cluster_id: int) -> tuple[Cluster, Subject]:
    """Return a cluster of the actor's own organisation with its closed round, locked.

    Raises NotFound, Conflict.
    """
    missing = NotFound(f"there is no cluster with number {cluster_id}")
    cluster = work.session.get(Cluster, cluster_id)
    if cluster is None:
        raise missing
    assert work.actor is not None
    home = select(col(Instance.organisation_id)).where(col(Instance.id) == cluster.round_id)
    if work.session.scalar(home) != work.actor.organisation_id:
        raise missing
    subject = closed_round(work, cluster.round_id)
    work.session.refresh(cluster)  # as it is now that we hold the lock
    return cluster, subject


def standing(cluster: Cluster) -> Cluster:
    """Return a cluster that stands by itself. Raises Conflict when it was put with another."""
    if cluster.merged_into is not None:
        raise Conflict(f"{cluster.title!r} was put with another cluster, which answers for it")
    return cluster


def closed_round(work: Work, round_id: int, *roles: str) -> Subject:
    """Lock a round whose answers are being made, and return it. Raises NotFound, NotAllowed, Conflict."""
    subject = child(work, round_id, "round")
    if roles:
        require_role(work, subject, *roles)
    if subject.means == "answered":
        raise Conflict(f"the answers of {subject.title!r} were sent already, so they cannot change any more")
    if subject.means != "closed":
        raise Conflict(f"{subject.title!r} is not closed yet: what was said can be read once it is")
    return subject


def check_owner(work: Work, subject: Subject, owner_id: int | None) -> None:
    """Return when somebody works here, or nobody is meant. Raises NotFound."""
    if owner_id is None:
        return
    person = work.session.get(Person, owner_id)
    if person is None or person.organisation_id != subject.home.id or not person.active:
        raise NotFound(f"nobody here has number {owner_id}")


def as_json(cluster: Cluster) -> dict[str, Any]:
    """Return a cluster as plain data."""
    return {
        "id": cluster.id,
        "round": cluster.round_id,
        "title": cluster.title,
        "said": cluster.said,
        "owner": cluster.owner_id,
        "dueOn": cluster.due_on.isoformat() if cluster.due_on else None,
        "outcome": cluster.outcome,
        "opening": cluster.opening,
        "because": cluster.because,
        "variant": cluster.variant_id,
        "mergedInto": cluster.merged_into,
    }
