"""Who answers a cluster and by when: its owner hears it when it is given, and again on the last day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from pim.answers.clusters import as_json, check_owner, cluster_here, standing
from pim.answers.desk import answer_by
from pim.answers.tables import Cluster
from pim.errors import BadInput
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.resettled import OWN_NUMBERS
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline
from pim.lifecycle.work import Event, Work
from workflows.machine import Tell

OWNER = "cluster_owner"  # the audience: whoever answers a cluster
_DAY_ONE = date(2020, 1, 1)


def give_owner(work: Work, cluster_id: int, owner_id: int, *, due_on: date | None = None) -> dict[str, Any]:
    """Say who answers a cluster and by which day; without a day, by the day the round must be answered.

    A day on which nobody works becomes the next working day. Raises BadInput for a day that is past
    or after the round's own term, NotFound, NotAllowed, Conflict.
    """
    cluster, subject = cluster_here(work, cluster_id)
    require_role(work, subject, "lead")
    standing(cluster)
    check_owner(work, subject, owner_id)
    cluster.owner_id = owner_id
    cluster.due_on = _last_day(work, subject, due_on)
    work.session.add(cluster)
    work.session.flush()
    if cluster.due_on is not None:
        _remind(work, subject, cluster.due_on)
    told = {"cluster": cluster_id, "owner": owner_id, "due_on": cluster.due_on}
    record(work, cluster.round_id, "cluster_owner", told, _given(work, subject, cluster))
    return as_json(cluster)


def owners_due(session: Session, round_id: int, day: date) -> dict[int, Mapping[str, Any]]:
    """Return whoever has clusters to answer by this day that are still open, with their titles."""
    rows = session.execute(
        select(col(Cluster.owner_id), col(Cluster.title))
        .where(
            col(Cluster.round_id) == round_id,
            col(Cluster.due_on) == day,
            col(Cluster.owner_id).is_not(None),
            col(Cluster.outcome).is_(None),
            col(Cluster.merged_into).is_(None),
        )
        .order_by(col(Cluster.id))
    )
    found: dict[int, list[str]] = {}
    for owner_id, title in rows:
        found.setdefault(owner_id, []).append(title)
    return {owner_id: {"points": titles} for owner_id, titles in found.items()}


def _last_day(work: Work, subject: Subject, wanted: date | None) -> date | None:
    calendar = calendar_of(work.session, subject.home)
    today = calendar.local_date(work.now)
    term = answer_by(work.session, subject)
    if wanted is None:
        return term if term is not None and term >= today else None
    day = calendar.roll_forward(wanted)
    if day < today:
        raise BadInput(f"due on: expected {today} or later, got {wanted}")
    if term is not None and today <= term < day:
        raise BadInput(f"due on: everything of this round must be answered by {term}, got {wanted}")
    return day


def _remind(work: Work, subject: Subject, day: date) -> None:
    """Arm one reminder for a day, in the morning; whom it concerns is looked up when it fires."""
    number = OWN_NUMBERS + (day - _DAY_ONE).days
    calendar = calendar_of(work.session, subject.home)
    known = select(col(Deadline.id)).where(
        col(Deadline.instance_id) == subject.id,
        col(Deadline.visit) == subject.state.visit,
        col(Deadline.what) == "remind",
        col(Deadline.number) == number,
    )
    morning = calendar.morning(day)
    if morning <= work.now or work.session.execute(known).first() is not None:
        return
    work.session.connection().execute(
        insert(Deadline),
        {
            "instance_id": subject.id,
            "visit": subject.state.visit,
            "what": "remind",
            "number": number,
            "due_at": morning,
            "try_at": morning,
            "term_at": calendar.end_of_day(day),
            "rule": "the last day of a cluster's owner",
            "then": [],
            "tells": [[OWNER, "cluster_due"]],
            "status": "armed",
            "attempts": 0,
        },
    )


def _given(work: Work, subject: Subject, cluster: Cluster) -> Event:
    assert work.actor is not None, "a person gives it"
    assert cluster.owner_id is not None, "it was just given"
    calendar = calendar_of(work.session, subject.home)
    return Event(
        subject=subject,
        name="cluster_owner",
        key=f"{subject.id}:{subject.state.version + 1}",
        tells=(Tell(OWNER, "cluster_given"),),
        at=work.now,
        actor_id=work.actor.person_id,
        due_at=calendar.end_of_day(cluster.due_on) if cluster.due_on else None,
        people={cluster.owner_id: {}},
        data={"point": cluster.title, "said": cluster.said},
    )
