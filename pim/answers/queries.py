"""Reading the desk: the facts a step looks at, and what letters tell of the answers. Few statements each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from pim.answers.tables import Cluster, Placement, ReportBack
from pim.answers.words import said_in
from pim.feedback import queries as feedback
from pim.feedback.tables import Round
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from workflows.facts import Facts, Own, RoundFact
from workflows.reasons import explain
from workflows.requirements import bound

__all__ = ["fact_of", "facts", "letter_words", "own"]

ANSWERED = "every_cluster_answered"
# A cluster that was put with another is answered there.
_CLUSTERS = (
    select(func.count())
    .where(col(Cluster.round_id) == col(Round.instance_id), col(Cluster.merged_into).is_(None))
    .correlate(Round)
)
_TEXTS = select(col(ReportBack.texts)).where(col(ReportBack.round_id) == col(Round.instance_id))
_PLACED = select(func.count()).where(
    col(Placement.round_id) == col(Round.instance_id), col(Placement.kind) == "text"
)
_DESK = (
    _CLUSTERS.scalar_subquery(),
    _CLUSTERS.where(col(Cluster.outcome).is_(None)).scalar_subquery(),
    func.coalesce(_TEXTS.correlate(Round).scalar_subquery(), 0) - _PLACED.correlate(Round).scalar_subquery(),
)
_OF_CYCLE = feedback.facts_query(live=False, desk=_DESK).where(col(Round.cycle_id) == bindparam("cycle"))
_OF_ROUND = feedback.facts_query(live=False, desk=_DESK).where(col(Round.instance_id) == bindparam("round"))
_OF_ROUND_LIVE = feedback.facts_query(live=True, desk=_DESK).where(
    col(Round.instance_id) == bindparam("round")
)


def facts(session: Session, cycle_id: int) -> tuple[RoundFact, ...]:
    """Return the rounds of a cycle, oldest first. ``answered`` is what may be shown: daily, 0 below five."""
    rows = session.connection().execute(_OF_CYCLE, {"cycle": cycle_id})
    return tuple(feedback.fact(row) for row in rows)


def fact_of(session: Session, round_id: int) -> RoundFact | None:
    """Return one round as ``facts`` does, or None."""
    row = session.connection().execute(_OF_ROUND, {"round": round_id}).first()
    return feedback.fact(row) if row else None


def own(session: Session, subject: Subject, *, live: bool = False) -> Own:
    """Return what a round's own requirements look at.

    ``live`` is for the clock alone, which must decide on the answers there are: it tells nobody. A
    person's refusal names the number, and would be a counter that moves with each answer.
    """
    statement = _OF_ROUND_LIVE if live else _OF_ROUND
    row = session.connection().execute(statement, {"round": subject.id}).first()
    return Own(round=feedback.fact(row, live) if row else None, dates=subject.dates)


_ANSWERED = (
    select(Cluster, col(Instance.code), col(Instance.title))
    .outerjoin(Instance, col(Instance.id) == col(Cluster.variant_id))
    .where(col(Cluster.round_id) == bindparam("round"), col(Cluster.merged_into).is_(None))
    .order_by(col(Cluster.id))
)


def letter_words(session: Session, round_id: int, language: str) -> Mapping[str, Any]:
    """Return the fields that letters about a round may use. Five statements.

    ``clusters`` are those that were answered; ``code`` is there once the answers are sent. ``to_do`` is
    what keeps the round from being finished, in the words of that refusal.
    """
    words = feedback.letter_words(session, round_id, language)
    if not words:
        return {}
    clusters = session.execute(_ANSWERED, {"round": round_id}).all()
    code = session.scalar(select(col(ReportBack.code)).where(col(ReportBack.round_id) == round_id))
    return {
        **words,
        "clusters": [
            {
                "said": one.said,
                "outcome": one.outcome,
                "answer": said_in(one, language),
                "version": f"{version}: {title}" if version else "",
            }
            for one, version, title in clusters
            if one.outcome
        ],
        "code": code or "",
        "to_do": _to_do(session, round_id, language),
    }


def _to_do(session: Session, round_id: int, language: str) -> str:
    unmet = bound(ANSWERED, {})(Facts(today=date.min, own=Own(round=fact_of(session, round_id))))
    return explain(unmet, language) if unmet else ""
