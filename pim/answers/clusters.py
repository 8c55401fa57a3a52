"""Answering what people said: grouped into clusters, each with an owner and one answer.

"No" is an answer, when it says why. An answer that says nothing ends contribution, so it is refused.
"""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.errors import BadInput, Conflict, NotFound
from pim.feedback.tables import Cluster
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import NotAllowed, require_role
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Person

OUTCOMES = ("done", "changed", "not_done")
LONGEST_TITLE = 120
LONGEST_SAID = 2_000
SHORTEST_REASON = 20
FEWEST_WORDS = 4
LONGEST_REASON = 2_000


def add_cluster(
    work: Work, round_id: int, *, title: str, said: str, owner_id: int | None = None
) -> dict[str, Any]:
    """Bring together what several people said, in their words.

    Raises BadInput, NotFound, NotAllowed, Conflict while the round is not closed or already answered.
    """
    subject = _closed_round(work, round_id, "lead", "work_group")
    title = _line(title, "title", LONGEST_TITLE)
    said = _text(said, "said", LONGEST_SAID)
    known = select(col(Cluster.id)).where(col(Cluster.round_id) == round_id, col(Cluster.title) == title)
    if work.session.execute(known).first() is not None:
        raise BadInput(f"title: this round already has a cluster {title!r}")
    _check_owner(work, subject, owner_id)
    cluster = Cluster(round_id=round_id, title=title, said=said, owner_id=owner_id)
    work.session.add(cluster)
    work.session.flush()
    record(work, round_id, "cluster_added", {"cluster": cluster.id, "title": title, "owner": owner_id})
    return as_json(cluster)


def give_owner(work: Work, cluster_id: int, owner_id: int) -> dict[str, Any]:
    """Say who answers a cluster. Raises BadInput, NotFound, NotAllowed, Conflict."""
    cluster, subject = cluster_here(work, cluster_id)
    require_role(work, subject, "lead")
    _check_owner(work, subject, owner_id)
    cluster.owner_id = owner_id
    work.session.add(cluster)
    work.session.flush()
    record(work, cluster.round_id, "cluster_owner", {"cluster": cluster_id, "owner": owner_id})
    return as_json(cluster)


def answer_cluster(
    work: Work, cluster_id: int, *, outcome: str, because: str, variant_id: int | None = None
) -> dict[str, Any]:
    """Answer a cluster: done, changed or not done, because … The lead does, or its owner.

    ``variant_id`` is the new version that follows from it. Until the answers are sent an answer may
    be given again. Raises BadInput, NotFound, NotAllowed, Conflict.
    """
    cluster, subject = cluster_here(work, cluster_id)
    assert work.actor is not None
    if cluster.owner_id != work.actor.person_id:
        _require_lead(work, subject)
    if outcome not in OUTCOMES:
        raise BadInput(f"outcome: expected one of {', '.join(OUTCOMES)}, got {outcome!r}")
    because = _reason(because)
    if variant_id is not None:
        _check_variant(work, subject, variant_id)
    cluster.outcome, cluster.because, cluster.variant_id = outcome, because, variant_id
    work.session.add(cluster)
    work.session.flush()
    told = {"cluster": cluster_id, "outcome": outcome, "because": because, "variant": variant_id}
    record(work, cluster.round_id, "cluster_answered", told)
    return as_json(cluster)


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
    subject = _closed_round(work, cluster.round_id)
    work.session.refresh(cluster)  # as it is now that we hold the lock
    return cluster, subject


def as_json(cluster: Cluster) -> dict[str, Any]:
    """Return a cluster as plain data."""
    return {
        "id": cluster.id,
        "round": cluster.round_id,
        "title": cluster.title,
        "said": cluster.said,
        "owner": cluster.owner_id,
        "outcome": cluster.outcome,
        "because": cluster.because,
        "variant": cluster.variant_id,
    }


def _closed_round(work: Work, round_id: int, *roles: str) -> Subject:
    subject = child(work, round_id, "round")
    if roles:
        require_role(work, subject, *roles)
    if subject.means == "answered":
        raise Conflict(f"the answers of {subject.title!r} were sent already, so they cannot change any more")
    if subject.means != "closed":
        raise Conflict(f"{subject.title!r} is not closed yet: what was said can be read once it is")
    return subject


def _require_lead(work: Work, subject: Subject) -> None:
    try:
        require_role(work, subject, "lead")
    except NotAllowed:
        raise NotAllowed("only the lead or the owner of this cluster can answer it") from None


def _check_owner(work: Work, subject: Subject, owner_id: int | None) -> None:
    if owner_id is None:
        return
    person = work.session.get(Person, owner_id)
    if person is None or person.organisation_id != subject.home.id or not person.active:
        raise NotFound(f"nobody here has number {owner_id}")


def _check_variant(work: Work, subject: Subject, variant_id: int) -> None:
    variant = work.session.get(Instance, variant_id)
    if variant is None or variant.cycle_id != subject.cycle_id or variant.kind != "variant":
        raise NotFound(f"there is no variant with number {variant_id} in this cycle")


def _line(text: str, what: str, longest: int) -> str:
    text = text.strip()
    if not 1 <= len(text) <= longest or not text.isprintable():
        raise BadInput(f"{what}: expected 1 to {longest} printable characters on one line")
    return text


def _text(text: str, what: str, longest: int) -> str:
    text = text.strip()
    if not 1 <= len(text) <= longest or "\0" in text:
        raise BadInput(f"{what}: expected 1 to {longest} characters")
    return text


def _reason(because: str) -> str:
    because = _text(because, "because", LONGEST_REASON)
    if len(because) < SHORTEST_REASON or len(because.split()) < FEWEST_WORDS:
        raise BadInput(
            "because: say in a sentence what is done, what is changed, or why it is not done, "
            f"so that those who said it recognise themselves in it; got {because!r}"
        )
    return because
