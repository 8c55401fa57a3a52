"""What becomes of an idea: its author hears that it arrived, and what is done with it and why."""

from collections.abc import Sequence
from dataclasses import replace

from pim.errors import BadInput, Conflict
from pim.ideas.queries import OUTCOMES, functionality_by_code, heard
from pim.ideas.tables import Idea
from pim.ideas.voices import below
from pim.ideas.wording import prose, reason_of_substance
from pim.lifecycle.advance import Order, Outcome, advance
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import has_step, take_towards
from pim.lifecycle.work import Work
from workflows.faults import nearest
from workflows.vocabulary import AUTHOR

NO = "not_done"


def acknowledge_idea(work: Work, idea_id: int) -> Outcome:
    """Tell the author that their idea arrived and will be answered. Raises NotFound, Refusal."""
    subject, _ = _idea(work, idea_id)
    order = Order(idea_id, "acknowledge", event={"idea": subject.title})
    return take_towards(work, order, "acknowledged")


def acknowledge_ideas(work: Work, idea_ids: Sequence[int]) -> list[Outcome]:
    """Do so for several ideas: for all of them, or when one cannot take it, for none. In order of number."""
    if not idea_ids:
        raise BadInput("ideas: expected at least one to acknowledge")
    return [acknowledge_idea(work, idea_id) for idea_id in sorted(set(idea_ids))]


def answer_idea(
    work: Work, idea_id: int, outcome: str, because: str, *, functionality: str | None = None
) -> Outcome:
    """Say what is done with an idea: done, changed or not_done, and why.

    A no needs a reason of substance. ``functionality`` is the code of the one it becomes part of. What
    was put with it gets the same answer, so that every author hears. Raises BadInput, NotFound,
    Refusal; Conflict for an idea that goes on with another.
    """
    if outcome not in OUTCOMES:
        near = nearest(outcome, OUTCOMES)
        raise BadInput(
            f"outcome: {outcome!r} is not known; expected {', '.join(OUTCOMES)}"
            + (f"; perhaps {near}" if near else "")
        )
    subject, row = _idea(work, idea_id)
    if row.merged_into is not None:
        raise Conflict(f"{subject.code} goes on with another idea: answer that one, and both hear it")
    given = _answer(work, subject, row, outcome, because, functionality)
    for id_ in below(work.session, subject.cycle_id, idea_id):
        answer_along(work, id_, row)
    return given


def answer_along(work: Work, idea_id: int, root: Idea) -> None:
    """Give an idea the answer of the one it goes on with, unless it was answered or withdrawn already."""
    subject, row = _idea(work, idea_id)
    if not heard(subject) and root.outcome is not None:
        _answer(work, subject, row, root.outcome, root.because or "", None)


def _answer(
    work: Work, subject: Subject, row: Idea, outcome: str, because: str, functionality: str | None
) -> Outcome:
    idea_id = subject.id
    row.because = reason_of_substance(because, "why", row.text) if outcome == NO else prose(because, "why")
    row.outcome = outcome
    if functionality is not None:
        row.functionality_id = functionality_by_code(work.session, subject.cycle_id, functionality).id
    work.session.add(row)
    work.session.flush()  # a requirement may ask whether there is an answer
    order = Order(
        idea_id,
        "answer",
        reason=row.because,
        said={"outcome": outcome},
        event={"idea": subject.title, "outcome": dict(OUTCOMES[outcome]), "answer": row.because},
    )
    # A step with the outcome's own name is meant, also where it cannot be taken: a "no" that is
    # refused must never become another way to answer.
    if has_step(work, subject, outcome):
        return advance(work, replace(order, step=outcome))
    return take_towards(work, order, "answered")


def withdraw_idea(work: Work, idea_id: int) -> Outcome:
    """Take an idea back. Only its author can; one without a name has nobody who could.

    Raises NotFound, Refusal.
    """
    _, row = _idea(work, idea_id)
    assert work.actor is not None
    mine = frozenset({AUTHOR}) if row.author_id == work.actor.person_id else frozenset()
    return take_towards(work, Order(idea_id, "withdraw", also=mine), "withdrawn")


def _idea(work: Work, idea_id: int) -> tuple[Subject, Idea]:
    subject = child(work, idea_id, "idea")
    row = work.session.get(Idea, idea_id, populate_existing=True)
    assert row is not None, "an idea is born with its text"
    return subject, row
