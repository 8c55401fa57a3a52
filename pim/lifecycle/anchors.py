"""The daily anchor: one hash over all journal heads of an organisation.

A chain per instance cannot show that a whole instance was removed, or a chain rewritten from its
start. An anchor that was exported (or printed in last week's digest) can.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.tables import Anchor, Duty, Instance, JournalEntry

EVENING = "evening"
"""The duty that anchors a day."""

A_DAY = timedelta(hours=22)  # evenings are 23, 24 or 25 hours apart

STILL_WRITING = timedelta(minutes=15)
"""Who began before the evening may write after it. What came so late in a day is in the next day's anchor."""


def heads_digest(session: Session, organisation_id: int, until: datetime) -> tuple[int, str]:
    """Return the number of instances and the hash over the newest seal of each, as of a moment (UTC)."""
    newest = (
        select(col(JournalEntry.instance_id), func.max(col(JournalEntry.version)).label("version"))
        .join(Instance, col(Instance.id) == col(JournalEntry.instance_id))
        .where(col(Instance.organisation_id) == organisation_id, col(JournalEntry.at) <= until)
        .group_by(col(JournalEntry.instance_id))
        .subquery()
    )
    rows = session.execute(
        select(col(JournalEntry.instance_id), col(JournalEntry.version), col(JournalEntry.hash))
        .join(
            newest,
            (newest.c.instance_id == col(JournalEntry.instance_id))
            & (newest.c.version == col(JournalEntry.version)),
        )
        .order_by(col(JournalEntry.instance_id))
    )
    total, count = sha256(), 0
    for instance_id, version, seal in rows:
        total.update(f"{instance_id}:{version}:{seal}\n".encode())
        count += 1
    return count, total.hexdigest()


def anchor_day(session: Session, organisation_id: int, day: date, end: datetime) -> None:
    """Write the anchor of one local day, as of shortly before its ``end`` (UTC); the first written stays.

    It seals the anchor before it, so that none can be taken away from between.
    """
    if session.get(Anchor, (organisation_id, day)) is None:
        until = end - STILL_WRITING
        count, heads = heads_digest(session, organisation_id, until)
        before = session.scalar(
            select(col(Anchor.digest))
            .where(col(Anchor.organisation_id) == organisation_id, col(Anchor.day) < day)
            .order_by(col(Anchor.day).desc())
            .limit(1)
        )
        digest = _sealed(before or "", heads)
        session.add(
            Anchor(organisation_id=organisation_id, day=day, instances=count, digest=digest, at=until)
        )


def _sealed(before: str, heads: str) -> str:
    return sha256(f"{before}\n{heads}".encode()).hexdigest()


def wrong_anchors(session: Session, organisation_id: int) -> list[date]:
    """Return the days whose anchor no longer matches the journal or the anchor before it, or is gone."""
    anchors = session.scalars(
        select(Anchor).where(col(Anchor.organisation_id) == organisation_id).order_by(col(Anchor.day))
    ).all()
    wrong, before = [], ""
    for anchor in anchors:
        count, heads = heads_digest(session, organisation_id, anchor.at)
        if (count, _sealed(before, heads)) != (anchor.instances, anchor.digest):
            wrong.append(anchor.day)
        before = anchor.digest
    duty = session.get(Duty, (organisation_id, EVENING))
    done = duty.done_for if duty else None
    if done is not None and (not anchors or done - anchors[-1].at > A_DAY):
        wrong.append(done.date())
    return wrong
