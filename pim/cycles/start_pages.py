"""Starting an innovation on the screen: the workflow with its drawing, a title, who leads it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.cycles.start import LONGEST_TITLE, STARTERS, start_for, workflows_to_start
from pim.errors import BadInput, NotFound
from pim.lifecycle.work import Work
from pim.people.finding import Found, SeveralAreCalledSo
from pim.people.tables import Person
from pim.web import policy
from pim.web.drawing import drawn
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Mark, Text
from pim.web.policy import Pages

router = Pages()
START = policy.holder(*STARTERS)
PATH = "/cycles/new"
Name = Annotated[Mark, Form(max_length=80)]
Chosen = Annotated[int | None, Form(ge=1, le=BIGGEST)]


@router.get(PATH, policy=START)
def show(request: Request) -> Response:
    """Show the workflows there are, with the form to start an innovation."""
    return _page(request)


def _page(
    request: Request,
    *,
    fault: str = "",
    typed: Mapping[str, Any] | None = None,
    people: tuple[Found, ...] = (),
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        machines = workflows_to_start(session)
        me = session.get_one(Person, viewer.me.person_id)
    return page(
        viewer,
        "cycle_new.html",
        400 if fault else 200,
        workflows=machines,
        fault=fault,
        people=people,
        typed={"workflow": "", "title": "", "goal": "", "lead": me.email or me.number or me.name}
        | dict(typed or {}),
        longest=LONGEST_TITLE,
    )


@router.get("/cycles/new/{name}.svg", policy=START)
def drawing(request: Request, name: str) -> Response:
    """Draw a workflow before anything runs on it."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = {machine.definition.workflow: machine for machine in workflows_to_start(session)}
    if name not in found:
        raise NotFound(f"no workflow named {name!r} is published")
    return drawn(found[name].definition, viewer.language)


@router.post(PATH, policy=START)
def start(
    request: Request,
    key: Key,
    workflow: Name = "",
    title: Text = "",
    goal: Text = "",
    lead: Text = "",
    person: Chosen = None,
) -> Response:
    """Start an innovation and go on with its charter."""
    typed = {"workflow": workflow, "title": title, "goal": goal, "lead": lead}

    def verb(work: Work) -> dict[str, Any]:
        return start_for(work, workflow, title, lead, person, goal)

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        known = {machine.definition.workflow for machine in workflows_to_start(session)}
    if workflow not in known:
        return _page(request, fault="workflow", typed=typed)
    if not 1 <= len(title) <= LONGEST_TITLE:
        return _page(request, fault="title", typed=typed)
    try:
        answer = do(request, viewer, verb, key)
    except SeveralAreCalledSo as several:
        return _page(request, fault="several", typed=typed, people=several.people)
    except (BadInput, NotFound):
        return _page(request, fault="lead", typed=typed)
    return to(f"/cycles/{answer['id']}/charter")
