"""Each requirement is in the catalogue, and its parameters fit."""

from __future__ import annotations

from typing import Any

from workflows.checks.context import Context
from workflows.faults import nearest
from workflows.requirements import CATALOGUE, Param
from workflows.schema import Need
from workflows.vocabulary import DATES
from workflows.yaml_lines import Path

_SHAPES = {
    "count": "a whole number from 0",
    "number": "a number from 0",
    "word": "one word",
    "words": "a list of words",
}

_OF_A_CHAIN = frozenset({"links", "link_measures"})


def check_needs(context: Context, path: Path, needs: tuple[Need, ...]) -> None:
    """Check a `needs` or `warns` list."""
    seen: set[str] = set()  # as text: comparing each with each would take minutes on a hostile file
    for place, need in enumerate(needs):
        here = (*path, place)
        found = CATALOGUE.get(need.name)
        if found is None:
            near = nearest(need.name, CATALOGUE)
            expected = "a requirement of the catalogue"
            context.fault(here, f"unknown requirement {need.name!r}", expected, near)
            continue
        written = f"{need.name} {need.params!r}"
        if written in seen:
            context.fault(here, f"requirement {need.name!r} stands here twice", "each requirement once")
        seen.add(written)
        if found.reads & _OF_A_CHAIN and not context.definition.links and not context.mended:
            what = f"{need.name!r} is about the links of a chain, and this workflow has none"
            context.fault(here, what, "`links` in this file, each with its id and label")
        inside = (*here, need.name)
        for name in need.params:
            if name not in found.params:
                expected = "one of " + ", ".join(found.params) if found.params else "no parameters here"
                what = f"{need.name!r} has no parameter {name!r}"
                context.fault((*inside, name), what, expected, nearest(name, found.params))
        for name, param in found.params.items():
            if name in need.params:
                _value(context, (*inside, name), name, param, need.params[name])
            elif param.required:
                expected = f"`{name}`: {_SHAPES[param.kind]}"
                context.fault(here, f"{need.name!r} misses its parameter {name!r}", expected)


def _value(context: Context, path: Path, name: str, param: Param, value: Any) -> None:
    if not _fits(param, value):
        context.fault(path, f"{value!r:.60} is not a value for {name!r}", _SHAPES[param.kind])
        return
    known = _known(context, param)
    if known is None:
        return
    for word in value if isinstance(value, list) else [value]:
        if word not in known:
            expected = "one of " + ", ".join(known) if known else "nothing: this workflow has none"
            context.fault(path, f"unknown word {word!r} for {name!r}", expected, nearest(word, known))


def _fits(param: Param, value: Any) -> bool:
    if param.kind == "word":
        return isinstance(value, str) and bool(value)
    if param.kind == "words":
        return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    kinds = (int,) if param.kind == "count" else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool) and value >= 0


def _known(context: Context, param: Param) -> tuple[str, ...] | None:
    if param.known == "dates":
        return DATES[context.kind]
    if param.known == "steps":
        return tuple(sorted(context.all_steps()))
    if param.known == "checklist":
        return tuple(context.definition.checklist)
    return param.known
