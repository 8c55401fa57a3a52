"""Where an innovation has been: what the stages mean that it is or ever was in."""

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import JournalEntry


def been_in(session: Session, subject: Subject) -> frozenset[str]:
    """Return the meanings of all stages in the journal of the subject's cycle. One statement."""
    stages = session.scalars(
        select(col(JournalEntry.to_stage)).where(col(JournalEntry.instance_id) == subject.cycle_id).distinct()
    )
    means = {
        stage.name: stage.means or stage.name for stage in machine_of(session, subject.digest).stages("cycle")
    }
    return frozenset(means.get(stage, stage) for stage in stages)
