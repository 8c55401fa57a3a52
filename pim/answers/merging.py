"""Putting clusters together, and taking them apart again exactly as they were."""

from typing import Any

from pim.answers.clusters import GROUPERS, as_json, cluster_here, standing
from pim.errors import BadInput, Conflict
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.work import Work


def merge_clusters(work: Work, cluster_id: int, into_id: int) -> dict[str, Any]:
    """Let another cluster answer for this one. Its texts, owner and answer are kept, and come back undone.

    Raises BadInput for itself or one of another round, NotFound, NotAllowed, Conflict.
    """
    cluster, subject = cluster_here(work, cluster_id)
    require_role(work, subject, *GROUPERS)
    into, _ = cluster_here(work, into_id)
    if cluster.id == into.id or cluster.round_id != into.round_id:
        raise BadInput("into: expected another cluster of the same round")
    standing(cluster)
    standing(into)
    cluster.merged_into = into.id
    work.session.add(cluster)
    work.session.flush()
    told = {"cluster": cluster_id, "title": cluster.title, "into": into_id}
    record(work, cluster.round_id, "cluster_merged", told)
    return as_json(into)


def unmerge_cluster(work: Work, cluster_id: int) -> dict[str, Any]:
    """Let a cluster stand by itself again, with what it had before. Raises as ``merge_clusters``."""
    cluster, subject = cluster_here(work, cluster_id)
    require_role(work, subject, *GROUPERS)
    if cluster.merged_into is None:
        raise Conflict(f"{cluster.title!r} stands by itself already")
    told = {"cluster": cluster_id, "title": cluster.title, "from": cluster.merged_into}
    cluster.merged_into = None
    work.session.add(cluster)
    work.session.flush()
    record(work, cluster.round_id, "cluster_unmerged", told)
    return as_json(cluster)
