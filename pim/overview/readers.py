"""Who may read the overview: whoever leads, decides, manages, advises or looks after the installation."""

from sqlalchemy import exists, select
from sqlmodel import Session, col

from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.subject import Home, home_of
from pim.lifecycle.work import Actor
from pim.people.tables import Organisation, Role

READERS = ("lead", "sponsor", "manager", "works_council", "administrator")


def home_of_reader(session: Session, actor: Actor) -> Home:
    """Return the organisation of somebody who may read its overview. One statement. Raises NotAllowed."""
    holds = exists().where(col(Role.person_id) == actor.person_id, col(Role.role).in_(READERS))
    row = session.execute(
        select(Organisation, holds).where(col(Organisation.id) == actor.organisation_id)
    ).one()
    if not row[1]:
        raise NotAllowed(f"the overview is for who holds one of the roles {', '.join(READERS)}")
    return home_of(row[0])
