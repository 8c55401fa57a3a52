"""A definition read once into slots and tuples, so that a step costs little."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.decision import StageView, StepView, Tell
from workflows.due import Term, term
from workflows.facts import Facts
from workflows.requirements import CATALOGUE, Number, Unmet, bound
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
    overriders: Mapping[str, Number]


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
    who: Mapping[str, Number]
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
    """One lifecycle. `steps` are the labels of all its steps, by name."""

    kind: str
    start: str
    tells: tuple[Tell, ...]
    places: Mapping[str, Place]
    steps: Mapping[str, Mapping[str, str]]


def read_lifecycle(definition: Definition, kind: str, life: Lifecycle) -> Life:
    """Compile the lifecycle of one kind. The definition has been checked: nothing is missing here."""
    places = {
        name: _place(definition, kind, life, name, position) for position, name in enumerate(life.stages)
    }
    steps = {step: way.view.label for place in places.values() for step, way in place.ways.items()}
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
    tells = _tells(step.tells)
    view = StepView(
        name=name,
        label=_label(life, source, step),
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
        needs=tuple(_checked(definition, life, need, step.overridable.get(need.name)) for need in step.needs),
        warns=tuple(_checked(definition, life, need, None) for need in step.warns),
        reason_required=view.reason_required,
        tells=tells,
        undoable=step.undoable,
        who={"step": name, **_who(definition, view.by)},
        view=view,
    )


def _label(life: Lifecycle, source: str, step: Step) -> dict[str, str]:
    if step.label:
        return step.label.model_dump()
    if step.to == BACK:
        return dict(_BACK_LABEL)
    label = life.stages[source if step.to == SAME else step.to].label
    return {"nl": f"Naar: {label.nl}", "en": f"To: {label.en}"}


def _who(definition: Definition, by: tuple[str, ...]) -> dict[str, Number]:
    """The roles a step is for, as a refusal says them."""
    known = definition.roles
    return {
        "roles": by,
        "roles_nl": tuple(known[role].nl if role in known else role for role in by),
        "roles_en": tuple(known[role].en if role in known else role for role in by),
    }


def _checked(definition: Definition, life: Lifecycle, need: Need, role: str | None) -> Checked:
    params = dict(need.params)
    labels = _labels(definition, life, params) or _link_labels(definition, need.name)
    if labels:
        params["labels"] = labels
    return Checked(need.name, bound(need.name, params), role, _who(definition, (role,) if role else ()))


def _labels(definition: Definition, life: Lifecycle, params: Mapping[str, Any]) -> dict[str, Number]:
    """What the workflow itself calls the item, step or stages of a requirement: a refusal says it so."""
    if "item" in params:
        item = definition.checklist[params["item"]]
        return {"item_nl": item.nl, "item_en": item.en}
    if "step" in params:
        label = step_label(life, params["step"])
        return {f"step_{language}": text for language, text in label.items()}
    if "stages" in params:
        return _stage_labels(definition, params["stages"])
    return {}


def _link_labels(definition: Definition, name: str) -> dict[str, Number]:
    """What the workflow calls its links, for a requirement about them: `objections_nl`, `objections_en`."""
    if not CATALOGUE[name].reads & {"links", "link_measures"}:
        return {}
    return {
        f"{link.id}_{language}": text
        for link in definition.links
        for language, text in link.label.model_dump().items()
    }


def _stage_labels(definition: Definition, meanings: Sequence[str]) -> dict[str, Number]:
    """The stages of the innovation that mean one of these, in the order of the file."""
    stages = definition.lifecycles["cycle"].stages.items()
    labels = [stage.label for name, stage in stages if stage.meaning("cycle", name) in meanings]
    return {
        "stages_nl": tuple(label.nl for label in labels),
        "stages_en": tuple(label.en for label in labels),
    }


def step_label(life: Lifecycle, name: str) -> dict[str, str]:
    """What a step is called; the first one, when several stages have a step of this name."""
    for stage in life.stages:
        way = steps_from(life, stage).get(name)
        if way is not None:
            return _label(life, stage, way)
    return {}


def _tells(tells: Mapping[str, str]) -> tuple[Tell, ...]:
    # In one order whether the definition came from a file or from its canonical text.
    return tuple(Tell(audience, letter) for audience, letter in sorted(tells.items()))


def reads(checks: tuple[Checked, ...]) -> frozenset[str]:
    """The groups of Facts these requirements look at."""
    return frozenset(group for each in checks for group in CATALOGUE[each.name].reads)
