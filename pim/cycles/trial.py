"""Which pilots belong to the trial that a cycle is in now.

A decision may repeat a trial. Then the pilot of the first trial has ended and was answered long ago,
and must not open the gate of the second one before anybody has tried anything.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.feedback.tables import Round
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance, JournalEntry
from pim.pilots import queries as pilots
from pim.pilots.tables import Pilot
from workflows.facts import PilotFact
from workflows.machine import StageView

_ROUND = aliased(Instance)


def pilot_facts(session: Session, subject: Subject) -> tuple[PilotFact, ...]:
    """Return every pilot of a cycle: does it belong to this trial, and was its own round answered."""
    found = pilots.facts(session, subject.cycle_id)
    if not found or subject.kind != "cycle":
        return found
    answered = exists().where(
        col(Round.about_id) == col(Instance.id),
        col(_ROUND.id) == col(Round.instance_id),
        col(_ROUND.means) == "answered",
    )
    rows = session.execute(
        select(col(Instance.code), col(Instance.entered_at), answered)
        .join(Pilot, col(Pilot.instance_id) == col(Instance.id))
        .where(col(Pilot.cycle_id) == subject.cycle_id)
    )
    since = _since(session, subject)
    known = {code: (since is None or entered_at >= since, done) for code, entered_at, done in rows}
    return tuple(
        replace(pilot, this_trial=known[pilot.code][0], answered=known[pilot.code][1]) for pilot in found
    )


def _since(session: Session, subject: Subject) -> datetime | None:
    """Return when the cycle came into what its stage means; a pause in between does not count."""
    stages = machine_of(session, subject.digest).stages("cycle")
    here = _named(stages, subject.means)
    since: datetime | None = session.scalar(
        select(func.max(col(JournalEntry.at))).where(
            col(JournalEntry.instance_id) == subject.id,
            col(JournalEntry.to_stage).in_(here),
            col(JournalEntry.from_stage).not_in([*here, *_named(stages, "paused")]),
        )
    )
    return since


def _named(stages: Sequence[StageView], means: str) -> list[str]:
    return [stage.name for stage in stages if (stage.means or stage.name) == means]
