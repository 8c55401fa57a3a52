"""A condition of the council as a task: who sees to it, by which day, and how it was met."""

from datetime import date
from typing import Any

from pim.consultation import words
from pim.consultation.answer import numbers, open_request, sentence
from pim.consultation.queries import conditions as conditions_of
from pim.consultation.tables import Condition, Consultation
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Event, Work
from pim.people.tables import Person
from workflows.machine import Tell

OWNER = "condition_owner"  # the audience: whoever sees to a condition


def give_task(work: Work, consultation_id: int, number: int, owner_id: int, due_on: date) -> dict[str, Any]:
    """Say who sees to a condition and by which day; until then the gates let it pass, and not after it.

    Raises BadInput for a day that is past, a number there is not or a condition that is not followed,
    NotAllowed, NotFound.
    """
    subject, request, condition = _condition(work, consultation_id, number)
    today = calendar_of(work.session, subject.home).local_date(work.now)
    if due_on < today:
        raise BadInput(f"due on: expected {today} or later, got {due_on}")
    owner = work.session.get(Person, owner_id)
    if owner is None or owner.organisation_id != subject.home.id or not owner.active:
        raise NotFound(f"there is no person with number {owner_id}")
    condition.owner_id, condition.due_on = owner_id, due_on
    work.session.add(condition)
    work.session.flush()
    said = {"condition": number, "owner": owner_id, "due_on": due_on}
    record(work, consultation_id, "condition_task", said, _given(work, subject, request, condition))
    return {"id": consultation_id, "condition": number, "owner": owner.name, "dueOn": due_on.isoformat()}


def show_met(work: Work, consultation_id: int, number: int, how: str) -> dict[str, Any]:
    """Show how a condition of the council is met; its owner, the lead or the sponsor may.

    Raises BadInput for a number there is not or a condition that is not followed, NotAllowed, NotFound.
    """
    subject, _, condition = _condition(work, consultation_id, number, by_owner=True)
    condition.how = sentence(how, "how")
    condition.met_on = calendar_of(work.session, subject.home).local_date(work.now)
    condition.followed = True
    work.session.add(condition)
    work.session.flush()
    record(work, consultation_id, "condition_met", {"condition": number, "how": condition.how})
    return {"id": consultation_id, "condition": number, "followed": True}


def _condition(
    work: Work, consultation_id: int, number: int, *, by_owner: bool = False
) -> tuple[Subject, Consultation, Condition]:
    subject, request = open_request(work, consultation_id)
    assert work.actor is not None, "a person acts"
    wanted = {each.number: each for each in conditions_of(work.session, consultation_id)}
    found = wanted.get(number)
    if not (by_owner and found is not None and found.owner_id == work.actor.person_id):
        require_role(work, subject, "lead", "sponsor")
    if found is None:
        raise BadInput(f"condition: expected {numbers(wanted)}, got {number}")
    if found.followed is False:
        raise BadInput(f"condition {number} is not followed ({found.because}): there is nothing to meet")
    return subject, request, found


def _given(work: Work, subject: Subject, request: Consultation, condition: Condition) -> Event:
    assert work.actor is not None, "a person gives it"
    assert condition.owner_id is not None, "it was just given"
    assert condition.due_on is not None, "it was just given"
    return Event(
        subject=subject,
        name="condition_task",
        key=f"{subject.id}:{subject.state.version + 1}",
        tells=(Tell(OWNER, "condition_task"),),
        at=work.now,
        actor_id=work.actor.person_id,
        due_at=calendar_of(work.session, subject.home).end_of_day(condition.due_on),
        people={condition.owner_id: {}},
        data={"proposal": words.proposal(request.decision, subject.title), "condition": condition.text},
    )
