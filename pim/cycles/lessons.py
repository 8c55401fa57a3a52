"""Lessons: what the next innovation should know, under words by which it can be found."""

import re
from collections.abc import Iterable
from typing import Any

from pim.cycles.charter import in_cycle, sentence
from pim.cycles.tables import Lesson
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, advance, preview, record
from pim.lifecycle.work import Work

MOST_TAGS = 8
TAG = re.compile(r"[\w][\w -]{0,38}[\w]")
TAG_SHAPE = "2 to 40 letters, digits, spaces or hyphens, such as night shift"
NEED = "lesson_recorded"  # the requirement that asks for a lesson


def add_lesson(work: Work, cycle_id: int, text: str, tags: Iterable[str] = ()) -> dict[str, Any]:
    """Write a lesson down. ``tags`` are words to find it by, in small letters and each once.

    Raises BadInput for an empty lesson or a tag that cannot be, NotAllowed, NotFound.
    """
    in_cycle(work, cycle_id, "lead", "sponsor", "work_group")
    assert work.actor is not None
    lesson = Lesson(
        cycle_id=cycle_id,
        text=sentence(text, "lesson"),
        tags=read_tags(tags),
        person_id=work.actor.person_id,
        at=work.now,
    )
    work.session.add(lesson)
    work.session.flush()
    record(work, cycle_id, "lesson", {"lesson": lesson.id, "tags": lesson.tags})
    return {"id": cycle_id, "lesson": lesson.id, "tags": lesson.tags}


def read_tags(given: Iterable[str]) -> list[str]:
    """Return tags in small letters, each once, in the order given. Raises BadInput."""
    found = dict.fromkeys(" ".join(tag.lower().split()) for tag in given if tag.strip())
    for tag in found:
        if not TAG.fullmatch(tag):
            raise BadInput(f"tag {tag!r}: expected {TAG_SHAPE}")
    if len(found) > MOST_TAGS:
        raise BadInput(f"tags: expected at most {MOST_TAGS}, got {len(found)}")
    return list(found)


def step_with_lesson(
    work: Work, order: Order, lesson: str = "", tags: Iterable[str] = (), *, only_look: bool = False
) -> Outcome:
    """Write down what was learned and take a step of the cycle, both or neither.

    ``only_look`` shows what the step would do with that lesson and writes nothing. Raises what
    ``add_lesson`` and ``advance`` raise.
    """
    if only_look:
        return preview(work, as_if_learned(work, order) if lesson.strip() else order)
    if lesson.strip():
        add_lesson(work, order.instance_id, lesson, tags)
    return advance(work, order)


def as_if_learned(work: Work, order: Order) -> Order:
    """Return the order as it would be decided if a lesson were written down now."""
    return order.supposing(lessons=1, lesson_at=work.now)
