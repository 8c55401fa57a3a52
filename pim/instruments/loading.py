"""Read a pack file, or say everything that is wrong with it: file, line, what, and what was expected.

Nothing in a pack is run: it is plain text and numbers (``workflows.yaml_lines``), and how a scale is
scored is a word out of a short list.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pim.instruments.items import read_item
from pim.instruments.looking import Look
from pim.instruments.pack import LANGUAGES, SUBJECTS, WORK, Item, Pack, Scale
from pim.instruments.scales import check_scales, read_scale
from workflows.faults import WorkflowError, WorkflowFault, nearest
from workflows.yaml_lines import read_source

SHIPPED: Final = Path(__file__).with_name("packs")
LONGEST_SOURCE = 500
_NEEDED = ("pack", "title", "licence", "source", "languages", "validated", "items")
_MORE = ("about", "translated", "answers", "scales")


class PackError(WorkflowError):
    """The pack file cannot be used. ``faults`` holds every fault, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a file. ``pack`` is there only when there are no faults."""

    pack: Pack | None
    faults: tuple[WorkflowFault, ...]


def check(source: Path | str, name: str = "pack") -> Checked:
    """Read a file (Path) or a text (str) and say everything about it. Never raises for what is in it.

    ``name`` stands for the file in faults of a text.
    """
    tree = read_source(source, name, "pack")
    if tree.value is None and tree.faults:
        return Checked(None, PackError(tree.faults).faults)
    pack = _pack(Look(tree), tree.value)
    return Checked(None, PackError(tree.faults).faults) if tree.faults else Checked(pack, ())


def load(source: Path | str, name: str = "pack") -> Pack:
    """Read a file (Path) or a text (str). PackError: it has faults; every one of them is in it."""
    found = check(source, name)
    if found.pack is None:
        raise PackError(found.faults)
    return found.pack


@lru_cache(maxsize=1)
def shipped_names() -> tuple[str, ...]:
    """Return the names of the packs that come with the product."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


@lru_cache(maxsize=32)
def shipped(name: str) -> Pack:
    """Return a pack that comes with the product. LookupError: there is none of this name."""
    if name not in shipped_names():
        near = nearest(name, shipped_names())
        hint = f"; did you mean {near!r}?" if near else ""
        raise LookupError(f"no pack {name!r} comes with PIM: {', '.join(shipped_names())}{hint}")
    return load(SHIPPED / f"{name}.yaml")


def _pack(look: Look, value: Any) -> Pack:
    given = look.keys(value, (), _NEEDED, _MORE)
    named = (
        look.some_of(given["languages"], ("languages",), "language", LANGUAGES)
        if "languages" in given
        else ()
    )
    languages = named or LANGUAGES
    items = _items(look, given, languages)
    scales = _scales(look, given, languages, items)
    about = look.one_of(given.get("about", WORK), ("about",), "subject", SUBJECTS)
    return Pack(
        name=look.code(given["pack"], ("pack",)) if "pack" in given else "",
        title=look.words(given["title"], ("title",), languages) if "title" in given else {},
        licence=look.line(given["licence"], ("licence",)) if "licence" in given else "",
        source=look.line(given["source"], ("source",), LONGEST_SOURCE) if "source" in given else "",
        languages=languages,
        validated=look.flag(given["validated"], ("validated",)) if "validated" in given else False,
        about=about,
        items=items,
        scales=scales,
        translated=(
            look.some_of(given["translated"], ("translated",), "language", languages)
            if "translated" in given
            else ()
        ),
    )


def _items(look: Look, given: dict[str, Any], languages: tuple[str, ...]) -> tuple[Item, ...]:
    found: list[Item] = []
    for number, value in enumerate(look.listed(given.get("items"), ("items",)) if "items" in given else []):
        path = ("items", number)
        item = read_item(look, value, path, languages, given.get("answers"))
        look.once(item.code, (*path, "code"), [one.code for one in found], "item")
        found.append(item)
    return tuple(found)


def _scales(
    look: Look, given: dict[str, Any], languages: tuple[str, ...], items: tuple[Item, ...]
) -> tuple[Scale, ...]:
    value = given.get("scales", {})
    if not isinstance(value, dict):
        look.tree.fault(("scales",), "scales do not fit here", "each scale's code with its keys and values")
        return ()
    scales = tuple(
        read_scale(look, look.code(code, ("scales", code)), one, ("scales", code), languages)
        for code, one in value.items()
    )
    check_scales(look, scales, items)
    return scales
