"""What the gates of a workflow ask of the evidence: each rule, where it counts, and whether it is met.

The rules are asked with the very facts a step is decided on, so a page never says another thing than
the gate.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.facts import Facts, LinkMeasure, Measure
from workflows.machine import Machine
from workflows.needs.evidence import LOWER_IS_BETTER
from workflows.requirements import CATALOGUE, Unmet
from workflows.schema import Need

MET, BROKEN, WAITING = "met", "broken", "waiting"
FALL = "no_outcome_fell"
MEASURED = frozenset({"measures", "link_measures"})
Check = Callable[[Facts], Unmet | None]


@dataclass(frozen=True, slots=True)
class Where:
    """A step that asks it. ``overridden_by`` is the role that may set it aside, with a reason."""

    stage: Mapping[str, str]
    step: Mapping[str, str]
    stops: bool  # it stops the step; else it only warns
    overridden_by: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its parameters, and how it stands. ``waiting``: not everything was measured yet."""

    name: str
    params: Mapping[str, Any]
    state: str
    unmet: Unmet | None
    where: tuple[Where, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {
            "rule": self.name,
            "params": dict(self.params),
            "state": self.state,
            "steps": [
                {"stage": dict(w.stage), "step": dict(w.step), "stops": w.stops, "override": w.overridden_by}
                for w in self.where
            ],
        }


@dataclass(frozen=True, slots=True)
class Floor:
    """The value that a dimension may not fall below (``highest``: rise above) at a moment."""

    moment: str
    dimension: str
    value: float
    highest: bool


def rules(
    machine: Machine, measures: Sequence[Measure], today: date, links: Sequence[LinkMeasure] = ()
) -> tuple[Rule, ...]:
    """Return every rule about measurements in the steps of a cycle, in the order of the workflow."""
    facts = Facts(today=today, measures=tuple(measures), link_measures=tuple(links))
    measured = {each.moment for each in measures}
    found: dict[str, tuple[Need, Check, list[Where]]] = {}
    for need, check, where in _asked(machine):
        name = repr((need.name, sorted(need.params.items())))
        found.setdefault(name, (need, check, []))[2].append(where)
    return tuple(_rule(need, check, tuple(where), facts, measured) for need, check, where in found.values())


def _asked(machine: Machine) -> Iterator[tuple[Need, Check, Where]]:
    life = machine.definition.lifecycles["cycle"]
    for place in machine.stages("cycle"):
        for name, step in life.stages[place.name].steps.items():
            way = machine.place("cycle", place.name).ways[name]
            for needs, checks, stops in ((step.needs, way.needs, True), (step.warns, way.warns, False)):
                for need, checked in zip(needs, checks, strict=True):
                    if CATALOGUE[need.name].reads <= MEASURED:
                        setter = step.overridable.get(need.name) if stops else None
                        yield need, checked.check, Where(place.label, way.view.label, stops, setter)


def _rule(need: Need, check: Check, where: tuple[Where, ...], facts: Facts, measured: set[str]) -> Rule:
    unmet = check(facts)
    moments = {need.params[name] for name in ("moment", "from", "to") if name in need.params}
    state = WAITING if moments - measured else MET if unmet is None else BROKEN
    return Rule(need.name, need.params, state, unmet, where)


def floors(found: Sequence[Rule], measures: Sequence[Measure]) -> tuple[Floor, ...]:
    """Return the floor of each dimension where its start was measured; of two the stricter one."""
    overall = {(each.moment, each.dimension): each.value for each in measures if each.site is None}
    strictest: dict[tuple[str, str], Floor] = {}
    for rule in found:
        for dimension in rule.params.get("dimensions", ()) if rule.name == FALL else ():
            start = overall.get((rule.params["from"], dimension))
            if start is None:
                continue
            highest = dimension in LOWER_IS_BETTER
            points = rule.params["points"] if highest else -rule.params["points"]
            floor = Floor(rule.params["to"], dimension, start + points, highest)
            known = strictest.get((floor.moment, dimension), floor)
            stricter = floor.value < known.value if highest else floor.value > known.value
            strictest[floor.moment, dimension] = floor if stricter else known
    return tuple(strictest.values())
