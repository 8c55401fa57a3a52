"""Fit a tree into the models, and say in plain words what does not fit.

Where something does not fit it is reported and then mended in a copy, so that the rest of the file
can still be looked at: an author wants to hear everything at once.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from workflows.faults import nearest
from workflows.schema import (
    MOST,
    Definition,
    DueRule,
    Escalation,
    Hours,
    Lifecycle,
    Link,
    Profile,
    Stage,
    Step,
    Words,
)
from workflows.vocabulary import KINDS, KNOWN_ROLES, STANDARD
from workflows.yaml_lines import Path, Tree, dotted

_PASSES = 12
_NAME = "a small letter, then small letters, digits and _ (40 characters at most)"
_WORKFLOW_NAME = "a small letter, then small letters, digits, _ and - (40 characters at most)"
_SPANS: Final = ("in", "lasts", "after")
_UNKNOWN: Final = "?"
_PARTS: Final[Mapping[Path, type[BaseModel]]] = {("links",): Link, ("profiles",): Profile, ("hours",): Hours}
_NOT_PLACES: Final = ("rule", "none", "[key]")

_EXPECTED: Final[Mapping[str, str]] = {
    "string_type": "text",
    "bool_type": "true or false",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "dict_type": "keys and values",
    "mapping_type": "keys and values",
    "tuple_type": "a list",
    "string_too_short": "some text",
    "string_too_long": "at most 200 characters",
    "union_tag_invalid": 'keys and values, or "none"',
}

_FILLERS: Final[Mapping[str, Any]] = {
    "label": {"nl": _UNKNOWN, "en": _UNKNOWN},
    "title": {"nl": _UNKNOWN, "en": _UNKNOWN},
    "nl": _UNKNOWN,
    "en": _UNKNOWN,
    "to": "same",
    "by": [],
    "after": "1 day",
    "workflow": "unnamed",
    "calendar": "nl",
    "roles": list(KNOWN_ROLES),
    "start": _UNKNOWN,
}


def fit(tree: Tree) -> tuple[Definition | None, bool]:
    """The definition in this tree, and whether it had to be mended first (faults are then in the tree).

    None when there is too little to look at any further.
    """
    if not isinstance(tree.value, dict):
        if not tree.faults:
            tree.fault((), "this is not a workflow", "a file that begins with `workflow: name`")
        return None, True
    _check_role_list(tree)
    raw, mended = tree.value, False
    for _ in range(_PASSES):
        try:
            return Definition.model_validate(raw), mended
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=True)
            if not mended:
                for problem in problems:
                    _report(tree, raw, problem)
                raw, mended = copy.deepcopy(raw), True
            _mend(raw, problems)
    return None, True


def _check_role_list(tree: Tree) -> None:
    """In the short form a role must be one that has a label already."""
    roles = tree.value.get("roles")
    if not isinstance(roles, list) or len(roles) > MOST:
        return
    for place, role in enumerate(roles):
        path: Path = ("roles", place)
        if role in roles[:place]:
            tree.fault(path, f"role {role!r} stands here twice", "each role once")
        elif isinstance(role, str) and role not in KNOWN_ROLES:
            expected = "a role with its label {nl, en}, or one of " + ", ".join(KNOWN_ROLES)
            tree.fault(path, f"unknown role {role!r}", expected, near=nearest(role, KNOWN_ROLES))


def _report(tree: Tree, raw: Any, problem: Mapping[str, Any]) -> None:
    path, kind, last = existing(raw, problem["loc"]), problem["type"], str(problem["loc"][-1])
    shown = _short(problem["input"])
    if kind == "extra_forbidden":
        known = _keys(path[:-1])
        tree.fault(path, f"unknown key {last!r}", "one of " + ", ".join(known), near=nearest(last, known))
    elif kind == "missing":
        tree.fault(path, f"{last!r} is missing", f"the key {last!r} with its value")
    elif kind == "string_pattern_mismatch":
        if not any(fault.path == dotted(path) for fault in tree.faults):  # YAML itself may have objected
            tree.fault(
                path, f"{shown} is not a safe name", _WORKFLOW_NAME if path == ("workflow",) else _NAME
            )
    elif kind == "too_long":
        most = problem["ctx"]["max_length"]
        tree.fault(path, f"more than {most} of these is too many to read", f"at most {most}")
    elif last in _SPANS and kind == "string_type":
        tree.fault(path, f"{shown} is not a span of time", 'a number and a unit, such as "10 working days"')
    elif kind == "value_error":
        tree.fault(path, f"{shown} cannot be read here", str(problem["ctx"]["error"]))
    elif kind == "literal_error":
        expected = str(problem["ctx"]["expected"]).replace("'", "")
        near = nearest(str(problem["input"]), expected.split(" or "))
        tree.fault(path, f"{shown} is not possible here", expected, near=near)
    elif len(path) == 1 and last in KINDS:
        near = nearest(str(problem["input"]), (STANDARD,))
        tree.fault(path, f"{shown} does not fit here", "a lifecycle, or the word `standard`", near=near)
    else:
        tree.fault(path, f"{shown} does not fit here", _EXPECTED.get(kind, problem["msg"]))


def existing(raw: Any, loc: Sequence[str | int]) -> Path:
    """The part of a place that is in the tree; the models add words of their own to it."""
    path: Path = ()
    for part in loc:
        if _holds(raw, part):
            raw, path = raw[part], (*path, part)
        elif part not in _NOT_PLACES:
            break
    return path


def _holds(raw: Any, part: str | int) -> bool:
    if isinstance(raw, list):
        return isinstance(part, int) and part < len(raw)
    return isinstance(raw, dict) and part in raw


def _at(raw: Any, path: Path) -> Any:
    for part in path:
        raw = raw[part]
    return raw


def _keys(path: Path) -> list[str]:
    """The keys that may stand at a path, in the order of the models."""
    model = _model(path)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model(path: Path) -> type[BaseModel] | None:
    if path[-1:] in (("label",), ("title",)) or (len(path) == 2 and path[0] in ("roles", "checklist")):
        return Words
    if path[:1] in _PARTS:
        return _PARTS[path[:1]]
    if len(path) < 2:
        return Lifecycle if path else Definition
    if path[1] == "everywhere":
        return Step
    inside = (path[3], len(path)) if len(path) > 3 else None
    if inside is None:
        return Stage
    if inside[0] == "steps":
        return Step
    return DueRule if len(path) == 4 else Escalation


def _short(value: object) -> str:
    """A value as the author may recognise it: never pages of it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _mend(raw: Any, problems: Sequence[Mapping[str, Any]]) -> None:
    """Fill in what is missing and take out what does not fit, last things first."""
    places = [(existing(raw, problem["loc"]), problem) for problem in problems]
    for path, problem in sorted(places, key=lambda each: _order(each[0]), reverse=True):
        last = problem["loc"][-1]
        if existing(raw, path) != path:
            continue
        if problem["type"] == "missing" and last in _FILLERS:
            _at(raw, path)[last] = copy.deepcopy(_FILLERS[last])
        elif path:
            del _at(raw, path[:-1])[path[-1]]


def _order(path: Path) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(part, int), part if isinstance(part, int) else 0, str(part)) for part in path)
