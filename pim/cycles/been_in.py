"""Where an innovation has been: what the stages mean that it is or ever was in, and for how long."""

import json
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from notifications.among import among
from notifications.prepared import Prepared
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.past import called, meanings
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance, JournalEntry

_ARRIVALS = Prepared(
    select(col(JournalEntry.data))
    .where(
        col(JournalEntry.instance_id) == bindparam("me"),
        among(col(JournalEntry.to_stage), "names"),
        col(JournalEntry.data).contains('"entered_at"', autoescape=True),
    )
    .order_by(col(JournalEntry.version).desc())
    .limit(1)
)


def been_in(session: Session, subject: Subject) -> frozenset[str]:
    """Return the meanings of all stages in the journal of the subject's cycle. One statement."""
    rows = session.execute(
        select(col(JournalEntry.to_stage), col(Instance.digest), col(Instance.earlier))
        .join(Instance, col(Instance.id) == col(JournalEntry.instance_id))
        .where(col(JournalEntry.instance_id) == subject.cycle_id)
        .distinct()
    ).all()
    means = {
        name: meaning
        for digest, earlier in {(digest, earlier) for _, digest, earlier in rows}
        for name, meaning in meanings(session, "cycle", (*earlier.split(), digest)).items()
    }
    return frozenset(means.get(stage, stage) for stage, _, _ in rows)


def now_in(session: Session, subject: Subject) -> str:
    """Return what the stage means that the subject's cycle is in. One statement at most."""
    if subject.kind == "cycle":
        return subject.means
    wanted = select(col(Instance.means)).where(col(Instance.id) == subject.cycle_id)
    return session.scalars(wanted).one()


def spent(session: Session, subject: Subject) -> int:
    """Return how many days the stage that the subject came from had lasted when it left it.

    In days of the organisation's calendar, so that a term whose clock stopped in a pause runs on for
    the days it had left. One statement; two for one that went on in another workflow.
    """
    if subject.state.previous is None:
        return 0
    names = called(session, subject, subject.state.previous)
    found = _ARRIVALS.rows(session.connection(), {"me": subject.id, "names": names})
    if not found:
        return 0
    calendar = calendar_of(session, subject.home)
    began = calendar.local_date(datetime.fromisoformat(json.loads(found[0][0])["entered_at"]))
    return (calendar.local_date(subject.state.entered_at) - began).days
