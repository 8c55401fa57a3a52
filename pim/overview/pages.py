"""The overview on the screen: one page at a glance, and a page for each list it leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.evidence.many import evidence_of_many
from pim.evidence.words import Say
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Home
from pim.overview.council import words_of
from pim.overview.definitions import DEFINITIONS
from pim.overview.gates import gates
from pim.overview.measured import measured, subjects
from pim.overview.readers import READERS, home_of_reader
from pim.overview.scope import Choices, Scope, choices
from pim.overview.tasks import late_tasks
from pim.overview.timeline import timeline
from pim.overview.view import overview
from pim.overview.waiting import late, soon
from pim.web.edge import Viewer, desk_of, page, somebody
from pim.web.fields import BIGGEST, seen
from pim.web.policy import Pages

router = Pages()
ROWS, GATES, MEASURED, LANES = 50, 10, 4, 12

Site = Annotated[str, Query(max_length=12)]
Workflow = Annotated[str, Query(max_length=60)]
After = Annotated[int, Query(ge=0, le=BIGGEST)]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody who may read the overview, on one consistent picture."""

    session: Session
    viewer: Viewer
    home: Home
    scope: Scope


@contextmanager
def looking(request: Request, site: str, workflow: str) -> Iterator[Look]:
    """Give a look at the overview of the viewer's own organisation. Raises SignInFirst."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = home_of_reader(session, viewer.me)
        site_id = int(site) if site.isdecimal() and 0 < int(site) <= BIGGEST else None
        yield Look(session, viewer, home, Scope(home.id, site_id, seen(workflow) or None))


def _shown(look: Look, template: str, narrow: Choices, **fields: Any) -> Response:
    query = urlencode(look.scope.query)
    return page(
        look.viewer,
        template,
        scope=look.scope,
        choices=narrow,
        definitions=DEFINITIONS,
        query=f"?{query}" if query else "",
        **fields,
    )


def _more(look: Look, path: str, **at: int) -> str:
    return f"{path}?{urlencode({**look.scope.query, **at})}"


@router.get("/overview", policy=READERS)
def show(request: Request, site: Site = "", workflow: Workflow = "") -> Response:
    """Show where everything stands."""
    with looking(request, site, workflow) as look:
        found = overview(look.session, look.scope, look.home, look.viewer.me, look.viewer.now)
    return _shown(look, "overview.html", found.choices, found=found)


@router.get("/overview/waiting", policy=READERS)
def show_waiting(request: Request, site: Site = "", workflow: Workflow = "", after: After = 0) -> Response:
    """Show all that waits for somebody: what is late, what comes soon, and tasks that are late."""
    with looking(request, site, workflow) as look:
        session, scope, now = look.session, look.scope, look.viewer.now
        today = calendar_of(session, look.home).local_date(now)
        late_ones = late(session, scope, now, limit=ROWS, after=after)
        soon_ones = soon(session, scope, now, limit=ROWS, after=after)
        total, tasks = late_tasks(session, scope, today, limit=ROWS, after=after)
        narrow = choices(session, look.home.id)
    full = ROWS in (len(late_ones), len(soon_ones), len(tasks))
    more = _more(look, "/overview/waiting", after=after + ROWS) if full else None
    lists = {"late": late_ones, "soon": soon_ones, "tasks": tasks, "total": total}
    return _shown(look, "overview_waiting.html", narrow, more=more, today=today, **lists)


@router.get("/overview/decisions", policy=READERS)
def show_decisions(request: Request, site: Site = "", workflow: Workflow = "", after: After = 0) -> Response:
    """Show the decisions that wait for the viewer, with the evidence and the word of the works council."""
    with looking(request, site, workflow) as look:
        session = look.session
        narrow = choices(session, look.home.id)
        total, found = gates(session, look.scope, look.viewer.me, narrow.digests, limit=GATES, after=after)
        ids = [gate.id for gate in found]
        evidence = evidence_of_many(session, subjects(session, ids), look.viewer.now)
        words = words_of(session, ids)
    more = _more(look, "/overview/decisions", after=after + GATES) if after + GATES < total else None
    by_id = {one.subject.id: one for one in evidence}
    say = Say(look.viewer.language)
    fields = {"gates": found, "total": total, "evidence": by_id, "words": words, "say": say, "more": more}
    return _shown(look, "overview_decisions.html", narrow, **fields)


@router.get("/overview/work", policy=READERS)
def show_measured(
    request: Request,
    site: Site = "",
    workflow: Workflow = "",
    before: Annotated[int | None, Query(ge=1, le=BIGGEST)] = None,
) -> Response:
    """Show what was measured before and after, innovation by innovation."""
    with looking(request, site, workflow) as look:
        found = measured(look.session, look.scope, look.viewer.now, limit=MEASURED, before=before)
        narrow = choices(look.session, look.home.id)
    more = _more(look, "/overview/work", before=found.before) if found.before else None
    say = Say(look.viewer.language)
    return _shown(look, "overview_work.html", narrow, found=found.evidence, say=say, more=more)


@router.get("/overview/waves", policy=READERS)
def show_waves(request: Request, site: Site = "", workflow: Workflow = "", after: After = 0) -> Response:
    """Show the waves of every rollout on one line of time."""
    with looking(request, site, workflow) as look:
        today = calendar_of(look.session, look.home).local_date(look.viewer.now)
        found = timeline(look.session, look.scope, today, limit=LANES, after=after)
        narrow = choices(look.session, look.home.id)
    more = _more(look, "/overview/waves", after=after + LANES) if found.more else None
    return _shown(look, "overview_waves.html", narrow, found=found, more=more)
