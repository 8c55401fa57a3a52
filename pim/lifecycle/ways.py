"""Finding the step that a verb means: by what the stage it leads to means, not by its name.

An organisation names its own stages and steps. So "give the answer" is the step to a stage that
means ``given``. Where several lead there (one for advice, one for consent), the first that can be
taken is taken; where none can, the one that misses least says why.
"""

from collections.abc import Sequence
from dataclasses import replace

from pim.lifecycle.advance import Order, Outcome, Refusal, advance, decide, preview, roles_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, lock
from pim.lifecycle.work import Work
from workflows.machine import Machine, Refused, StepView
from workflows.requirements import Number, Unmet

BACK = "back"
# A step with this unmet belongs to another sort of request: it is not the one that was meant.
_OTHER_SORT = "consultation_is"


def take_towards(
    work: Work, order: Order, *meanings: str, stays: bool = False, only_look: bool = False
) -> Outcome:
    """Take the step towards the first of these meanings that this stage has a step to.

    ``order.step`` is the verb's own word: a step of that name goes first, and a refusal names it.
    With ``stays`` the step is one that leaves the meaning as it is (a pilot that runs on, extended);
    without it, one that changes it. ``only_look`` shows what the step would do and changes nothing.
    Raises what ``advance`` raises.
    """
    found = _find(work, lock(work.session, order.instance_id), order, meanings, stays)
    if isinstance(found, Refusal):
        raise found
    return preview(work, found) if only_look else advance(work, found)


def refusal_towards(work: Work, subject: Subject, verb: str, meaning: str) -> Refusal | None:
    """Return why the step towards this meaning cannot be taken now, or None when it can. Takes nothing."""
    found = _find(work, subject, Order(subject.id, verb), (meaning,), stays=False)
    return found if isinstance(found, Refusal) else None


def _find(
    work: Work, subject: Subject, order: Order, meanings: Sequence[str], stays: bool
) -> Order | Refusal:
    """Return the order that can be taken, or the refusal of the one that was most likely meant."""
    assert work.actor is not None, "a person acts"
    roles = roles_of(work.session, work.actor, subject) | order.also
    machine = machine_of(work.session, subject.digest)
    refusal: Refusal | None = None
    for meaning in meanings:
        for name in _steps(machine, subject, order.step, meaning, stays):
            named = replace(order, step=name)
            try:
                decide(work, subject, named, roles)
            except Refusal as refused:
                refusal = _closest(refusal, refused)
            else:
                return named
        if refusal is not None and not _other_sort(refusal):
            break  # the right step is there, and cannot be taken: another meaning is no way around it
    return refusal or Refusal(_no_such_step(machine, subject, order.step))


def _closest(before: Refusal | None, now: Refusal) -> Refusal:
    """Return the refusal of the step that was more likely meant: of this sort, and missing less."""
    if before is None:
        return now
    return min(before, now, key=lambda each: (_other_sort(each), len(each.refused.unmet)))


def _other_sort(refusal: Refusal) -> bool:
    return any(unmet.code == _OTHER_SORT for unmet in refusal.refused.unmet)


def has_step(work: Work, subject: Subject, name: str) -> bool:
    """Tell whether people have a step of this name from where the subject is."""
    machine = machine_of(work.session, subject.digest)
    return any(view.name == name and view.by for view in machine.possible(subject.kind, subject.state.stage))


def _steps(machine: Machine, subject: Subject, verb: str, meaning: str, stays: bool) -> list[str]:
    names = [
        view.name
        for view in machine.possible(subject.kind, subject.state.stage)
        if view.by  # a step of the clock alone is not for people
        and (target := _target(view, subject)) is not None
        and machine.stage(subject.kind, target).means == meaning
        and (meaning == subject.means) is stays
    ]
    return sorted(names, key=lambda name: name != verb)


def _target(view: StepView, subject: Subject) -> str | None:
    return subject.state.previous if view.to == BACK else view.to


def _no_such_step(machine: Machine, subject: Subject, verb: str) -> Refused:
    here = subject.state.stage
    views = [view for view in machine.possible(subject.kind, here) if view.by]
    possible = tuple(view.name for view in views)
    numbers: dict[str, Number] = {"step": verb, "stage": here, "possible": possible}
    label, stage = machine.life(subject.kind).steps.get(verb), machine.stage(subject.kind, here).label
    if label is None:  # a verb of ours, which this organisation calls otherwise: no name to say
        numbers["case"] = "unnamed" if possible else "unnamed_nothing"
    for language in ("nl", "en"):
        numbers[f"possible_{language}"] = tuple(view.label[language] for view in views)
        numbers[f"stage_{language}"] = stage[language]
        numbers[f"step_{language}"] = label[language] if label else verb
    not_here = Unmet("not_from_here", numbers)
    # The clock alone takes it: whoever asks for it hears that, and what they can do instead.
    by_clock = verb in machine.place(subject.kind, here).ways and verb not in possible
    unmet = (Unmet("role_missing", {"roles": ()}), not_here) if by_clock else (not_here,)
    return Refused(verb, here, unmet, possible)
