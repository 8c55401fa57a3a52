"""Which pilots belong to the trial that a cycle is in now.

A decision may repeat a trial. Then the pilot of the first trial has ended and was answered long ago,
and must not open the gate of the second one before anybody has tried anything.
"""

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlmodel import Session, col

from pim.lifecycle.past import named
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import JournalEntry
from pim.pilots import queries as pilots
from workflows.facts import PilotFact


def pilot_facts(session: Session, subject: Subject) -> tuple[PilotFact, ...]:
    """Return every pilot of a cycle: does it belong to this trial, and was its own round answered."""
    since = _since(session, subject) if subject.kind == "cycle" else None
    return pilots.facts(session, subject.cycle_id, since)


def _since(session: Session, subject: Subject) -> ScalarSelect[Any]:
    """Return the question when the cycle came into what its stage means; a pause meanwhile does not count."""
    here = named(session, subject, subject.means)
    return (
        select(func.max(col(JournalEntry.at)))
        .where(
            col(JournalEntry.instance_id) == subject.id,
            col(JournalEntry.to_stage).in_(here),
            col(JournalEntry.from_stage).not_in([*here, *named(session, subject, "paused")]),
        )
        .scalar_subquery()
    )
