"""Which ideas go on together, and how many people stand behind each. Only the number is ever shown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import select
from sqlmodel import Session, col

from pim.ideas.tables import Idea, IdeaSupport


class Joined(Protocol):
    """An idea as far as it matters here."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def author_id(self) -> int | None:
        """Who brought it; None when it came without a name."""

    @property
    def merged_into(self) -> int | None:
        """The idea it goes on with."""


def roots(ideas: Iterable[Joined]) -> dict[int, int]:
    """Return for each idea the one it goes on with in the end: itself, unless it was put with another."""
    into = {idea.id: idea.merged_into for idea in ideas}
    found = {}
    for id_ in into:
        root = id_
        while (above := into[root]) is not None:
            root = above
        found[id_] = root
    return found


def under(id_: int, into: Mapping[int, int | None]) -> list[int]:
    """Return every idea that goes on with this one, also by way of another; the oldest first."""
    found: list[int] = []
    wanted = {id_}
    while wanted:
        wanted = {one for one, above in into.items() if above in wanted}
        found += wanted
    return sorted(found)


def below(session: Session, cycle_id: int, idea_id: int) -> list[int]:
    """Return every idea of a cycle that goes on with this one. One statement."""
    rows = session.execute(
        select(col(Idea.instance_id), col(Idea.merged_into)).where(col(Idea.cycle_id) == cycle_id)
    )
    return under(idea_id, {id_: into for id_, into in rows})  # noqa: C416 - rows are no pairs to mypy


def supports(session: Session, cycle_id: int) -> list[tuple[int, int]]:
    """Return (idea, person) for everybody who supports an idea of a cycle. One statement."""
    rows = session.execute(
        select(col(IdeaSupport.idea_id), col(IdeaSupport.person_id))
        .join(Idea, col(Idea.instance_id) == col(IdeaSupport.idea_id))
        .where(col(Idea.cycle_id) == cycle_id)
    )
    return [(idea, person) for idea, person in rows]


def voices(ideas: Sequence[Joined], supporters: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return how many people besides its own author support each idea, everything put with it included.

    Whoever brought an idea that was put with it counts, a person never twice; an idea that came
    without a name counts as one person more.
    """
    behind: dict[int, set[int]] = {idea.id: set() for idea in ideas}
    for idea_id, person_id in supporters:
        behind[idea_id].add(person_id)
    into = {idea.id: idea.merged_into for idea in ideas}
    by_id = {idea.id: idea for idea in ideas}
    counted = {}
    for idea in ideas:
        parts = [by_id[id_] for id_ in under(idea.id, into)]
        people = behind[idea.id].union(*(behind[part.id] for part in parts))
        people |= {part.author_id for part in parts if part.author_id is not None}
        nameless = sum(part.author_id is None for part in parts)
        counted[idea.id] = len(people - {idea.author_id}) + nameless
    return counted
