"""Bringing a problem or an idea: under one's own name, without a name, or for somebody else."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.ideas.tables import Idea
from pim.ideas.wording import head, prose
from pim.lifecycle.advance import EVERYBODY, Refusal, begin, facts_for
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import parent
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Person
from workflows.machine import Refused
from workflows.requirements import Unmet

ASKING = "ideas"  # what the stage means in which employees are asked for them
WRITES_FOR_OTHERS = ("lead", "work_group", "manager")


def bring_idea(
    work: Work, cycle_id: int, text: str, *, anonymous: bool = False, for_person_id: int | None = None
) -> Subject:
    """Bring an idea. With ``for_person_id`` it is theirs, written down by a lead, manager or work group.

    Without a name nobody is kept: not as author, not in the journal. Raises BadInput, NotFound,
    NotAllowed, and Refusal where the innovation has not asked for ideas yet.
    """
    assert work.actor is not None, "a person brings an idea"
    text = prose(text, "idea")
    cycle = parent(work, cycle_id, "idea", EVERYBODY)
    _only_when_asked_for(work, cycle)
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


def _only_when_asked_for(work: Work, cycle: Subject) -> None:
    """Raise Refusal until the innovation has come to where it asks for ideas; a late idea is welcome.

    Before that nobody has booked hours or promised an answer, and the terms would run all the same.
    """
    stages = machine_of(work.session, cycle.digest).stages("cycle")
    asking = [stage.label for stage in stages if stage.means == ASKING]
    if not asking or ASKING in facts_for(work, cycle, frozenset({"been_in"})).been_in:
        return
    labels = {f"stages_{language}": tuple(one[language] for one in asking) for language in ("nl", "en")}
    unmet = Unmet("innovation_in", {"case": "from", "stages": (ASKING,), **labels})
    raise Refusal(Refused("bring", cycle.state.stage, (unmet,)))


def _how_many(session: Session, cycle_id: int) -> int:
    counted = select(func.count()).where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "idea")
    return session.scalar(counted) or 0


def _colleague(session: Session, person_id: int, organisation_id: int) -> int:
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != organisation_id or not person.active:
        raise BadInput("the idea is of somebody who does not work here")
    return person_id
