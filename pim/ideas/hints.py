"""Ideas that look like what somebody is about to bring: shown before it is brought, never in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from pim.ideas.queries import IdeaLine, idea_list
from pim.ideas.similar import Likeness
from pim.ideas.voices import roots, supports, voices

MOST = 5
SHORTEST = 8  # characters; before that nothing can be said


@dataclass(frozen=True, slots=True)
class Hint:
    """An idea there is, the words it shares with the new one, and how many support it."""

    line: IdeaLine
    words: tuple[str, ...]
    supporters: int


def hints(session: Session, cycle_id: int, text: str, *, without: int | None = None) -> list[Hint]:
    """Return the ideas of a cycle that look like a text, the most alike first. Two statements.

    One that goes on with another is shown as that other. ``without`` is the idea the text is of.
    """
    if len(text.strip()) < SHORTEST:
        return []
    lines = idea_list(session, cycle_id)
    return likely(lines, text, voices(lines, supports(session, cycle_id)), without=without)


def likely(
    lines: Sequence[IdeaLine], text: str, counted: dict[int, int], *, without: int | None = None
) -> list[Hint]:
    """Return the hints for a text among these ideas, which are already read."""
    root = roots(lines)
    by_id = {line.id: line for line in lines}
    likeness = Likeness({line.id: line.text for line in lines if line.means != "withdrawn"})
    found: dict[int, Hint] = {}
    for alike in likeness.like(text, most=2 * MOST, without=() if without is None else (without,)):
        line = by_id[root[alike.key]]
        if line.id != without and line.means != "withdrawn":
            found.setdefault(line.id, Hint(line, alike.words, counted[line.id]))
    return list(found.values())[:MOST]
