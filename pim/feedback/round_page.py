"""The page of a round, as everybody in the organisation sees it and with what each may do there."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.draft_view import draft_view
from pim.feedback.form import seat_of, sheet_of
from pim.feedback.response import response_at_sites
from pim.feedback.views import round_view
from pim.lifecycle.advance import roles_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import look
from pim.lifecycle.work import Work
from pim.web.edge import desk_of, page, somebody

HELPS = {"lead", "manager", "confidant"}  # who sees that people without e-mail can answer


def round_page(
    request: Request,
    id_: int,
    *,
    fault: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of a round; with a ``fault`` as 400, and with all that was ``typed`` still there.

    Raises NotFound, also for another organisation's.
    """
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        view = round_view(session, id_, viewer.me.organisation_id)
        subject = look(session, id_)
        roles = roles_of(session, viewer.me, subject)
        machine = machine_of(session, subject.digest)
        seat = seat_of(session, id_, viewer.me.person_id) if view.means == "open" else None
        sheet = None if seat is None else sheet_of(session, view, seat)
        drafted = None
        if view.means == "draft" and "lead" in roles:
            work = Work(session, desk_of(request).house, viewer.me, viewer.now)
            drafted = draft_view(work, subject, view)
        leads = view.means == "open" and "lead" in roles
        response = response_at_sites(session, id_) if leads else ()
    steps = [step for step in machine.possible("round", subject.state.stage) if roles & set(step.by)]
    return page(
        viewer,
        "round.html",
        400 if fault else 200,
        view=view,
        machine=machine,
        steps=steps,
        roles=roles,
        helps=bool(roles & HELPS),
        no_mail=desk_of(request).settings.smtp_url is None,
        sheet=sheet,
        drafted=drafted,
        response=response,
        nudged_on=view.nudged_on,
        smallest_group=SMALLEST_GROUP,
        typed=typed or {},
        fault=fault,
    )
