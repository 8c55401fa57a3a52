"""What becomes of one innovation, and of everything inside it, when it goes on in another workflow.

The same answer is shown beforehand and written afterwards. Nothing here writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from pim.cycles.view import possibilities
from pim.lifecycle.changes import Change
from pim.lifecycle.past import meanings
from pim.lifecycle.resettled import OWN_NUMBERS, due_so_far, resettled
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline, JournalEntry
from pim.lifecycle.work import Event, Work
from pim.migrating.opening import Migration
from workflows.compiled import steps_from
from workflows.machine import Tell, Unmet

LETTER = "workflow_changed"


@dataclass(frozen=True, slots=True)
class Moved:
    """What becomes of one thing. ``missing`` is what its next steps need now and did not before."""

    change: Change
    so_far: tuple[Deadline, ...]
    missing: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """What becomes of a cycle: everything in it moves, or for these reasons nothing does."""

    cycle: Subject
    moved: tuple[Moved, ...] = ()
    refused: tuple[Unmet, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """Return what is to be written."""
        return [each.change for each in self.moved]


def going(work: Work, migration: Migration, subjects: Sequence[Subject]) -> Going:
    """Return what becomes of a cycle. ``subjects`` are the cycle and everything inside it, oldest first."""
    cycle = next(one for one in subjects if one.id == one.cycle_id)
    refused = [unmet for one in subjects for unmet in _refusals(migration, one, cycle)]
    refused += _past(work, migration, subjects)
    if refused:
        return Going(cycle, refused=tuple(refused))
    due = due_so_far(work.session, cycle.id)
    moved = tuple(_moved(work, migration, one, due.get(one.id, ())) for one in subjects)
    head = next(each for each in moved if each.change.before is cycle)
    head.change.events.append(_told(work, migration, head))
    return Going(cycle, moved)


def _refusals(migration: Migration, subject: Subject, cycle: Subject) -> list[Unmet]:
    if subject.digest != cycle.digest:
        return [_about(Unmet("migrate_other_workflow", {}), subject)]
    stages = dict.fromkeys((subject.state.stage, subject.state.previous))
    places = (migration.move.place(subject.kind, stage) for stage in stages if stage is not None)
    return [_about(found, subject) for found in places if isinstance(found, Unmet)]


def _about(unmet: Unmet, subject: Subject) -> Unmet:
    return Unmet(unmet.code, {**unmet.numbers, "title": subject.title})


def _past(work: Work, migration: Migration, subjects: Sequence[Subject]) -> list[Unmet]:
    """Return where the journal would be misread: a stage it speaks of means something else over there."""
    there = {
        kind: meanings(work.session, kind, (migration.target,)) for kind in {one.kind for one in subjects}
    }
    rows = work.session.execute(
        select(col(JournalEntry.instance_id), col(JournalEntry.to_stage))
        .where(col(JournalEntry.instance_id).in_([one.id for one in subjects]))
        .distinct()
    )
    been: dict[int, set[str]] = {}
    for id_, stage in rows:
        been.setdefault(id_, set()).add(stage)
    found = []
    for one in subjects:
        known = meanings(work.session, one.kind, (*one.earlier, one.digest))
        for stage in sorted(been.get(one.id, set()) - _placed(migration, one)):
            here, new = known.get(stage, stage), there[one.kind].get(stage)
            if new is not None and new != here:
                numbers = {"named": stage, "means": here, "means_there": new}
                found.append(_about(Unmet("migrate_past_other", numbers), one))
    return found


def _placed(migration: Migration, subject: Subject) -> set[str]:
    """Return the stage a subject is in, where it keeps its name: what that means was asked already."""
    stage = subject.state.stage
    return {stage} if migration.move.plan.new_name(subject.kind, stage) == stage else set()


def _moved(work: Work, migration: Migration, subject: Subject, so_far: Sequence[Deadline]) -> Moved:
    move = migration.move
    place = move.place(subject.kind, subject.state.stage)
    assert not isinstance(place, Unmet), "refused before"
    previous = subject.state.previous and move.plan.new_name(subject.kind, subject.state.previous)
    anew = move.plan.anew and not place.final
    there = resettled(work.session, subject, move.new, place.view, previous, so_far, work.now, anew=anew)
    change = Change(before=subject, after=subject)
    said = {
        "plan": migration.key,
        "reason": move.plan.reason[subject.home.language],
        "stages": dict(move.plan.stages.get(subject.kind, {})),
    }
    change.resettle(there, work.actor.person_id if work.actor else None, work.now, said)
    of_the_workflow = tuple(row for row in so_far if row.number < OWN_NUMBERS)
    return Moved(change, of_the_workflow, _missing(work, migration, change))


def _missing(work: Work, migration: Migration, change: Change) -> tuple[Unmet, ...]:
    """Return what the steps from here need now and did not before, where the workflows differ in that."""
    before, after = change.before, change.after
    if after.final or _asks(migration, before, old=True) == _asks(migration, after, old=False):
        return ()
    known = {
        (each.step.name, unmet.code)
        for each in possibilities(work.session, before, frozenset(), work.now)
        for unmet in each.missing
    }
    found = {
        unmet.code: unmet
        for each in possibilities(work.session, after, frozenset(), work.now)
        for unmet in each.missing
        if (each.step.name, unmet.code) not in known
    }
    return tuple(found.values())


def _asks(migration: Migration, subject: Subject, *, old: bool) -> Mapping[str, object]:
    machine = migration.move.old if old else migration.move.new
    life = machine.definition.lifecycles[subject.kind]
    return {name: (step.to, step.needs) for name, step in steps_from(life, subject.state.stage).items()}


def _told(work: Work, migration: Migration, head: Moved) -> Event:
    """Return what the lead hears: in which stage it stands now, until when, and what is asked more."""
    after = head.change.after
    ends = next((due.at for due in head.change.arm if due.what == "due"), None)
    return Event(
        subject=after,
        name="migrated",
        key=f"{after.id}:{after.state.version}",
        tells=(Tell("lead", LETTER),),
        at=work.now,
        actor_id=work.actor.person_id if work.actor else None,
        due_at=ends,
        warnings=head.missing,
        data={"reason": dict(migration.move.plan.reason)},
    )
