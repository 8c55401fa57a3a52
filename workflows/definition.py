"""Read a workflow file, and turn a definition into the text and the hash that an instance pins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from workflows.faults import WorkflowError, WorkflowFault
from workflows.schema import Definition, DueRule, Escalation, Lifecycle, Need, Stage, Step, Words
from workflows.vocabulary import AUDIENCES, DATES, KINDS, KNOWN_ROLES, MEANINGS

__all__ = [
    "AUDIENCES",
    "DATES",
    "KINDS",
    "KNOWN_ROLES",
    "MEANINGS",
    "Definition",
    "DueRule",
    "Escalation",
    "Lifecycle",
    "Need",
    "Stage",
    "Step",
    "Words",
    "WorkflowError",
    "WorkflowFault",
    "canonical",
    "digest",
    "from_canonical",
]

# The order of these is a choice of the author (a board, a row of buttons) that sorted keys would lose.
_ORDERED: Final = ("roles", "checklist", "stages", "steps", "everywhere")


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
