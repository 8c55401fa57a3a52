"""Reminding by hand on the screen: what it does, and the one button that does it."""

from fastapi import Request
from fastapi.responses import Response

from pim.feedback.nudge import NotOpen, NudgedBefore, check_nudge, nudge, reminding
from pim.feedback.tables import Round
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import seen
from pim.lifecycle.work import Work
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Visit
from pim.web.policy import Pages, holder

router = Pages()
LEADS = holder("lead")


@router.get("/rounds/{id_}/remind", policy=LEADS)
def foresee(request: Request, id_: Number) -> Response:
    """Show what reminding would do, or why it cannot be done. It names and counts nobody."""
    return _page(request, id_)


@router.post("/rounds/{id_}/remind", policy=LEADS)
def take(request: Request, id_: Number, key: Key, visit: Visit) -> Response:
    """Remind who has not answered, and go back to the round."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)

    def verb(work: Work) -> dict[str, int]:
        # The answer is kept under the key of the form: it says nothing of how many were written to.
        return {"round": nudge(work, id_, visit=visit).id}

    try:
        do(request, viewer, verb, key)
    except (NudgedBefore, NotOpen) as refusal:
        return _page(request, id_, refusal.status)
    return to(f"/rounds/{id_}")


def _page(request: Request, id_: int, status: int = 200) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject = seen(session, viewer.me, id_, "round")
        require_role(Work(session, desk_of(request).house, viewer.me, viewer.now), subject, "lead")
        nudged_on = session.get_one(Round, id_).nudged_on
        plan = reminding(session, subject)
    fault = ""
    try:
        check_nudge(subject, nudged_on)
    except NudgedBefore:
        fault = "before"
    except NotOpen:
        fault = "not_open"
    return page(
        viewer, "round_remind.html", status, round=subject, plan=plan, nudged_on=nudged_on, fault=fault
    )
