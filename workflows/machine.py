"""Run a definition: compile it once, then decide each step as a pure function.

The only file that knows `transitions`. It is driven without models and without callbacks by name:
the only callables it ever gets are guards of ours, so no word of a workflow's author can reach it as
code. The guard collects every reason before it says no.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from transitions import Machine as Transitions
from transitions import State as Stop

from workflows.compiled import BACK, Life, Place, Way, read_lifecycle, reads
from workflows.decision import Decision, Due, Refused, Request, StageView, State, StepView, Tell
from workflows.definition import Definition, digest
from workflows.due import armed
from workflows.facts import Facts
from workflows.faults import nearest
from workflows.guard import Guard, Subject, returns_to
from workflows.requirements import Number, Unmet
from workflows.working_days import WorkingCalendar

__all__ = [
    "Decision",
    "Due",
    "Machine",
    "Refused",
    "Request",
    "StageView",
    "State",
    "StepView",
    "Tell",
    "Unmet",
    "compile",
    "compiled",
    "deadlines",
    "enter",
    "step",
]

START = "start"
"""The name of the step with which every instance begins."""

_MACHINES_KEPT = 128


class Machine:
    """A compiled definition. Immutable and shared between threads: all state is passed in."""

    __slots__ = ("_lives", "_triggers", "definition", "digest")

    def __init__(self, definition: Definition) -> None:
        """Use `compile()`. The definition has passed every check of `definition.load`."""
        self.definition = definition
        self.digest = digest(definition)
        self._lives = {
            kind: read_lifecycle(definition, kind, life) for kind, life in definition.lifecycles.items()
        }
        self._triggers = {kind: _triggers(life) for kind, life in self._lives.items()}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of things this workflow knows."""
        return tuple(self._lives)

    def life(self, kind: str) -> Life:
        """The lifecycle of a kind. LookupError: this workflow has none."""
        try:
            return self._lives[kind]
        except KeyError:
            raise LookupError(f"workflow {self.definition.workflow} has no {kind}") from None

    def place(self, kind: str, stage: str) -> Place:
        """A stage of a kind. LookupError: there is no such stage."""
        try:
            return self._lives[kind].places[stage]
        except KeyError:
            raise LookupError(f"workflow {self.definition.workflow}: no stage {stage} of {kind}") from None

    def start(self, kind: str) -> str:
        """The stage in which a new instance begins."""
        return self.life(kind).start

    def stage(self, kind: str, stage: str) -> StageView:
        """A stage, for pages."""
        return self.place(kind, stage).view

    def stages(self, kind: str) -> tuple[StageView, ...]:
        """All stages of a kind, in the order of the file."""
        return tuple(place.view for place in self.life(kind).places.values())

    def possible(self, kind: str, stage: str) -> tuple[StepView, ...]:
        """All steps out of a stage, whoever may take them, in the order of the file."""
        return tuple(way.view for way in self.place(kind, stage).ways.values())

    def reads(self, kind: str, stage: str, step: str) -> frozenset[str]:
        """The groups of Facts that deciding this step looks at; none when it is not possible here.

        A step that the clock may take when the term passes is asked together with the others it may
        try, so those are counted too. `own` is there when the term of the next stage needs its dates.
        """
        place = self.place(kind, stage)
        if step not in place.ways:
            return frozenset()
        then = place.term.then if place.term else ()
        ways = [place.ways[name] for name in (then if step in then else (step,))]
        return frozenset().union(*(self._reads_of(kind, way) for way in ways))

    def _reads_of(self, kind: str, way: Way) -> frozenset[str]:
        terms = [self.place(kind, target).term for target in way.targets]
        dated = any(term is not None and term.reads_dates for term in terms)
        returns = any(term is not None for term in terms) and way.to == BACK
        extra = {group for group, wanted in (("own", dated), ("spent", returns)) if wanted}
        return reads(way.needs) | reads(way.warns) | extra


def _triggers(life: Life) -> Mapping[str, Any]:
    """Give `transitions` one guarded transition per step and target; returns its events by step name."""
    machine = Transitions(
        model=None,
        states=[Stop(name, final=place.final) for name, place in life.places.items()],
        initial=life.start,
        auto_transitions=False,
        send_event=True,
        model_attribute="stage",
    )
    for place in life.places.values():
        for way in place.ways.values():
            guard = Guard(way)
            for target in way.targets:
                conditions: Any = [returns_to(target), guard] if way.to == BACK else [guard]
                machine.add_transition(way.name, way.source, target, conditions=conditions)
    events: Mapping[str, Any] = machine.events
    return events


def compile(definition: Definition) -> Machine:  # noqa: A001 (the word of the house for it)
    """Compile a definition that has been loaded. Costs milliseconds: keep the result."""
    return Machine(definition)


