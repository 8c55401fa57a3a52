"""Each step goes somewhere, is somebody's, and asks for things that exist."""

from __future__ import annotations

from workflows.checks.context import Context
from workflows.checks.needs import check_needs
from workflows.compiled import BACK, SAME, steps_from, targets
from workflows.faults import nearest
from workflows.schema import Stage, Step
from workflows.vocabulary import CLOCK, CLOCK_MAY
from workflows.yaml_lines import Path

_RESERVED = "start"


def check(context: Context) -> None:
    """Check every step of one lifecycle, as written, and then the steps of each stage side by side."""
    for path, _, name, step in context.written_steps():
        if name == _RESERVED:
            context.fault(path, "a step called 'start'", "another name: every life begins with this one")
        _target(context, path, step)
        _actors(context, path, step)
        context.check_tells((*path, "tells"), step.tells)
        check_needs(context, (*path, "needs"), step.needs)
        check_needs(context, (*path, "warns"), step.warns)
        _overridable(context, path, step)
    for path, name, stage in context.stages():
        _ambiguous(context, path, name, stage)
        for way, step in steps_from(context.life, name).items():
            if CLOCK in step.by:
                _clock(context, _written(path, stage, way), name, stage, way, step)


def _written(path: Path, stage: Stage, step: str) -> Path:
    return (*path, "steps", step) if step in stage.steps else ("everywhere", step)


def _target(context: Context, path: Path, step: Step) -> None:
    known = context.known_stages()
    if step.to not in (*known, SAME, BACK):
        expected = "one of " + ", ".join((*context.life.stages, SAME, BACK))
        context.fault((*path, "to"), f"unknown stage {step.to!r}", expected, nearest(step.to, known))


def _actors(context: Context, path: Path, step: Step) -> None:
    known = context.actors()
    if not step.by and not context.mended:
        context.fault((*path, "by"), "nobody may take this step", "at least one role")
    for place, role in enumerate(step.by):
        here = (*path, "by", place)
        if role not in known:
            expected = "one of " + ", ".join(sorted(known))
            context.fault(here, f"unknown role {role!r}", expected, nearest(role, known))
        elif role in step.by[:place]:
            context.fault(here, f"role {role!r} stands here twice", "each role once")


def _overridable(context: Context, path: Path, step: Step) -> None:
    needed = [need.name for need in step.needs]
    for name, role in step.overridable.items():
        here = (*path, "overridable", name)
        if name not in needed:
            expected = "a requirement of this step: " + (", ".join(needed) or "it has none")
            context.fault(here, f"{name!r} is not needed by this step", expected, nearest(name, needed))
        if role not in context.definition.roles:
            expected = "one of " + ", ".join(context.definition.roles)
            context.fault(here, f"unknown role {role!r}", expected, nearest(role, context.definition.roles))


def _ambiguous(context: Context, path: Path, name: str, stage: Stage) -> None:
    """Two buttons with one name, or two steps that are the same word."""
    for step in stage.steps:
        if step in context.life.everywhere:
            here = (*path, "steps", step)
            context.fault(
                here, f"step {step!r} also stands in `everywhere`", "one of the two, or another name"
            )
    shown: dict[str, str] = {}
    for step, way in steps_from(context.life, name).items():
        if set(way.by) == {CLOCK} or (context.mended and way.label is None):
            continue
        label = way.label.nl if way.label else f"to {way.to}"
        if label in shown:
            here = _written(path, stage, step)
            what = f"steps {shown[label]!r} and {step!r} look the same to people"
            context.fault(here, what, "a `label` that tells them apart")
        shown[label] = step


def _clock(context: Context, path: Path, name: str, stage: Stage, step: str, way: Step) -> None:
    """A passed term may end something; it may not open a gate, and it takes only what `then` names."""
    if context.kind == "cycle":
        what = f"the clock would take step {step!r} of the cycle"
        context.fault((*path, "by"), what, "a role: a deadline never opens a gate, people decide")
        return
    leaves = stage.meaning(context.kind, name)
    for target in targets(context.life, name, way):
        reached = context.life.stages.get(target)
        reaches = reached.meaning(context.kind, target) if reached else None
        if reached and (context.kind, leaves, reaches) not in CLOCK_MAY:
            what = f"the clock would go from {name!r} to {target!r}"
            context.fault((*path, "to"), what, _clock_may(context.kind))
            return
    then = stage.due.then if stage.due is not None and stage.due != "none" else ()
    if step not in then and all(each in steps_from(context.life, name) for each in then):
        expected = f"{step!r} in the `then` of a term of stage {name!r}, or no `clock` in `by`"
        context.fault((*path, "by"), f"the clock would never take step {step!r}", expected)


def _clock_may(kind: str) -> str:
    allowed = sorted(f"{leaves} → {reaches}" for of, leaves, reaches in CLOCK_MAY if of == kind)
    ends = f"; of a {kind} it may only do " + ", ".join(allowed) if allowed else ""
    return "a role: a deadline may end something but never open a gate" + ends
