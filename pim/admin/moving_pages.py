"""Innovations that run go on in another version of their workflow: seen first, then done a few at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.admin.access import ONLY
from pim.lifecycle.work import Work
from pim.migrating.carrying_out import Outcome, carry_out, cycles_of, foresee
from pim.migrating.opening import Migration, open_plan
from pim.web.edge import Viewer, desk_of, page, scripted, somebody
from pim.web.fields import BIGGEST
from pim.web.policy import Pages
from workflows.faults import WorkflowError, WorkflowFault
from workflows.plan import read_plan

router = Pages()
PATH = "/admin/workflows/migrate"
LONGEST = 20_000
SEEN_AT_ONCE = 20
DONE_AT_ONCE = 10  # each in a transaction of its own; the page comes back between two handfuls
Source = Annotated[str, Form(max_length=LONGEST)]
Some = Annotated[int, Form(ge=0, le=BIGGEST)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far carrying out is: how many are done of how many, what became of them, and the last one."""

    done: int
    of: int
    moved: int
    stayed: int
    last: int


@router.get(PATH, policy=ONLY)
def show(request: Request) -> Response:
    """Ask for a plan, and tell what stands in one."""
    return _page(request, "")


def _opened(session: Session, viewer: Viewer, text: str) -> tuple[Migration, list[int]]:
    """Return a plan as it can be carried out, and the innovations it is about. Raises WorkflowError."""
    migration = open_plan(session, read_plan(text), viewer.me.organisation_id)
    return migration, cycles_of(session, migration, viewer.me, None)


@router.post("/admin/workflows/migrate/look", policy=ONLY)
def look(request: Request, plan: Source = "", after: Some = 0) -> Response:
    """Show what would become of each innovation; nothing is written."""
    plan, desk = plan.replace("\r\n", "\n"), desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        try:
            migration, ids = _opened(session, viewer, plan)
        except WorkflowError as error:
            return _page(request, plan, faults=error.faults)
        some = [id_ for id_ in ids if id_ > after][:SEEN_AT_ONCE]
        outcomes = foresee(Work(session, desk.house, viewer.me, viewer.now), migration, some)
    more = some[-1] if some and some[-1] != ids[-1] else None
    return _page(request, plan, migration=migration, outcomes=outcomes, total=len(ids), more=more)


@router.post(PATH, policy=ONLY)
def carry(
    request: Request, plan: Source = "", after: Some = 0, moved: Some = 0, stayed: Some = 0
) -> Response:
    """Let the next few innovations go on. What is done already stays so, however often this is sent."""
    plan, desk = plan.replace("\r\n", "\n"), desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        try:
            migration, ids = _opened(session, viewer, plan)
        except WorkflowError as error:
            return _page(request, plan, faults=error.faults)
    some = [id_ for id_ in ids if id_ > after][:DONE_AT_ONCE]
    outcomes = carry_out(desk.database, desk.house, viewer.me, viewer.now, migration, some)
    fates = Counter(outcome.fate == "moves" for outcome in outcomes)
    last = some[-1] if some else after
    done = sum(id_ <= last for id_ in ids)
    progress = Progress(done, len(ids), moved + fates[True], stayed + fates[False], last)
    return _page(request, plan, migration=migration, outcomes=outcomes, total=len(ids), progress=progress)


def _page(
    request: Request,
    plan: str,
    *,
    faults: Sequence[WorkflowFault] = (),
    migration: Migration | None = None,
    outcomes: Sequence[Outcome] = (),
    total: int = 0,
    more: int | None = None,
    progress: Progress | None = None,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    answer = page(
        viewer,
        "admin/migrate.html",
        400 if faults else 200,
        plan=plan,
        faults=faults,
        migration=migration,
        outcomes=outcomes,
        total=total,
        more=more,
        progress=progress,
        longest=LONGEST,
    )
    return scripted(answer) if progress and progress.done < progress.of else answer  # goes on by itself