_kept: OrderedDict[str, Machine] = OrderedDict()
_keeping = Lock()


def compiled(definition_digest: str, loader: Callable[[str], Definition]) -> Machine:
    """The machine of a published definition, compiled at most once while it is in use.

    `loader` gives the definition for a digest. ValueError: what it gave has another digest, so the
    stored definition is not the one that was published.
    """
    with _keeping:
        found = _kept.get(definition_digest)
        if found is not None:
            _kept.move_to_end(definition_digest)
            return found
    machine = compile(loader(definition_digest))
    if machine.digest != definition_digest:
        raise ValueError(f"the stored definition is not the published one ({definition_digest[:12]}…)")
    with _keeping:
        _kept[definition_digest] = machine
        while len(_kept) > _MACHINES_KEPT:
            _kept.popitem(last=False)
    return machine


def deadlines(
    machine: Machine,
    kind: str,
    stage: str,
    entered_at: datetime,
    dates: Mapping[str, date],
    calendar: WorkingCalendar,
) -> tuple[Due, ...]:
    """What the clock does for a stage entered at `entered_at`; ask again when a date or calendar changes."""
    term = machine.place(kind, stage).term
    return armed(term, entered_at, dates, calendar) if term else ()


def enter(
    machine: Machine, kind: str, now: datetime, dates: Mapping[str, date], calendar: WorkingCalendar
) -> Decision:
    """Begin: a new instance enters the first stage of its lifecycle, version 1, visit 1."""
    life = machine.life(kind)
    place = life.places[life.start]
    return Decision(
        step=START,
        from_stage=None,
        to_stage=place.name,
        means=place.means,
        final=place.final,
        visit=1,
        version=1,
        entered_at=now,
        previous=None,
        deadlines=armed(place.term, now, dates, calendar) if place.term else (),
        tells=life.tells,
    )


def step(
    machine: Machine,
    kind: str,
    state: State,
    request: Request,
    facts: Facts,
    calendar: WorkingCalendar,
    now: datetime,
) -> Decision | Refused:
    """Decide one step. Changes nothing: what follows from it is all in the Decision.

    A Refused carries every reason at once. LookupError: the kind or the stage is not in this workflow.
    """
    place = machine.place(kind, state.stage)
    way = place.ways.get(request.step)
    if way is None:
        return _not_possible(machine.life(kind), place, request.step)
    subject = Subject(state, request, facts)
    taken = machine._triggers[kind][way.name].trigger(subject)
    if not taken:
        return _refused(place, way, subject)
    reached = machine.place(kind, subject.stage)
    # Who comes back has the rest of the term, not the whole of it anew: a pause stops its clock.
    entered_at = now - timedelta(days=facts.spent) if way.to == BACK else now
    return Decision(
        step=way.name,
        from_stage=place.name,
        to_stage=reached.name,
        means=reached.means,
        final=reached.final,
        visit=state.visit + 1,
        version=state.version + 1,
        entered_at=entered_at,
        # A step that stays where it is must not forget where `back` leads.
        previous=state.previous if reached is place else place.name,
        deadlines=_to_come(armed(reached.term, entered_at, facts.own.dates, calendar), now)
        if reached.term
        else (),
        tells=way.tells,
        warnings=tuple(subject.warnings),
        overridden=tuple(subject.overridden),
        reason=request.reason,
        undoable=way.undoable,
    )


def _to_come(dues: tuple[Due, ...], now: datetime) -> tuple[Due, ...]:
    """Leave out the reminders that went out before the pause: nobody is told a second time."""
    return tuple(due for due in dues if due.what != "remind" or due.at >= now)


def _not_possible(life: Life, place: Place, name: str) -> Refused:
    ways = [way.view for way in place.ways.values() if way.view.by]
    numbers: dict[str, Number] = {"step": name, "possible": tuple(view.name for view in ways)}
    for language in ("nl", "en"):
        numbers[f"possible_{language}"] = tuple(view.label[language] for view in ways)
    if name in life.steps:
        code, numbers["stage"] = "not_from_here", place.name
        for language in ("nl", "en"):
            numbers[f"step_{language}"] = life.steps[name][language]
            numbers[f"stage_{language}"] = place.view.label[language]
    else:
        code, numbers["nearest"] = "unknown_step", nearest(name, life.steps) or ""
    return Refused(name, place.name, (Unmet(code, numbers),), place.possible)


def _refused(place: Place, way: Way, subject: Subject) -> Refused:
    unmet = tuple(subject.unmet) or (Unmet("no_way_back", {"step": way.name}),)
    return Refused(way.name, place.name, unmet, place.possible)
