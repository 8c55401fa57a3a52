"""Who may look at the list of people, who may add to it, and who may change it."""

from sqlmodel import Session

from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.work import Work
from pim.people.cells import ADMINISTRATOR
from pim.people.lookup import holds, holds_anywhere
from pim.web.edge import Viewer
from pim.web.policy import holder

ADDERS = (ADMINISTRATOR, "lead")
LOOKERS = (ADMINISTRATOR, "lead", "sponsor")  # whoever makes up a work group must find people
LOOK = holder(*LOOKERS)
ADD = holder(*ADDERS)
CHANGE = holder(ADMINISTRATOR)


def may_change(viewer: Viewer) -> bool:
    """Tell whether who looks may change people, sites and roles: an administrator."""
    return ADMINISTRATOR in viewer.roles


def may_add(session: Session, viewer: Viewer) -> bool:
    """Tell whether who looks may add people and sites. One statement."""
    return holds_anywhere(session, viewer.me.person_id, *ADDERS)


def changers_only(work: Work) -> int:
    """Return the number of the organisation an administrator acts in. Raises NotAllowed."""
    assert work.actor is not None
    if not holds(work.session, work.actor.person_id, ADMINISTRATOR):
        raise NotAllowed(f"this needs the role {ADMINISTRATOR}")
    return work.actor.organisation_id


def adders_only(work: Work) -> tuple[int, bool]:
    """Return the number of the organisation, and whether the actor may only add. Raises NotAllowed."""
    assert work.actor is not None
    if not holds_anywhere(work.session, work.actor.person_id, *ADDERS):
        raise NotAllowed(f"this needs the role {' or '.join(ADDERS)}")
    return work.actor.organisation_id, not holds(work.session, work.actor.person_id, ADMINISTRATOR)
