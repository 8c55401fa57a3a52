"""Read a workflow file, and turn a definition into the text and the hash that an instance pins."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from workflows.checks import check as check_sense
from workflows.faults import WorkflowError, WorkflowFault, nearest
from workflows.schema import Definition, DueRule, Escalation, Lifecycle, Link, Need, Stage, Step, Words
from workflows.shape import fit
from workflows.vocabulary import AUDIENCES, DATES, KINDS, KNOWN_ROLES, MEANINGS, STANDARD
from workflows.yaml_lines import Tree, read_source

__all__ = [
    "AUDIENCES",
    "DATES",
    "KINDS",
    "KNOWN_ROLES",
    "MEANINGS",
    "Checked",
    "Definition",
    "DueRule",
    "Escalation",
    "Lifecycle",
    "Link",
    "Need",
    "Stage",
    "Step",
    "Words",
    "WorkflowError",
    "WorkflowFault",
    "canonical",
    "check",
    "digest",
    "from_canonical",
    "load",
    "shipped",
    "shipped_names",
]

SHIPPED: Final = Path(__file__).with_name("definitions")

# The order of these is a choice of the author (a board, a row of buttons) that sorted keys would lose.
_ORDERED: Final = ("roles", "checklist", "profiles", "stages", "steps", "everywhere")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a file. `definition` is there only when there are no faults."""

    definition: Definition | None
    faults: tuple[WorkflowFault, ...]
    warnings: tuple[WorkflowFault, ...]


def check(source: Path | str, letters: frozenset[str] | None = None, name: str = "workflow") -> Checked:
    """Read a file (Path) or a text (str) and say everything about it. Never raises for what is in it.

    `letters` are the names of the letters that exist; None leaves the names of letters unchecked.
    `name` stands for the file in faults of a text.
    """
    tree = read_source(source, name)
    if isinstance(tree.value, dict):
        _borrow(tree)
    definition, mended = fit(tree)
    warnings: tuple[WorkflowFault, ...] = ()
    if definition is not None:
        warnings = tuple(check_sense(tree, definition, letters, mended).faults)
    if tree.faults:
        return Checked(None, WorkflowError(tree.faults).faults, warnings)
    return Checked(definition, (), warnings)


def load(source: Path | str, letters: frozenset[str] | None = None, name: str = "workflow") -> Definition:
    """Read a file (Path) or a text (str). WorkflowError: it has faults; every one of them is in it."""
    found = check(source, letters, name)
    if found.definition is None:
        raise WorkflowError(found.faults)
    return found.definition


def shipped_names() -> tuple[str, ...]:
    """The workflows that come with the product."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


@lru_cache(maxsize=16)
def shipped(name: str) -> Definition:
    """A workflow that comes with the product. LookupError: there is none of this name."""
    if name not in shipped_names():
        near = nearest(name, shipped_names())
        hint = f"; did you mean {near!r}?" if near else ""
        raise LookupError(f"no workflow {name!r} comes with PIM: {', '.join(shipped_names())}{hint}")
    return load(SHIPPED / f"{name}.yaml")


def _borrow(tree: Tree) -> None:
    """Fill in every lifecycle that is written as `standard`."""
    for kind in KINDS:
        if tree.value.get(kind) == STANDARD:
            tree.value[kind] = copy.deepcopy(_standard_tree().get(kind))


@lru_cache(maxsize=1)
def _standard_tree() -> dict[str, Any]:
    found: dict[str, Any] = read_source(SHIPPED / f"{STANDARD}.yaml", STANDARD).value
    return found


def canonical(definition: Definition) -> str:
    """One text for one definition: JSON with sorted keys, without spaces and without what is default.

    Stages, steps, roles and items of the checklist are lists of pairs, because their order matters.
    """
    tree = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for part in _parts(tree):
        for key in _ORDERED:
            if key in part:
                part[key] = list(part[key].items())
    return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_canonical(text: str) -> Definition:
    """The definition of which this is the canonical text. ValueError: it is not one."""
    tree = json.loads(text)
    for part in _parts(tree):
        for key in _ORDERED:
            if key in part:
                part[key] = dict(part[key])
    return Definition.model_validate(tree)


def digest(definition: Definition) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


def _parts(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every mapping that can hold an ordered part: the whole, each lifecycle, each stage."""
    yield tree
    for kind in KINDS:
        if kind in tree:
            yield tree[kind]
            yield from _stages(tree[kind])


def _stages(life: dict[str, Any]) -> list[dict[str, Any]]:
    found = life["stages"]
    return list(found.values()) if isinstance(found, dict) else [stage for _, stage in found]
