"""Putting ideas that mean the same together, and taking them apart again exactly as they were.

Nothing moves: an idea that goes on with another keeps its author, its supporters and its own text.
Every author hears of it, also of what was put with it before.
"""

from typing import Any

from sqlmodel import Session

from pim.errors import BadInput, Conflict
from pim.ideas.group import GROUPERS
from pim.ideas.handle import answer_along
from pim.ideas.heard import author_hears
from pim.ideas.queries import heard, idea_list
from pim.ideas.tables import Idea
from pim.ideas.voices import below, supports, voices
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.work import Event, Work


def merge_ideas(work: Work, idea_id: int, into_id: int) -> dict[str, Any]:
    """Let an idea go on with another one. When that was answered already, this one gets the same answer.

    Raises BadInput for itself or an idea of another innovation, NotFound, NotAllowed, Conflict for one
    that goes on with another already, or that is answered or withdrawn.
    """
    subject, row = _idea(work, idea_id)
    require_role(work, look(work.session, subject.cycle_id), *GROUPERS)
    into, other = _idea(work, into_id)
    if idea_id == into_id or subject.cycle_id != into.cycle_id:
        raise BadInput("into: expected another idea of the same innovation")
    for one, its in ((subject, row), (into, other)):
        if its.merged_into is not None:
            raise Conflict(f"{one.code} goes on with another idea already")
    if heard(subject):
        raise Conflict(f"{subject.code} was answered or withdrawn already")
    if into.means == "withdrawn":
        raise Conflict(f"{into.code} was withdrawn: nothing goes on with it")
    here, there = _tree(work, subject), _tree(work, into)
    row.merged_into = into_id
    work.session.add(row)
    work.session.flush()
    count = _supporters(work.session, into)
    words = {"supporters": count}
    told = _both(work, subject, here, there, into, "idea_merged", words)
    record(work, idea_id, "merged", {"into": into.code, "idea": subject.code}, *told)
    if other.outcome is not None:
        for one in here:
            answer_along(work, one.id, other)
    return {"id": idea_id, "code": subject.code, "into": into.code, "supporters": count}


def unmerge_idea(work: Work, idea_id: int) -> dict[str, Any]:
    """Let an idea go on by itself again, with all that was its own. An answer it was given stays given.

    Raises NotFound, NotAllowed, Conflict when it stands by itself.
    """
    subject, row = _idea(work, idea_id)
    require_role(work, look(work.session, subject.cycle_id), *GROUPERS)
    if row.merged_into is None:
        raise Conflict(f"{subject.code} stands by itself already")
    into = look(work.session, row.merged_into)
    row.merged_into = None
    work.session.add(row)
    work.session.flush()
    here, there = _tree(work, subject), _tree(work, into)
    told = _both(work, subject, here, there, into, "idea_unmerged", {})
    record(work, idea_id, "unmerged", {"from": into.code, "idea": subject.code}, *told)
    count = _supporters(work.session, subject)
    return {"id": idea_id, "code": subject.code, "from": into.code, "supporters": count}


def _idea(work: Work, idea_id: int) -> tuple[Subject, Idea]:
    subject = child(work, idea_id, "idea")
    return subject, work.session.get_one(Idea, idea_id, populate_existing=True)


def _tree(work: Work, root: Subject) -> list[Subject]:
    """Return an idea and everything that goes on with it."""
    return [root, *(look(work.session, id_) for id_ in below(work.session, root.cycle_id, root.id))]


def _both(
    work: Work,
    noted: Subject,
    here: list[Subject],
    there: list[Subject],
    into: Subject,
    letter: str,
    words: dict[str, Any],
) -> list[Event]:
    """Return what the authors on both sides hear: of their own idea, and of the one on the other side."""
    sides = ((here, into), (there, noted))
    return [
        author_hears(work, one, noted, letter, {"other": other.title, **words})
        for side, other in sides
        for one in side
    ]


def _supporters(session: Session, subject: Subject) -> int:
    counted = voices(idea_list(session, subject.cycle_id), supports(session, subject.cycle_id))
    return counted[subject.id]
