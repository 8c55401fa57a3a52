"""One cycle: where it is, what can be done now, what is missing, what is due, what happened."""

from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.cycles.lessons import step_with_lesson
from pim.cycles.look_ahead import look_ahead
from pim.cycles.queries import FOLLOWS
from pim.cycles.view import cycle_of, cycle_view, timeline
from pim.errors import Conflict, NotFound
from pim.lifecycle.advance import Order, Refusal
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.past import visited as stages_visited
from pim.lifecycle.subject import look
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.drawing import drawn
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Mark, Number, Text, Visit
from pim.web.look_ahead import step_page
from pim.web.overtaken import overtaken_page
from pim.web.policy import Pages

router = Pages()


@router.get("/cycles/{id_}", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show a cycle."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        view = cycle_view(session, id_, viewer.me, viewer.now)
        lines = timeline(session, id_, known=view.holders)
    return page(viewer, "cycle.html", view=view, timeline=lines, follows=FOLLOWS in view.mine)


@router.get("/cycles/{id_}/diagram.svg", policy=policy.somebody)
def diagram(request: Request, id_: Number) -> Response:
    """Draw the workflow of a cycle, with where it stands and where it was."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject, _ = cycle_of(session, id_, viewer.me)
        definition = machine_of(session, subject.digest).definition
        visited = stages_visited(session, subject)
    return drawn(definition, viewer.language, subject.state.stage, visited)


@router.get("/cycles/{id_}/steps/{step}", policy=policy.somebody)
def foresee(request: Request, id_: Number, step: str) -> Response:
    """Show what a step would do, or everything that is missing."""
    return _step_page(request, id_, step)


def _step_page(request: Request, id_: int, step: str, **after: Any) -> Response:
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = somebody(request, session)
        work = Work(session, desk.house, viewer.me, viewer.now)
        subject, ahead = look_ahead(work, id_, step)
        machine = machine_of(session, subject.digest)
    return step_page(viewer, subject, machine, ahead, path=f"/cycles/{id_}", **after)


@router.post("/cycles/{id_}/steps/{step}", policy=policy.somebody)
def take(
    request: Request,
    id_: Number,
    step: str,
    visit: Visit,
    key: Key,
    reason: Text = "",
    override: Annotated[list[Mark] | None, Form(max_length=20)] = None,
    override_reason: Text = "",
    lesson: Text = "",
    tags: Text = "",
) -> Response:
    """Take a step. ``override`` names requirements that are set aside, with one reason for all of them.

    ``lesson`` is written down with it, under ``tags``: words with commas between them.
    """
    overrides = dict.fromkeys(override or (), override_reason)
    order = Order(id_, step, reason=reason or None, overrides=overrides, expected_visit=visit)

    def verb(work: Work) -> dict[str, Any]:
        if look(work.session, id_).kind != "cycle":
            raise NotFound(f"there is no cycle with number {id_}")
        return step_with_lesson(work, order, lesson, tags.split(",")).as_json()

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    typed = {
        "reason": reason,
        "override": override or [],
        "override_reason": override_reason,
        "lesson": lesson,
        "tags": tags,
    }
    try:
        do(request, viewer, verb, key)
    except Conflict as conflict:
        if type(conflict) is not Conflict or conflict.args:
            raise  # not that somebody was before: it says itself what it is
        with desk_of(request).database.read() as session:
            subject, _ = cycle_of(session, id_, viewer.me)
            return overtaken_page(session, viewer, subject, step, visit, typed)
    except Refusal as refusal:
        unmet = refusal.refused.unmet
        return _step_page(request, id_, step, status=refusal.status, refused=unmet, typed=typed)
    return to(f"/cycles/{id_}")
