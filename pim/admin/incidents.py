"""Deadlines of one organisation that failed five times: what they were for, and why they failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Deadline, Instance

MOST = 100


@dataclass(frozen=True, slots=True)
class Incident:
    """A deadline that an administrator tries again or lets go."""

    id: int
    what: str
    at: datetime
    rule: str
    attempts: int
    error: str
    kind: str
    code: str
    title: str
    path: str
    label: Mapping[str, str]


def incidents(session: Session, organisation_id: int) -> tuple[Incident, ...]:
    """Return what failed in an organisation, longest due first. One statement."""
    rows = session.execute(
        select(
            Deadline, col(Instance.kind), col(Instance.code), col(Instance.title),
            col(Instance.stage), col(Instance.digest),
        )
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .where(col(Instance.organisation_id) == organisation_id, col(Deadline.status) == "incident")
        .order_by(col(Deadline.due_at), col(Deadline.id))
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        Incident(
            due.id or 0, due.what, due.due_at, due.rule, due.attempts, due.error or "", kind, code, title,
            f"/{kind}s/{due.instance_id}", machine_of(session, digest).stage(kind, stage).label,
        )
        for due, kind, code, title, stage, digest in rows
    )  # fmt: skip
