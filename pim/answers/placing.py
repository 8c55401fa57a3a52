"""Giving texts and low marks a place: in a cluster, or set aside with a reason. One place, always.

A person does this, never a machine. What was placed can be taken out again until the answers are sent.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import col

from pim.answers.clusters import (
    GROUPERS,
    as_json,
    closed_round,
    cluster_here,
    new_cluster,
    numbered_title,
    standing,
)
from pim.answers.on_desk import known_ids, slips_of
from pim.answers.tables import Placement
from pim.answers.words import LONGEST_SAID, line
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.work import Work

AT_ONCE = 500  # what may be placed in one go
LONGEST_ASIDE = 200


def put(work: Work, cluster_id: int, ids: Sequence[str]) -> dict[str, Any]:
    """Put texts and marks in a cluster, from wherever they were. Raises as ``put_in_new``."""
    cluster, subject = cluster_here(work, cluster_id)
    require_role(work, subject, *GROUPERS)
    standing(cluster)
    _place(work, cluster.round_id, ids, cluster_id=cluster_id)
    record(work, cluster.round_id, "texts_placed", {"cluster": cluster_id, "said": sorted(set(ids))})
    return as_json(cluster)


def put_in_new(
    work: Work, round_id: int, ids: Sequence[str], *, title: str, said: str = ""
) -> dict[str, Any]:
    """Make a cluster of texts and marks. Without ``said`` the first of these texts speaks for all.

    Raises BadInput, NotFound for what is not on this desk, NotAllowed, Conflict.
    """
    closed_round(work, round_id, *GROUPERS)
    cluster = new_cluster(work, round_id, title=title, said=said or _first_text(work, round_id, ids) or title)
    assert cluster.id is not None
    _place(work, round_id, ids, cluster_id=cluster.id)
    told = {"cluster": cluster.id, "title": cluster.title, "said": sorted(set(ids))}
    record(work, round_id, "cluster_added", told)
    return as_json(cluster)


def put_together(work: Work, round_id: int, ids: Sequence[str], title: str) -> dict[str, Any]:
    """Make a cluster of texts that look alike, under a title that a person may better later.

    Where a cluster has this title already, a number comes behind it. Raises as ``put_in_new``.
    """
    closed_round(work, round_id, *GROUPERS)
    return put_in_new(work, round_id, ids, title=numbered_title(work, round_id, title))


def set_aside(work: Work, round_id: int, ids: Sequence[str], because: str) -> dict[str, Any]:
    """Say that texts need no answer, and why. Raises as ``put_in_new``."""
    closed_round(work, round_id, *GROUPERS)
    because = line(because, "because", LONGEST_ASIDE)
    _place(work, round_id, ids, aside=because)
    record(work, round_id, "texts_set_aside", {"said": sorted(set(ids)), "because": because})
    return {"round": round_id, "aside": len(set(ids)), "because": because}


def take_out(work: Work, round_id: int, ids: Sequence[str]) -> dict[str, Any]:
    """Take texts and marks out of where they are: they wait for a place again. Raises as ``put_in_new``."""
    closed_round(work, round_id, *GROUPERS)
    _check(work, round_id, ids)
    _forget(work, round_id, ids)
    record(work, round_id, "texts_taken_out", {"said": sorted(set(ids))})
    return {"round": round_id, "taken": len(set(ids))}


def _first_text(work: Work, round_id: int, ids: Sequence[str]) -> str:
    wanted = set(ids)
    texts = (one.text for one in slips_of(work.session, round_id) if one.id in wanted)
    return next(texts, "")[:LONGEST_SAID]


def _place(
    work: Work, round_id: int, ids: Sequence[str], *, cluster_id: int | None = None, aside: str | None = None
) -> None:
    kinds = _check(work, round_id, ids)
    _forget(work, round_id, ids)
    rows = [
        {"round_id": round_id, "said_id": id_, "kind": kind, "cluster_id": cluster_id, "aside": aside}
        for id_, kind in sorted(kinds.items())
    ]
    work.session.connection().execute(insert(Placement), rows)


def _check(work: Work, round_id: int, ids: Sequence[str]) -> dict[str, str]:
    if not 1 <= len(set(ids)) <= AT_ONCE:
        raise BadInput(f"texts: expected 1 to {AT_ONCE} at once, got {len(set(ids))}")
    known = known_ids(work.session, round_id)
    for id_ in ids:
        if id_ not in known:
            raise NotFound(f"there is no text {id_[:40]!r} on the desk of this round")
    return {id_: known[id_] for id_ in ids}


def _forget(work: Work, round_id: int, ids: Sequence[str]) -> None:
    work.session.connection().execute(
        delete(Placement).where(
            col(Placement.round_id) == round_id, col(Placement.said_id).in_(sorted(set(ids)))
        )
    )
