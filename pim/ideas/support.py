"""Supporting an idea of somebody else, and taking that back. No journal: it would show who did."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from pim.errors import BadInput, Conflict
from pim.ideas.queries import heard, idea_list
from pim.ideas.tables import Idea, IdeaSupport
from pim.ideas.voices import supports, voices
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work

_ONCE = {
    "sqlite": sqlite.insert(IdeaSupport).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(IdeaSupport).on_conflict_do_nothing(),
}


def support_idea(work: Work, idea_id: int) -> dict[str, Any]:
    """Support an idea. Doing it twice is doing it once.

    Raises NotFound, BadInput for one's own idea, Conflict for one that was answered or withdrawn.
    """
    subject = _open_idea(work, idea_id)
    assert work.actor is not None
    row = work.session.get_one(Idea, idea_id)
    if row.author_id == work.actor.person_id:
        raise BadInput(f"{subject.code} is your own idea: it has your support already")
    connection = work.session.connection()
    values = {"idea_id": idea_id, "person_id": work.actor.person_id}
    connection.execute(_ONCE[connection.dialect.name], values)
    return _told(work.session, subject)


def withdraw_support(work: Work, idea_id: int) -> dict[str, Any]:
    """Support an idea no longer; harmless when one did not. Raises NotFound, Conflict as ``support_idea``."""
    subject = _open_idea(work, idea_id)
    assert work.actor is not None
    work.session.connection().execute(
        delete(IdeaSupport).where(
            col(IdeaSupport.idea_id) == idea_id, col(IdeaSupport.person_id) == work.actor.person_id
        )
    )
    return _told(work.session, subject)


def _open_idea(work: Work, idea_id: int) -> Subject:
    subject = child(work, idea_id, "idea")
    if heard(subject):
        raise Conflict(f"{subject.code} was answered or withdrawn already")
    return subject


def _told(session: Session, subject: Subject) -> dict[str, Any]:
    counted = voices(idea_list(session, subject.cycle_id), supports(session, subject.cycle_id))
    return {"id": subject.id, "code": subject.code, "supporters": counted[subject.id]}
