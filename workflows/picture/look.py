"""What there is to draw of a lifecycle, in one language: boxes, the steps in them, and where each step leads.

No places and no colours yet: `layout` gives places, `drawing` gives lines of text or shapes. The boxes stand
in the order of the file, because that is the order in which its author thinks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from workflows.faults import nearest
from workflows.picture.words import LANGUAGES, span_in_words, word
from workflows.schema import Definition, DueRule, Lifecycle, Stage, Step, Words
from workflows.vocabulary import AUTHOR, CLOCK

EVERYWHERE = "*"  # no stage can be called this

Mark = Literal["", "here", "visited"]


@dataclass(frozen=True, slots=True)
class Row:
    """One step as it stands in its box. `to` is the box it leads to; None leads back to the box before."""

    name: str
    label: str
    by: str
    to: str | None


@dataclass(frozen=True, slots=True)
class Box:
    """One stage, or the box of the steps that every stage has. `note` is its term in words."""

    name: str
    label: str
    note: str = ""
    rows: tuple[Row, ...] = ()
    mark: Mark = ""
    mark_text: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A lifecycle ready to be placed; `description` says the same in words, for who cannot see it."""

    name: str
    title: str
    description: str
    start: str
    boxes: tuple[Box, ...]


def look(definition: Definition, kind: str, at: str | None, visited: Sequence[str], language: str) -> Picture:
    """Gather what there is to draw. ValueError when the kind, a stage or the language is not there."""
    _known(language, LANGUAGES, "language")
    _known(kind, definition.lifecycles, "lifecycle")
    life = definition.lifecycles[kind]
    for stage in (*visited, *([at] if at is not None else [])):
        _known(stage, life.stages, "stage")
    boxes = tuple(
        _stage_box(definition, name, stage, language, _mark(name, at, visited))
        for name, stage in life.stages.items()
    )
    boxes = _start_first(boxes, life.start)
    if life.everywhere:
        boxes = _with_everywhere(boxes, _everywhere_box(definition, life, language))
    title = f"{_say(definition.title, language)}: {word(language, kind)}"
    return Picture(
        f"{definition.workflow}-{kind}", title, _describe(life, boxes, at, language), life.start, boxes
    )


def _known(name: str, known: Iterable[str], what: str) -> None:
    names = tuple(known)
    if name not in names:
        close = nearest(name, names)
        hint = f"; did you mean {close!r}?" if close else ""
        raise ValueError(f"there is no {what} {name!r} here, only {', '.join(names)}{hint}")


def _mark(name: str, at: str | None, visited: Sequence[str]) -> Mark:
    if name == at:
        return "here"
    return "visited" if name in visited else ""


def _stage_box(definition: Definition, name: str, stage: Stage, language: str, mark: Mark) -> Box:
    return Box(
        name,
        _say(stage.label, language),
        _term(stage.due, language) if isinstance(stage.due, DueRule) else "",
        tuple(_row(definition, key, step, language, name) for key, step in stage.steps.items()),
        mark,
        word(language, mark) if mark else "",
        stage.final,
    )


def _everywhere_box(definition: Definition, life: Lifecycle, language: str) -> Box:
    rows = (_row(definition, key, step, language, EVERYWHERE) for key, step in life.everywhere.items())
    return Box(EVERYWHERE, word(language, "everywhere"), rows=tuple(rows))


def _row(definition: Definition, name: str, step: Step, language: str, box: str) -> Row:
    label = _say(step.label, language) if step.label else name.replace("_", " ").capitalize()
    by = ", ".join(_role(definition, role, language) for role in step.by)
    if step.to == "back":
        return Row(name, f"{label}: {word(language, 'back')}", by, None)
    return Row(name, label, by, box if step.to == "same" else step.to)


def _role(definition: Definition, role: str, language: str) -> str:
    if role in definition.roles:
        label = _say(definition.roles[role], language)
        # A role inside a sentence has no capital, an abbreviation (OR, FG) keeps its own.
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return word(language, role) if role in (CLOCK, AUTHOR) else role.replace("_", " ")


def _term(due: DueRule, language: str) -> str:
    for way, written in (("in", due.in_), ("lasts", due.lasts)):
        if written is not None:
            return word(language, way).format(span_in_words(written, language))
    return word(language, "on")


def _start_first(boxes: tuple[Box, ...], start: str) -> tuple[Box, ...]:
    return tuple(sorted(boxes, key=lambda box: box.name != start))


def _with_everywhere(boxes: tuple[Box, ...], extra: Box) -> tuple[Box, ...]:
    """Put the extra box before the first stage it leads to, but never between two that follow each other."""
    targets = {row.to for row in extra.rows}
    first = min((n for n, box in enumerate(boxes) if box.name in targets), default=len(boxes))
    for place in range(max(first, 1), len(boxes)):
        if all(row.to != boxes[place].name for row in boxes[place - 1].rows):
            return (*boxes[:place], extra, *boxes[place:])
    return (*boxes, extra)


def _describe(life: Lifecycle, boxes: tuple[Box, ...], at: str | None, language: str) -> str:
    label = {box.name: box.label for box in boxes}
    said = [word(language, "about").format(len(life.stages), label[life.start])]
    ends = [box.label for box in boxes if box.final]
    been = [box.label for box in boxes if box.mark == "visited"]
    if ends:
        said.append(word(language, "ends").format(word(language, "or").join(ends)))
    if at is not None:
        said.append(word(language, "at").format(label[at]))
    if been:
        said.append(word(language, "been").format(", ".join(been)))
    for box in boxes:
        steps = "; ".join(
            word(language, "step").format(row.label, label[row.to]) if row.to else row.label
            for row in box.rows
        )
        said += [f"{box.label}: {steps}."] if steps else []
    return " ".join(said)


def _say(words: Words, language: str) -> str:
    return words.nl if language == "nl" else words.en
