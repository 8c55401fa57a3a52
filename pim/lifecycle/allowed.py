"""Who may do what is no step: a plain check on the roles somebody holds."""

from typing import ClassVar

from pim.errors import PimError
from pim.lifecycle.advance import roles_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work


class NotAllowed(PimError):
    """You do not hold the role that this needs."""

    status: ClassVar[int] = 403
    exit_code: ClassVar[int] = 3


def require_role(work: Work, subject: Subject, *roles: str) -> None:
    """Return when the actor holds one of the roles in the subject's cycle. Raises NotAllowed, NotFound."""
    assert work.actor is not None, "the clock needs no role"
    held = roles_of(work.session, work.actor, subject)
    if not held.intersection(roles):
        raise NotAllowed(f"this needs the role {' or '.join(roles)} in {subject.title!r}")
