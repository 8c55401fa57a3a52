"""Answering a cluster, or several at once: done, changed or not done, because …

"No" is an answer, when it says why. An answer that says nothing ends contribution, so it is refused.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from pim.answers.clusters import as_json, cluster_here, standing
from pim.answers.tables import Cluster, StandardAnswer
from pim.answers.words import checked_outcome, reason
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import NotAllowed, require_role
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work


def answer_cluster(
    work: Work,
    cluster_id: int,
    *,
    outcome: str,
    because: str = "",
    variant_id: int | None = None,
    standard_id: int | None = None,
) -> dict[str, Any]:
    """Answer a cluster: done, changed or not done, because … The lead does, or its owner.

    ``variant_id`` is the new version that follows from it; ``standard_id`` the standard answer it
    begins with. Until the answers are sent an answer may be given again. Raises BadInput, NotFound,
    NotAllowed, Conflict.
    """
    cluster, subject = cluster_here(work, cluster_id)
    _check_answerer(work, cluster, subject)
    standing(cluster)
    opening = _opening(work.session, subject, standard_id)
    outcome = checked_outcome(outcome)
    because = reason(outcome, because, opening, f"{cluster.title} {cluster.said}")
    if variant_id is not None:
        _check_variant(work, subject, variant_id)
    cluster.outcome, cluster.opening, cluster.because = outcome, opening, because
    cluster.variant_id, cluster.answered_at = variant_id, work.now
    work.session.add(cluster)
    work.session.flush()
    told = {"cluster": cluster_id, "outcome": outcome, "because": because, "variant": variant_id}
    record(work, cluster.round_id, "cluster_answered", {**told, **({"opening": opening} if opening else {})})
    return as_json(cluster)


def answer_clusters(
    work: Work,
    cluster_ids: Sequence[int],
    *,
    outcome: str,
    because: str = "",
    variant_id: int | None = None,
    standard_id: int | None = None,
) -> list[dict[str, Any]]:
    """Give several clusters the same answer: all of them, or when one cannot take it, none.

    Raises as ``answer_cluster``; BadInput when none is named.
    """
    if not cluster_ids:
        raise BadInput("clusters: expected at least one to answer")
    given: dict[str, Any] = {"outcome": outcome, "because": because}
    given |= {"variant_id": variant_id, "standard_id": standard_id}
    return [answer_cluster(work, id_, **given) for id_ in dict.fromkeys(cluster_ids)]


def _check_answerer(work: Work, cluster: Cluster, subject: Subject) -> None:
    assert work.actor is not None
    if cluster.owner_id == work.actor.person_id:
        return
    try:
        require_role(work, subject, "lead")
    except NotAllowed:
        raise NotAllowed("only the lead or the owner of this cluster can answer it") from None


def _opening(session: Session, subject: Subject, standard_id: int | None) -> dict[str, str] | None:
    if standard_id is None:
        return None
    standard = session.get(StandardAnswer, standard_id)
    if standard is None or standard.organisation_id != subject.home.id:
        raise NotFound(f"there is no standard answer with number {standard_id}")
    return {"nl": standard.nl, "en": standard.en}


def _check_variant(work: Work, subject: Subject, variant_id: int) -> None:
    variant = work.session.get(Instance, variant_id)
    if variant is None or variant.cycle_id != subject.cycle_id or variant.kind != "variant":
        raise NotFound(f"there is no variant with number {variant_id} in this cycle")
