"""Standard answers: words an organisation begins an answer with more often, in Dutch and in English."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.tables import StandardAnswer
from pim.answers.words import LONGEST_REASON, checked_outcome, line, passage
from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.work import Work
from pim.people.tables import Role

KEEPERS = ("lead", "administrator")
MOST = 50


def add_standard_answer(work: Work, *, title: str, outcome: str, nl: str, en: str) -> dict[str, Any]:
    """Keep a standard answer. Raises BadInput for a title that is taken, NotAllowed."""
    home = _home(work)
    title, outcome = line(title, "title"), checked_outcome(outcome)
    known = standard_answers(work.session, home)
    if any(one.title == title for one in known):
        raise BadInput(f"title: there is already a standard answer {title!r}")
    if len(known) >= MOST:
        raise BadInput(f"standard answers: {MOST} is the most; remove one that nobody uses")
    row = StandardAnswer(
        organisation_id=home,
        title=title,
        outcome=outcome,
        nl=passage(nl, "nl", LONGEST_REASON),
        en=passage(en, "en", LONGEST_REASON),
    )
    work.session.add(row)
    work.session.flush()
    return as_json(row)


def remove_standard_answer(work: Work, standard_id: int) -> dict[str, Any]:
    """Remove a standard answer. Answers that began with it keep their words. Raises NotFound, NotAllowed."""
    home = _home(work)
    row = work.session.get(StandardAnswer, standard_id)
    if row is None or row.organisation_id != home:
        raise NotFound(f"there is no standard answer with number {standard_id}")
    gone = as_json(row)
    work.session.delete(row)
    work.session.flush()
    return gone


def standard_answers(session: Session, organisation_id: int) -> list[StandardAnswer]:
    """Return the standard answers of an organisation, by title."""
    return list(
        session.scalars(
            select(StandardAnswer)
            .where(col(StandardAnswer.organisation_id) == organisation_id)
            .order_by(col(StandardAnswer.title))
        )
    )


def as_json(row: StandardAnswer) -> dict[str, Any]:
    """Return a standard answer as plain data."""
    return {"id": row.id, "title": row.title, "outcome": row.outcome, "nl": row.nl, "en": row.en}


def _home(work: Work) -> int:
    assert work.actor is not None, "a person keeps standard answers"
    held = select(col(Role.id)).where(
        col(Role.person_id) == work.actor.person_id, col(Role.role).in_(KEEPERS), col(Role.site_id).is_(None)
    )
    if work.session.execute(held).first() is None:
        raise NotAllowed("only a lead or an administrator keeps standard answers")
    return work.actor.organisation_id
