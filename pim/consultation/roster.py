"""Who may do what with a request on its page, and who may see to a condition."""

from sqlalchemy import or_, select
from sqlmodel import Session, col

from pim.lifecycle.advance import roles_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor
from pim.people.tables import Person, Role

_MAY = {
    "lead": ("asks", "leads"),
    "sponsor": ("asks", "decides"),
    "works_council": ("questions",),
    "privacy_officer": ("questions",),
}


def may_of(session: Session, actor: Actor, subject: Subject, request: str = "") -> frozenset[str]:
    """Return what somebody may do with a cycle, or with a request of some sort in it. One statement.

    `asks` (the lead and the sponsor), `leads`, `decides` (the sponsor), `questions` (the council and the
    officer) and `answers`: the officer where the privacy is assessed, the council elsewhere.
    """
    roles = roles_of(session, actor, subject)
    answerer = "privacy_officer" if request == "dpia" else "works_council"
    also = ("answers",) if answerer in roles else ()
    return frozenset((*also, *(right for role in roles for right in _MAY.get(role, ()))))


def people_of(session: Session, subject: Subject) -> list[tuple[int, str]]:
    """Return who holds a role in the cycle or the organisation: number and name, by name. One statement."""
    rows = session.execute(
        select(col(Person.id), col(Person.name))
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(
            col(Role.organisation_id) == subject.home.id,
            or_(col(Role.cycle_id) == subject.cycle_id, col(Role.cycle_id).is_(None)),
            col(Person.active),
        )
        .distinct()
        .order_by(col(Person.name))
    )
    return [(id_, name) for id_, name in rows]
