"""Finding the step that a verb means: by what the stage it leads to means, not by its name.

An organisation names its own stages and steps. So "give the answer" is the step to a stage that
means ``given``. Where several lead there (one for advice, one for consent), the first that can be
taken is taken; where none can, the one that misses least says why.
"""

from dataclasses import replace

from pim.lifecycle.advance import Order, Outcome, Refusal, advance, decide, roles_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, lock
from pim.lifecycle.work import Work
from workflows.machine import Machine, Refused, StepView
from workflows.requirements import Unmet

BACK = "back"
# A step with this unmet belongs to another sort of request: it is not the one that was meant.
_OTHER_SORT = "consultation_is"


def take_towards(work: Work, order: Order, *meanings: str, stays: bool = False) -> Outcome:
    """Take the step towards the first of these meanings that this stage has a step to.

    ``order.step`` is the verb's own word: a step of that name goes first, and a refusal names it.
    With ``stays`` the step is one that keeps the instance in its stage (an extension); without it,
    one that leaves. Raises what ``advance`` raises.
    """
    subject = lock(work.session, order.instance_id)
    assert work.actor is not None, "a person acts"
    roles = roles_of(work.session, work.actor, subject)
    machine = machine_of(work.session, subject.digest)
    for meaning in meanings:
        names = _steps(machine, subject, meaning, stays)
        names.sort(key=lambda name: name != order.step)
        orders = [replace(order, step=name) for name in names]
        chosen = orders[0] if len(orders) == 1 else _first_open(work, subject, orders, roles)
        if chosen is not None:
            return advance(work, chosen)
    raise Refusal(_no_such_step(machine, subject, order.step))


def _steps(machine: Machine, subject: Subject, meaning: str, stays: bool) -> list[str]:
    here = subject.state.stage
    return [
        view.name
        for view in machine.possible(subject.kind, here)
        if view.by  # a step of the clock alone is not for people
        and (target := _target(view, subject)) is not None
        and (target == here) is stays
        and machine.stage(subject.kind, target).means == meaning
    ]


def _target(view: StepView, subject: Subject) -> str | None:
    return subject.state.previous if view.to == BACK else view.to


def _first_open(
    work: Work, subject: Subject, orders: list[Order], roles: frozenset[str]
) -> Order | None:
    """Return the first order the machine would allow, else the one that misses least; None without any."""
    refused: list[tuple[int, Order]] = []
    for order in orders:
        try:
            decide(work, subject, order, roles)
        except Refusal as refusal:
            unmet = refusal.refused.unmet
            if all(each.code != _OTHER_SORT for each in unmet):
                refused.append((len(unmet), order))
        else:
            return order
    return min(refused, key=lambda pair: pair[0])[1] if refused else None


def _no_such_step(machine: Machine, subject: Subject, verb: str) -> Refused:
    here = subject.state.stage
    possible = tuple(view.name for view in machine.possible(subject.kind, here) if view.by)
    unmet = Unmet("not_from_here", {"step": verb, "stage": here, "possible": possible})
    return Refused(verb, here, (unmet,), possible)
