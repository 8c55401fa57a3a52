"""Reading ideas: the facts a step looks at, the words of letters, and lists for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.ideas.tables import Functionality, Idea
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance, JournalEntry
from pim.people.tables import Person
from workflows.facts import Ideas, Own

OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "done": {"nl": "dit doen we", "en": "we do this"},
    "changed": {"nl": "dit doen we, maar anders", "en": "we do this, but differently"},
    "not_done": {"nl": "dit doen we niet", "en": "we do not do this"},
}
"""What can become of an idea, as its author reads it."""

_HEARD = ("answered", "withdrawn")  # nobody waits for an answer any more


def heard(subject: Subject) -> bool:
    """Tell whether nobody waits for an answer to an idea any more."""
    return subject.final or subject.means in _HEARD


def facts(session: Session, cycle_id: int) -> Ideas:
    """Return how many ideas there are and how many wait. What was withdrawn does not count."""
    means, final = col(Instance.means), col(Instance.final)
    waits = means.not_in(_HEARD) & final.is_(False)
    total, unacknowledged, unanswered = session.execute(
        select(
            func.count().filter(means != "withdrawn"),
            func.count().filter(means == "submitted"),
            func.count().filter(waits),
        ).where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "idea")
    ).one()
    codes = session.scalars(
        select(col(Functionality.code))
        .where(col(Functionality.cycle_id) == cycle_id)
        .order_by(col(Functionality.id))
    )
    return Ideas(
        total=total,
        unacknowledged=unacknowledged,
        unanswered=unanswered,
        functionalities=tuple(codes),
    )


def own(session: Session, subject: Subject) -> Own:
    """Return what an idea's own requirements look at: its dates, and which texts are written."""
    row = session.get(Idea, subject.id)
    texts = {"text": row.text, "answer": row.because or ""} if row else {}
    return Own(dates=subject.dates, texts=frozenset(name for name, text in texts.items() if text))


def author(session: Session, instance_id: int) -> list[int]:
    """Return who brought an idea (nobody when it came without a name), or who made another thing."""
    idea = session.get(Idea, instance_id)
    if idea is not None:
        return [idea.author_id] if idea.author_id is not None else []
    began = session.scalar(
        select(col(JournalEntry.actor_id)).where(
            col(JournalEntry.instance_id) == instance_id, col(JournalEntry.version) == 1
        )
    )
    return [began] if began is not None else []


def authors(session: Session, cycle_id: int) -> list[int]:
    """Return everybody who brought an idea in this cycle under their own name."""
    found = session.scalars(
        select(col(Idea.author_id))
        .where(col(Idea.cycle_id) == cycle_id, col(Idea.author_id).is_not(None))
        .distinct()
        .order_by(col(Idea.author_id))
    )
    return [id_ for id_ in found if id_ is not None]


def letter_words(session: Session, idea_id: int, language: str) -> Mapping[str, Any]:
    """Return what a letter about an idea may say: the idea, and the answer when there is one."""
    row = session.execute(
        select(col(Instance.title), col(Instance.means), col(Idea.outcome), col(Idea.because))
        .join(Idea, col(Idea.instance_id) == col(Instance.id))
        .where(col(Instance.id) == idea_id)
    ).first()
    if row is None:
        return {}
    title, means, outcome, because = row
    return {
        "idea": title,
        "acknowledged": means != "submitted",
        "outcome": OUTCOMES[outcome][language] if outcome else "",
        "answer": because or "",
    }


@dataclass(frozen=True, slots=True)
class IdeaLine:
    """An idea in a list. ``author`` is None when it came without a name."""

    id: int
    cycle_id: int
    digest: str  # of the workflow its stage belongs to
    code: str
    text: str
    stage: str
    means: str
    submitted_on: str | None  # the day, in the organisation's own time
    author: str | None
    functionality: str | None
    outcome: str | None
    because: str | None
    author_id: int | None
    merged_into: int | None


_LINES: Any = (
    select(
        col(Instance.id), col(Instance.cycle_id), col(Instance.digest), col(Instance.code), col(Idea.text),
        col(Instance.stage), col(Instance.means), col(Instance.dates), col(Person.name),
        col(Functionality.code),
        col(Idea.outcome), col(Idea.because), col(Idea.author_id), col(Idea.merged_into),
    )
    .join(Idea, col(Idea.instance_id) == col(Instance.id))
    .outerjoin(Person, col(Person.id) == col(Idea.author_id))
    .outerjoin(Functionality, col(Functionality.id) == col(Idea.functionality_id))
    .order_by(col(Instance.id))
)  # fmt: skip


def _line(row: Any) -> IdeaLine:
    fields = list(row)
    fields[7] = row.dates.get("submitted_on")
    return IdeaLine(*fields)


def idea_list(session: Session, cycle_id: int) -> list[IdeaLine]:
    """Return the ideas of a cycle, oldest first. One statement."""
    return [_line(row) for row in session.execute(_LINES.where(col(Idea.cycle_id) == cycle_id))]


def ideas_by(session: Session, person_id: int) -> list[IdeaLine]:
    """Return the ideas somebody brought under their own name, in every cycle: what happened with mine."""
    return [_line(row) for row in session.execute(_LINES.where(col(Idea.author_id) == person_id))]


def functionality_list(session: Session, cycle_id: int) -> list[dict[str, Any]]:
    """Return the functionalities of a cycle with the number of ideas in each. One statement."""
    rows = session.execute(
        select(
            col(Functionality.id),
            col(Functionality.code),
            col(Functionality.title),
            func.count(col(Idea.instance_id)),
        )
        .outerjoin(Idea, col(Idea.functionality_id) == col(Functionality.id))
        .where(col(Functionality.cycle_id) == cycle_id)
        .group_by(col(Functionality.id), col(Functionality.code), col(Functionality.title))
        .order_by(col(Functionality.id))
    )
    return [dict(zip(("id", "code", "title", "ideas"), row, strict=True)) for row in rows]


def functionality_by_code(session: Session, cycle_id: int, code: str) -> Functionality:
    """Return the functionality with this code. Raises NotFound, naming the ones there are."""
    found = list(
        session.scalars(
            select(Functionality)
            .where(col(Functionality.cycle_id) == cycle_id)
            .order_by(col(Functionality.id))
        )
    )
    for one in found:
        if one.code == code.strip().upper():
            return one
    known = ", ".join(one.code for one in found) or "none yet"
    raise NotFound(f"there is no functionality {code!r} in this cycle; there are: {known}")
