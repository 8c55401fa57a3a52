"""The daily anchor: one hash over all journal heads of an organisation.

A chain per instance cannot show that a whole instance was removed, or a chain rewritten from its
start. An anchor that was exported (or printed in last week's digest) can.
"""

from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.tables import Anchor, Instance, JournalEntry


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
    """Write the anchor of one local day, as of its ``end`` in UTC; the first one written stays."""
    if session.get(Anchor, (organisation_id, day)) is None:
        count, digest = heads_digest(session, organisation_id, end)
        session.add(Anchor(organisation_id=organisation_id, day=day, instances=count, digest=digest, at=end))


def wrong_anchors(session: Session, organisation_id: int) -> list[date]:
    """Return the days whose anchor no longer matches the journal."""
    anchors = session.scalars(
        select(Anchor).where(col(Anchor.organisation_id) == organisation_id).order_by(col(Anchor.day))
    )
    return [
        anchor.day
        for anchor in anchors
        if heads_digest(session, organisation_id, anchor.at) != (anchor.instances, anchor.digest)
    ]
