"""Who may read the overview: whoever leads, decides, manages, advises or looks after the installation."""

from sqlmodel import Session

from pim.lifecycle.subject import Home, home_of
from pim.lifecycle.work import Actor
from pim.people.tables import Organisation
from pim.web.policy import holder

READERS = holder("lead", "sponsor", "manager", "works_council", "administrator")


def home_of_reader(session: Session, actor: Actor) -> Home:
    """Return the organisation of somebody who reads its overview. One statement."""
    return home_of(session.get_one(Organisation, actor.organisation_id))
