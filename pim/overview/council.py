"""The word of the works council about several innovations: what was asked, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.consultation.queries import open_condition, suspended_until, with_subject
from pim.consultation.tables import Condition, Consultation
from pim.consultation.words import REQUESTS
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import from_row


@dataclass(frozen=True, slots=True)
class Word:
    """One request: where it stands, how many of its conditions are open, until when it holds things up."""

    id: int
    cycle_id: int
    title: str
    request: Mapping[str, str]
    label: Mapping[str, str]
    answer: str
    conditions: int
    suspended_until: date | None

    def as_json(self) -> dict[str, Any]:
        """Return the request as plain data."""
        return {
            "consultation": self.id, "title": self.title, "request": dict(self.request),
            "stage": dict(self.label), "openConditions": self.conditions,
            "suspendedUntil": self.suspended_until.isoformat() if self.suspended_until else None,
        }  # fmt: skip


def words_of(session: Session, cycle_ids: Sequence[int]) -> dict[int, tuple[Word, ...]]:
    """Return the requests of each of these innovations, oldest first. One statement."""
    unmet = (
        select(func.count())
        .select_from(Condition)
        .where(open_condition())
        .correlate(Consultation)
        .scalar_subquery()
    )
    rows = session.execute(with_subject().add_columns(unmet).where(col(Consultation.cycle_id).in_(cycle_ids)))
    found: dict[int, list[Word]] = {}
    for request, *columns, conditions in rows:
        subject = from_row(columns)
        label = machine_of(session, subject.digest).stage("consultation", subject.state.stage).label
        found.setdefault(request.cycle_id, []).append(
            Word(
                subject.id, request.cycle_id, subject.title, REQUESTS[request.request], label,
                request.answer or "", conditions, suspended_until(session, subject, request),
            )
        )  # fmt: skip
    return {id_: tuple(mine) for id_, mine in found.items()}
