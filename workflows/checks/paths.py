"""Every stage can be reached, and from every stage there is a way to an end."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.checks.context import Context
from workflows.compiled import BACK, SAME, steps_from, targets
from workflows.faults import nearest
from workflows.vocabulary import MEANINGS


def check(context: Context) -> None:
    """Check the stages of one lifecycle and the ways between them."""
    _names(context)
    if not context.mended and not _broken(context):
        _reach(context)


def _broken(context: Context) -> bool:
    """Where a step leads nowhere, saying that its target cannot be reached would only be noise."""
    known = {*context.life.stages, SAME, BACK}
    return context.life.start not in context.life.stages or any(
        step.to not in known for _, _, _, step in context.written_steps()
    )


def _names(context: Context) -> None:
    life, known = context.life, context.known_stages()
    if life.start not in known and not (context.mended and life.start == "?"):
        expected = "one of " + ", ".join(life.stages)
        context.fault(("start",), f"unknown stage {life.start!r}", expected, nearest(life.start, known))
    context.check_tells(("tells",), life.tells)
    meanings = MEANINGS[context.kind]
    for path, name, stage in context.stages():
        if name in (SAME, BACK):
            context.fault(path, f"a stage called {name!r}", "another name: this one means something in `to`")
        if stage.means is not None and stage.means not in meanings:
            expected = f"what a stage of a {context.kind} can mean: " + ", ".join(meanings)
            near = nearest(stage.means, meanings)
            context.fault((*path, "means"), f"unknown meaning {stage.means!r}", expected, near)
        if stage.final and stage.steps:
            context.fault((*path, "steps"), "steps out of a final stage", "no steps, or no `final: true`")
        if stage.final and stage.due is not None:
            context.fault((*path, "due"), "a term in a final stage", "no term: nothing happens here any more")


def _reach(context: Context) -> None:
    life = context.life
    ways = {
        name: {target for step in steps_from(life, name).values() for target in targets(life, name, step)}
        - {name}
        for name in life.stages
    }
    if not any(stage.final for stage in life.stages.values()):
        context.fault(("stages",), "no stage is final", "at least one stage with `final: true`")
        return
    reached = _from({life.start}, ways)
    backwards: dict[str, set[str]] = {name: set() for name in life.stages}
    for name, reach in ways.items():
        for target in reach:
            backwards[target].add(name)
    ends = _from({name for name, stage in life.stages.items() if stage.final}, backwards)
    for path, name, stage in context.stages():
        if name in (SAME, BACK):
            continue  # told already, and no step could mean it
        if name not in reached:
            context.fault(path, f"no step leads to stage {name!r}", "a step with `to: " + name + "`")
        elif not stage.final and not ways[name]:
            context.fault(path, f"stage {name!r} is a dead end", "a step to another stage, or `final: true`")
        elif name not in ends:
            context.fault(path, f"from stage {name!r} no end can be reached", "a way to a final stage")


def _from(start: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for name in ways[waiting.pop()] - found:
            found.add(name)
            waiting.append(name)
    return found
