"""Does a migration plan fit the two workflows it names? And where does each stage go?

What a stage *means* may not change under way: a pilot cannot become a rollout on paper. Nor may the plan end
something that lives, or bring back what has ended: people decide that, by taking a step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.compiled import Place, steps_from
from workflows.faults import WorkflowError, WorkflowFault, nearest
from workflows.machine import Machine
from workflows.plan import Plan
from workflows.requirements import CATALOGUE, Number, Unmet
from workflows.schema import Definition, Lifecycle
from workflows.yaml_lines import Path, Tree

Used = Mapping[str, Mapping[str, int]]
"""How many live things of each kind stand in each stage."""


@dataclass(frozen=True, slots=True)
class Move:
    """A plan beside the two workflows it goes between."""

    plan: Plan
    old: Machine
    new: Machine

    def place(self, kind: str, stage: str) -> Place | Unmet:
        """Where something that stands in this stage goes; or why it cannot go there."""
        before = self.old.place(kind, stage)
        label: dict[str, Number] = {f"stage_{language}": text for language, text in before.view.label.items()}
        numbers: dict[str, Number] = {"kind": kind, "stage": stage, **label}
        if kind not in self.new.kinds:
            return Unmet("migrate_no_kind", numbers)
        name = self.plan.new_name(kind, stage)
        places = self.new.life(kind).places
        if name not in places:
            return Unmet("migrate_no_place", {**numbers, "named": stage, "expected": tuple(places)})
        after = places[name]
        code = _clash(before, after)
        if code is None:
            return after
        numbers |= {"to": name, "means": _means(before), "means_there": _means(after)}
        return Unmet(code, numbers | {f"to_{language}": text for language, text in after.view.label.items()})


def _means(place: Place) -> str:
    return place.means or place.name


def _clash(before: Place, after: Place) -> str | None:
    """The code of why nothing can go from one place to the other."""
    if before.means != after.means:
        return "migrate_other_meaning"
    if before.final is not after.final:
        return "migrate_would_end" if after.final else "migrate_would_reopen"
    return None


def check(move: Move, used: Used) -> tuple[WorkflowFault, ...]:
    """Return what the author should look at. WorkflowError: the plan cannot be used; every fault is in it."""
    tree = move.plan.tree
    for kind, names in move.plan.stages.items():
        for old, new in names.items():
            _mapped(tree, move, kind, old, new)
    _counted(tree, move.old.definition, move.new.definition)
    if tree.faults:
        raise WorkflowError(tree.faults)
    warnings = Tree(tree.file, tree.of, tree.value, tree.lines)
    _nowhere_to_go(warnings, move, used)
    _gone(warnings, move.old.definition, move.new.definition)
    return tuple(warnings.faults)


def _mapped(tree: Tree, move: Move, kind: str, old: str, new: str) -> None:
    path: Path = ("stages", kind, old)
    for machine, which in ((move.old, "from"), (move.new, "to")):
        if kind not in machine.kinds:
            tree.fault(
                path[:2], f"{_called(move, which)} has no {kind}", "one of " + ", ".join(machine.kinds)
            )
            return
    for machine, which, name in ((move.old, "from", old), (move.new, "to", new)):
        places = machine.life(kind).places
        if name not in places:
            what = f"{_called(move, which)} has no stage {name!r} of {kind}"
            tree.fault(path, what, "one of " + ", ".join(places), near=nearest(name, places))
            return
    before, after = move.old.place(kind, old), move.new.place(kind, new)
    code = _clash(before, after)
    if code is not None:
        fitting = [
            name for name, place in move.new.life(kind).places.items() if _clash(before, place) is None
        ]
        tree.fault(path, _said(code, before, after), "one of " + ", ".join(fitting) if fitting else "no such")


def _called(move: Move, which: str) -> str:
    return (move.plan.source if which == "from" else move.plan.target).text


def _said(code: str, before: Place, after: Place) -> str:
    if code == "migrate_other_meaning":
        return f"{before.name!r} means {_means(before)}, and {after.name!r} means {_means(after)}"
    if code == "migrate_would_end":
        return f"{after.name!r} is final: a plan does not end what lives"
    return f"{before.name!r} is final, and {after.name!r} is not: a plan does not bring back what has ended"


def _counted(tree: Tree, old: Definition, new: Definition) -> None:
    """A step that is counted ("extend only once") keeps its name, or the count would begin again."""
    for kind, life in old.lifecycles.items():
        there = new.lifecycle(kind)
        if there is None:
            continue
        known = {step for stage in there.stages for step in steps_from(there, stage)}
        for step in sorted(_counted_in(life) - known):
            what = f"step {step!r} of {kind} is counted, and the new workflow has no step of that name"
            tree.fault(
                ("to",), what, "the same name for that step; its label may change", near=nearest(step, known)
            )


def _counted_in(life: Lifecycle) -> set[str]:
    """The steps that a requirement looks back at: how often, or when, they were taken."""
    needs = (
        need
        for stage in life.stages
        for step in steps_from(life, stage).values()
        for need in (*step.needs, *step.warns)
    )
    return {
        name
        for need in needs
        for param, value in need.params.items()
        if CATALOGUE[need.name].params[param].known == "steps"
        for name in ((value,) if isinstance(value, str) else value)
    }


def _nowhere_to_go(warnings: Tree, move: Move, used: Used) -> None:
    for kind, stages in used.items():
        for stage, count in stages.items():
            where = move.place(kind, stage)
            if isinstance(where, Unmet):
                here: Path = ("stages", kind) if kind in move.plan.stages else ("stages",)
                what = f"stage {stage!r} of {kind} is in use ({count}) and nothing there can go along"
                warnings.fault(here, what, _wanted(move, kind, stage))


def _wanted(move: Move, kind: str, stage: str) -> str:
    if kind not in move.new.kinds:
        return f"a workflow that has a {kind}"
    before = move.old.place(kind, stage)
    fitting = [name for name, place in move.new.life(kind).places.items() if _clash(before, place) is None]
    return f"`{stage}: {' or '.join(fitting)}`" if fitting else f"a stage that means {_means(before)}"


def _gone(warnings: Tree, old: Definition, new: Definition) -> None:
    """Roles and links that the new workflow does not have: who holds one has no say in it any more."""
    for what, name in _lost(old, new):
        warnings.fault(
            ("to",), f"the new workflow has no {what} {name!r}", "the same, if people still need it"
        )


def _lost(old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    yield from (("role", role) for role in old.roles if role not in new.roles)
    there = {link.id for link in new.links}
    yield from (("link", link.id) for link in old.links if link.id not in there)
