"""Where an innovation has been: what the stages mean that it is or ever was in."""

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance, JournalEntry


def been_in(session: Session, subject: Subject) -> frozenset[str]:
    """Return the meanings of all stages in the journal of the subject's cycle. One statement."""
    stages = session.scalars(
        select(col(JournalEntry.to_stage)).where(col(JournalEntry.instance_id) == subject.cycle_id).distinct()
    )
    means = {
        stage.name: stage.means or stage.name for stage in machine_of(session, subject.digest).stages("cycle")
    }
    return frozenset(means.get(stage, stage) for stage in stages)


def now_in(session: Session, subject: Subject) -> str:
    """Return what the stage means that the subject's cycle is in. One statement at most."""
    if subject.kind == "cycle":
        return subject.means
    wanted = select(col(Instance.means)).where(col(Instance.id) == subject.cycle_id)
    return session.scalars(wanted).one()
