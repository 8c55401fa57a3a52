"""Reading the items of a pack file."""

from collections.abc import Sequence
from typing import Any

from pim.instruments.looking import Look
from pim.instruments.pack import CHOICE, KINDS, RATING, Ends, Item, Option
from workflows.yaml_lines import Path

LONGEST_ITEM = 400
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12


def read_item(look: Look, value: Any, path: Path, languages: Sequence[str], answers: Any) -> Item:
    """Return one item; ``answers`` is what the pack says about the marks of all its items."""
    given = look.keys(value, path, ("code", "kind", *languages), ("reversed", "answers", "options"))
    kind = look.one_of(given["kind"], (*path, "kind"), "kind", KINDS) if "kind" in given else ""
    words = {
        language: look.line(given[language], (*path, language), LONGEST_ITEM)
        for language in languages
        if language in given
    }
    _only_for(look, given, path, "reversed", kind, RATING)
    _only_for(look, given, path, "answers", kind, RATING)
    _only_for(look, given, path, "options", kind, CHOICE)
    return Item(
        code=look.code(given["code"], (*path, "code")) if "code" in given else "",
        kind=kind,
        words=words,
        reversed_=look.flag(given["reversed"], (*path, "reversed")) if "reversed" in given else False,
        ends=_ends(look, given, path, languages, answers) if kind == RATING else None,
        options=_options(look, given, path, languages) if kind == CHOICE else (),
    )


def _only_for(look: Look, given: dict[str, Any], path: Path, key: str, kind: str, right: str) -> None:
    if key in given and kind and kind != right:
        look.tree.fault((*path, key), f"a {kind} has no {key!r}", f"{key!r} only with kind {right}")


def _ends(
    look: Look, given: dict[str, Any], path: Path, languages: Sequence[str], answers: Any
) -> Ends | None:
    if "answers" in given:
        answers, path = given["answers"], (*path, "answers")
    elif answers is None:
        look.tree.fault(
            path, "it is not said what a 1 and a 5 mean", "`answers` with low and high, here or above"
        )
        return None
    else:
        path = ("answers",)
    found = look.keys(answers, path, ("low", "high"))
    both = {end: look.words(found[end], (*path, end), languages) for end in ("low", "high") if end in found}
    return Ends(both["low"], both["high"]) if len(both) == 2 else None


def _options(look: Look, given: dict[str, Any], path: Path, languages: Sequence[str]) -> tuple[Option, ...]:
    if "options" not in given:
        look.tree.fault(path, "'options' is missing", "the answers that people can choose from")
        return ()
    path = (*path, "options")
    found: list[Option] = []
    for number, value in enumerate(look.listed(given["options"], path, MOST_OPTIONS)):
        here = (*path, number)
        one = look.keys(value, here, ("code", *languages))
        code = look.code(one["code"], (*here, "code")) if "code" in one else ""
        look.once(code, (*here, "code"), [each.code for each in found], "option")
        words = {
            language: look.line(one[language], (*here, language)) for language in languages if language in one
        }
        found.append(Option(code, words))
    if len(found) == 1:
        look.tree.fault(path, "one option is no choice", f"at least {FEWEST_OPTIONS} options")
    return tuple(found)
