"""A migration plan: how innovations that run on one version of a workflow go on in another.

A small file, read like a workflow file: every fault is told with its line. Whether it fits the two
definitions is asked in `workflows.plan_checks`; who runs where is not known here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from workflows.faults import WorkflowError, nearest
from workflows.vocabulary import KINDS
from workflows.yaml_lines import Tree, read_source

KEYS: Final = ("from", "to", "reason", "terms", "stages")
TERMS: Final = ("keep", "anew")
LANGUAGES: Final = ("nl", "en")
LONGEST_REASON: Final = 1000
_REFERENCE: Final = re.compile(
    r"(?P<name>[a-z][a-z0-9_-]{0,39})@(?P<number>[1-9][0-9]{0,5})|(?P<digest>[0-9a-f]{8,64})"
)
_EXPECTED: Final = 'a workflow and its version, such as "standard@1", or the first 8 signs of its key'


@dataclass(frozen=True, slots=True)
class Reference:
    """A published workflow, as a plan names it: version `number` of a name, or the start of a digest."""

    text: str
    name: str | None = None
    number: int = 0
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that has been read.

    `stages` holds, for each kind, the stages that are called otherwise. With `anew` every term begins
    again at the moment of migrating; else it keeps counting from when the stage was entered.
    """

    source: Reference
    target: Reference
    reason: Mapping[str, str]
    anew: bool = False
    stages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tree: Tree = field(default_factory=lambda: Tree("plan", "migration plan"), compare=False, repr=False)

    def new_name(self, kind: str, stage: str) -> str:
        """What a stage is called in the new workflow."""
        return self.stages.get(kind, {}).get(stage, stage)


def digest_of(plan: Plan, source: str, target: str) -> str:
    """SHA-256 of what a plan does, with the full digests of the two workflows it names."""
    told = {
        "from": source,
        "to": target,
        "reason": dict(plan.reason),
        "anew": plan.anew,
        "stages": {kind: dict(names) for kind, names in plan.stages.items()},
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_plan(source: Path | str, name: str = "plan") -> Plan:
    """Read a plan from a file (Path) or a text (str). WorkflowError: every fault, with its line."""
    tree = read_source(source, name, "migration plan")
    if tree.faults:
        raise WorkflowError(tree.faults)
    if not isinstance(tree.value, dict):
        tree.fault((), "this is no migration plan", "the keys " + ", ".join(KEYS))
        raise WorkflowError(tree.faults)
    for key in tree.value:
        if key not in KEYS:
            tree.fault((key,), f"unknown key {key!r}", "one of " + ", ".join(KEYS), near=nearest(key, KEYS))
    plan = Plan(
        source=_reference(tree, "from"),
        target=_reference(tree, "to"),
        reason=_reason(tree),
        anew=_terms(tree),
        stages=_stages(tree),
        tree=tree,
    )
    if tree.faults:
        raise WorkflowError(tree.faults)
    return plan


def _reference(tree: Tree, key: str) -> Reference:
    value = tree.value.get(key)
    if value is None:
        tree.fault((), f"{key!r} is missing", f"the key {key!r} with {_EXPECTED}")
        return Reference("")
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        tree.fault((key,), f"{value!r} names no version of a workflow", _EXPECTED)
        return Reference(str(value))
    return Reference(value, found["name"], int(found["number"] or 0), found["digest"])


def _reason(tree: Tree) -> Mapping[str, str]:
    """The reason in both languages; one text without a language stands for both."""
    value = tree.value.get("reason")
    texts = value if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)
    wrong = texts.keys() != set(LANGUAGES)
    if wrong or not all(isinstance(text, str) and text.strip() for text in texts.values()):
        tree.fault(("reason",), "a reason is missing", "a text, or one text for each of nl and en")
        return {}
    if any(len(text) > LONGEST_REASON for text in texts.values()):
        tree.fault(("reason",), "the reason is too long", f"at most {LONGEST_REASON} signs")
    return {language: text.strip() for language, text in texts.items()}


def _terms(tree: Tree) -> bool:
    value = tree.value.get("terms", TERMS[0])
    if value not in TERMS:
        expected = "keep (each term counts on) or anew (each term begins again)"
        tree.fault(("terms",), f"{value!r} is not possible here", expected, near=nearest(str(value), TERMS))
    return bool(value == TERMS[1])


def _stages(tree: Tree) -> Mapping[str, Mapping[str, str]]:
    value: Any = tree.value.get("stages") or {}
    if not isinstance(value, dict):
        tree.fault(("stages",), "this is no list of stages", "for each kind: `old name: new name`")
        return {}
    found: dict[str, dict[str, str]] = {}
    for kind, names in value.items():
        if kind not in KINDS:
            expected = "one of " + ", ".join(KINDS)
            tree.fault(("stages", kind), f"unknown kind {kind!r}", expected, near=nearest(kind, KINDS))
        elif not isinstance(names, dict):
            tree.fault(("stages", kind), "this is no list of stages", "`old name: new name`, one a line")
        else:
            found[kind] = _names(tree, kind, names)
    return found


def _names(tree: Tree, kind: str, names: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for old, new in names.items():
        if isinstance(new, str) and new:
            found[old] = new
        else:
            tree.fault(
                ("stages", kind, old), f"{new!r} is no stage", "the name of a stage of the new workflow"
            )
    return found
