""" "U zei – wij deden": what people said and what was done with it, for everybody who was asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.answers.on_desk import roots
from pim.answers.report_back import as_typed
from pim.answers.tables import Cluster, Placement, ReportBack
from pim.answers.view import ClusterView, clusters_of
from pim.errors import NotFound
from pim.feedback.publication import OVER
from pim.feedback.refusals import NotPublished
from pim.feedback.tables import Round
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Subject, look


@dataclass(frozen=True, slots=True)
class SaidDid:
    """The answers of a round. ``answered`` is None below five; ``texts`` counts the texts in each cluster.

    ``aside`` are the reasons why texts needed no answer, with how many each. ``code`` is the short
    address, once the answers are sent.
    """

    subject: Subject
    invited: int
    answered: int | None
    clusters: tuple[ClusterView, ...]
    texts: Mapping[int, int]
    aside: Mapping[str, int]
    sent_on: date | None
    code: str

    def as_json(self, language: str) -> dict[str, Any]:
        """Return plain data, with the answers as they read in a language."""
        return {
            "round": self.subject.id,
            "title": self.subject.title,
            "invited": self.invited,
            "answered": self.answered,
            "sentOn": self.sent_on.isoformat() if self.sent_on else None,
            "code": self.code or None,
            "clusters": [
                {
                    "title": one.cluster.title,
                    "said": one.cluster.said,
                    "texts": self.texts.get(one.id, 0),
                    "outcome": one.cluster.outcome,
                    "answer": one.answer(language),
                    "version": one.version or None,
                }
                for one in self.clusters
            ],
            "aside": dict(self.aside),
        }


def said_did(session: Session, round_id: int, organisation_id: int) -> SaidDid:
    """Return the answers of a round for somebody of the organisation, in five statements.

    Until they are sent these are the answers as they stand. Raises NotFound, NotPublished before the close.
    """
    subject = look(session, round_id)
    if subject.kind != "round" or subject.home.id != organisation_id:
        raise NotFound(f"there is no round with number {round_id}")
    if subject.means not in OVER:
        raise NotPublished
    return _gather(session, subject)


def said_did_under(session: Session, code: str) -> SaidDid:
    """Return the answers under a short address. Raises NotFound, also while they are not sent."""
    round_id = session.scalar(select(col(ReportBack.round_id)).where(col(ReportBack.code) == as_typed(code)))
    if round_id is None:
        raise NotFound("there are no answers under this address")
    subject = look(session, round_id)
    if subject.means != "answered":
        raise NotFound("there are no answers under this address")
    return _gather(session, subject)


def _gather(session: Session, subject: Subject) -> SaidDid:
    row = session.execute(
        select(Round, ReportBack)
        .outerjoin(ReportBack, col(ReportBack.round_id) == col(Round.instance_id))
        .where(col(Round.instance_id) == subject.id)
    ).one()
    round_, back = row
    clusters = clusters_of(session, subject.id)
    sent_at = back.sent_at if back else None
    counted, aside = _counted(session, subject.id, clusters)
    return SaidDid(
        subject=subject,
        invited=round_.invited,
        answered=round_.counted or None,
        clusters=clusters,
        texts=counted,
        aside=aside,
        sent_on=calendar_of(session, subject.home).local_date(sent_at) if sent_at else None,
        code=(back.code or "") if back else "",
    )


def _counted(
    session: Session, round_id: int, clusters: tuple[ClusterView, ...]
) -> tuple[dict[int, int], dict[str, int]]:
    rows = session.execute(
        select(col(Placement.cluster_id), col(Placement.aside), func.count())
        .where(col(Placement.round_id) == round_id, col(Placement.kind) == "text")
        .group_by(col(Placement.cluster_id), col(Placement.aside))
        .order_by(func.count().desc(), col(Placement.aside))
    ).all()
    above = roots(_all(clusters))
    texts: Counter[int] = Counter()
    aside: dict[str, int] = {}
    for cluster_id, because, count in rows:
        if cluster_id is not None:
            texts[above[cluster_id]] += count
        else:
            aside[because] = count
    return dict(texts), aside


def _all(clusters: tuple[ClusterView, ...]) -> list[Cluster]:
    return [part for one in clusters for part in (one.cluster, *one.parts)]
