"""Reading the scales of a pack file, and holding them against its items."""

from collections.abc import Sequence
from typing import Any

from pim.instruments.looking import Look
from pim.instruments.pack import HUNDRED, PURPOSES, RATING, SCORINGS, UNIT_OF, UNITS, Item, Scale
from workflows.faults import nearest
from workflows.yaml_lines import Path

SUS_ITEMS = 10


def read_scale(look: Look, code: str, value: Any, path: Path, languages: Sequence[str]) -> Scale:
    """Return one scale as it stands in the file; see ``check_scales`` for what it must be true to."""
    needed = ("title", "items", "needs", "scoring", "unit")
    given = look.keys(value, path, needed, ("better", "floor", "purposes"))
    unit = look.one_of(given["unit"], (*path, "unit"), "unit", UNITS) if "unit" in given else ""
    span = (0, 100) if unit == HUNDRED else (1, 5)
    items = look.listed(given["items"], (*path, "items")) if "items" in given else []
    needs = (
        look.number(given["needs"], (*path, "needs"), 1, max(1, len(items)), whole=True)
        if "needs" in given
        else 1
    )
    return Scale(
        code=code,
        title=look.words(given["title"], (*path, "title"), languages) if "title" in given else {},
        items=tuple(str(item) for item in items),
        needs=int(needs or 1),
        scoring=look.one_of(given["scoring"], (*path, "scoring"), "scoring", SCORINGS)
        if "scoring" in given
        else "",
        unit=unit,
        better=look.one_of(given.get("better", "high"), (*path, "better"), "side", ("high", "low")),
        floor=look.number(given["floor"], (*path, "floor"), *span) if "floor" in given else None,
        purposes=(
            look.some_of(given["purposes"], (*path, "purposes"), "purpose", PURPOSES)
            if "purposes" in given
            else PURPOSES
        ),
    )


def check_scales(look: Look, scales: Sequence[Scale], items: Sequence[Item]) -> None:
    """Note where scales do not fit the items, each other, or what the rest of the software knows of them."""
    of_code = {item.code: item for item in items}
    taken: dict[str, str] = {}
    for scale in scales:
        path: Path = ("scales", scale.code)
        for number, code in enumerate(scale.items):
            _check_item(look, (*path, "items", number), code, of_code, taken)
            taken.setdefault(code, scale.code)
        if scale.code in of_code and scale.items != (scale.code,):
            expected = "another name for one of the two, or this scale for this item alone"
            look.tree.fault(path, f"there is an item {scale.code!r} as well", expected)
        if scale.unit and scale.unit != UNIT_OF.get(scale.code, scale.unit):
            right = UNIT_OF[scale.code]
            look.tree.fault(
                (*path, "unit"), f"{scale.code} in {scale.unit}", f"{right}, as gates read it", near=right
            )
        _check_scoring(look, path, scale, of_code)


def _check_item(look: Look, path: Path, code: str, of_code: dict[str, Item], taken: dict[str, str]) -> None:
    if code not in of_code:
        near = nearest(code, of_code)
        look.tree.fault(path, f"unknown item {code!r}", "one of " + ", ".join(of_code), near=near)
    elif of_code[code].kind not in ("", RATING):
        look.tree.fault(path, f"{code} is a {of_code[code].kind}", "an item with kind rating")
    elif code in taken:
        # Two figures over nearly the same marks would show what the few said who skipped the rest.
        look.tree.fault(path, f"item {code!r} is in scale {taken[code]!r} already", "each item in one scale")


def _check_scoring(look: Look, path: Path, scale: Scale, of_code: dict[str, Item]) -> None:
    if scale.scoring == "single" and len(scale.items) > 1:
        look.tree.fault(
            (*path, "scoring"), f"single, with {len(scale.items)} items", "one item, or scoring mean"
        )
    if scale.scoring != "sus":
        return
    turned = [code in of_code and of_code[code].reversed_ for code in scale.items]
    if len(turned) != SUS_ITEMS or turned != [False, True] * (SUS_ITEMS // 2):
        expected = "ten items, by turns for and against, the even ones with `reversed: true` (Brooke 1996)"
        look.tree.fault((*path, "items"), f"{len(turned)} items that are no SUS", expected)
    if scale.needs != SUS_ITEMS:
        look.tree.fault((*path, "needs"), f"a SUS over {scale.needs} items", "10: a SUS is scored whole")
    if scale.unit and scale.unit != HUNDRED:
        look.tree.fault((*path, "unit"), f"a SUS in {scale.unit}", HUNDRED, near=HUNDRED)
