"""A definition read once into slots and tuples, so that a step costs little."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.decision import StageView, StepView, Tell
from workflows.due import Term, term
from workflows.facts import Facts
from workflows.requirements import CATALOGUE, Unmet, bound
from workflows.schema import Definition, Lifecycle, Need, Step
from workflows.vocabulary import CLOCK

BACK = "back"
SAME = "same"
_BACK_LABEL = {"nl": "Terug naar de vorige fase", "en": "Back to the previous stage"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A requirement of one step, ready to be asked. `overridden_by` is the role that may pass it by."""

    name: str
    check: Callable[[Facts], Unmet | None]
    overridden_by: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One step out of one stage. `to` is a stage, or `back` with every stage that can be in `targets`."""

    name: str
    source: str
    to: str
    targets: tuple[str, ...]
    by: frozenset[str]
    needs: tuple[Checked, ...]
    warns: tuple[Checked, ...]
    reason_required: bool
    tells: tuple[Tell, ...]
    undoable: bool
    view: StepView


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One stage with its ways out."""

    name: str
    means: str | None
    final: bool
    term: Term | None
    ways: Mapping[str, Way]
    possible: tuple[str, ...]
    view: StageView


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """One lifecycle. `steps` are the names of all its steps."""

    kind: str
    start: str
    tells: tuple[Tell, ...]
    places: Mapping[str, Place]
    steps: frozenset[str]


def read_lifecycle(definition: Definition, kind: str, life: Lifecycle) -> Life:
    """Compile the lifecycle of one kind. The definition has been checked: nothing is missing here."""
    places = {
        name: _place(definition, kind, life, name, position) for position, name in enumerate(life.stages)
    }
    steps = frozenset(step for place in places.values() for step in place.ways)
    return Life(kind, life.start, _tells(life.tells), places, steps)


def steps_from(life: Lifecycle, name: str) -> dict[str, Step]:
    """The steps out of a stage: its own, and those from everywhere that lead to another stage."""
    if life.stages[name].final:
        return {}
    everywhere = {step: way for step, way in life.everywhere.items() if way.to != name}
    return {**life.stages[name].steps, **everywhere}


def targets(life: Lifecycle, name: str, way: Step) -> tuple[str, ...]:
    """The stages a step out of stage `name` can lead to; only `back` can lead to more than one."""
    if way.to == SAME:
        return (name,)
    if way.to == BACK:
        return tuple(other for other, stage in life.stages.items() if other != name and not stage.final)
    return (way.to,)


def _place(definition: Definition, kind: str, life: Lifecycle, name: str, position: int) -> Place:
    stage = life.stages[name]
    ways = {step: _way(definition, life, name, step, way) for step, way in steps_from(life, name).items()}
    # Whoever could pause or stop it is not reminded: the work of the stage is in its own steps.
    acting = dict.fromkeys(
        role for way in stage.steps.values() for role in way.by if role in definition.roles
    )
    due = stage.due
    compiled = term(due, tuple(acting)) if due is not None and due != "none" else None
    view = StageView(
        name=name,
        label=stage.label.model_dump(),
        means=stage.meaning(kind, name),
        final=stage.final,
        position=position,
        due=compiled.rule if compiled else None,
    )
    return Place(name, view.means, stage.final, compiled, ways, tuple(ways), view)


def _way(definition: Definition, life: Lifecycle, source: str, name: str, step: Step) -> Way:
    reach = targets(life, source, step)
    to = BACK if step.to == BACK else reach[0]
    label = step.label.model_dump() if step.label else _default_label(life, to)
    tells = _tells(step.tells)
    view = StepView(
        name=name,
        label=label,
        to=to,
        by=tuple(role for role in step.by if role != CLOCK),
        needs=tuple(need.name for need in step.needs),
        warns=tuple(need.name for need in step.warns),
        overridable=dict(step.overridable),
        reason_required=step.reason == "required",
        undoable=step.undoable,
        tells=tells,
        by_clock=CLOCK in step.by,
    )
    return Way(
        name=name,
        source=source,
        to=to,
        targets=reach,
        by=frozenset(step.by),
        needs=tuple(_checked(definition, need, step.overridable) for need in step.needs),
        warns=tuple(_checked(definition, need, {}) for need in step.warns),
        reason_required=view.reason_required,
        tells=tells,
        undoable=step.undoable,
        view=view,
    )


def _default_label(life: Lifecycle, to: str) -> dict[str, str]:
    if to == BACK:
        return dict(_BACK_LABEL)
    label = life.stages[to].label
    return {"nl": f"Naar: {label.nl}", "en": f"To: {label.en}"}


def _checked(definition: Definition, need: Need, overridable: Mapping[str, str]) -> Checked:
    params = dict(need.params)
    if need.name == "confirmed":
        # The words of an own checklist stand in the workflow; a refusal must be able to say them.
        item = definition.checklist[params["item"]]
        params |= {"item_nl": item.nl, "item_en": item.en}
    return Checked(need.name, bound(need.name, params), overridable.get(need.name))


def _tells(tells: Mapping[str, str]) -> tuple[Tell, ...]:
    # In one order whether the definition came from a file or from its canonical text.
    return tuple(Tell(audience, letter) for audience, letter in sorted(tells.items()))


def reads(checks: tuple[Checked, ...]) -> frozenset[str]:
    """The groups of Facts these requirements look at."""
    return frozenset(group for each in checks for group in CATALOGUE[each.name].reads)
