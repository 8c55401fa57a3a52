"""Who may do what with a request on its page, and who may see to a condition."""

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.advance import roles_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor
from pim.people.tables import Person, Role

_MAY = {
    "lead": ("asks",),
    "sponsor": ("asks", "decides"),
    "works_council": ("answers",),
    "privacy_officer": ("answers",),
}


def may_of(session: Session, actor: Actor, subject: Subject) -> frozenset[str]:
    """Return what somebody may do: `asks`, `answers`, and `decides` for the sponsor. One statement."""
    roles = roles_of(session, actor, subject)
    return frozenset(right for role in roles for right in _MAY.get(role, ()))


def people_of(session: Session, subject: Subject) -> list[tuple[int, str]]:
    """Return who holds a role in the cycle: number and name, by name. One statement."""
    rows = session.execute(
        select(col(Person.id), col(Person.name))
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(col(Role.cycle_id) == subject.cycle_id, col(Person.active))
        .distinct()
        .order_by(col(Person.name))
    )
    return [(id_, name) for id_, name in rows]
