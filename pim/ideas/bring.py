"""Bringing a problem or an idea: under one's own name, without a name, or for somebody else."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.ideas.tables import Idea
from pim.ideas.wording import head, prose
from pim.lifecycle.advance import EVERYBODY, begin
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import parent
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Person

WRITES_FOR_OTHERS = ("lead", "work_group", "manager")


def bring_idea(
    work: Work, cycle_id: int, text: str, *, anonymous: bool = False, for_person_id: int | None = None
) -> Subject:
    """Bring an idea. With ``for_person_id`` it is theirs, written down by a lead, manager or work group.

    Without a name nobody is kept: not as author, not in the journal. Raises BadInput, NotFound,
    NotAllowed.
    """
    assert work.actor is not None, "a person brings an idea"
    text = prose(text, "idea")
    cycle = parent(work, cycle_id, "idea", EVERYBODY)
    author_id: int | None = work.actor.person_id
    said: dict[str, object] = {}
    if anonymous:
        if for_person_id is not None:
            raise BadInput("an idea is brought without a name or for somebody; expected one of the two")
        author_id, said, work = None, {"anonymous": True}, replace(work, actor=None)
    elif for_person_id is not None and for_person_id != author_id:
        require_role(work, cycle, *WRITES_FOR_OTHERS)
        author_id = _colleague(work.session, for_person_id, cycle.home.id)
        said = {"for": author_id}
    day = calendar_of(work.session, cycle.home).local_date(work.now)
    return begin(
        work,
        cycle.home,
        "idea",
        cycle.digest,
        f"I{_how_many(work.session, cycle_id) + 1}",  # ideas are never removed, and the cycle is locked
        head(text),
        cycle_id=cycle_id,
        dates={"submitted_on": day},
        said=said,
        born=lambda id_: work.session.add(
            Idea(instance_id=id_, cycle_id=cycle_id, author_id=author_id, text=text)
        ),
    )


def _how_many(session: Session, cycle_id: int) -> int:
    counted = select(func.count()).where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "idea")
    return session.scalar(counted) or 0


def _colleague(session: Session, person_id: int, organisation_id: int) -> int:
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != organisation_id or not person.active:
        raise BadInput("the idea is of somebody who does not work here")
    return person_id
