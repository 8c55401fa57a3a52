"""One cycle: where it is, what can be done now, what is missing, what is due, what happened."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from pim.cycles.view import CycleView, cycle_view, timeline
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, Refusal, advance, preview
from pim.lifecycle.work import Work
from pim.web.edge import Viewer, desk_of, do, page, to, viewer_of
from workflows.drawing import svg
from workflows.requirements import Unmet

router = APIRouter()
OVERRIDE = "override-"


def _shown(request: Request, id_: int) -> tuple[Viewer, CycleView, list[Any]]:
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        view = cycle_view(session, id_, viewer.actor, viewer.now) if viewer.actor else None
        rows = timeline(session, id_) if view else []
    return viewer, view, rows  # type: ignore[return-value]


@router.get("/cycles/{id_}")
def show(request: Request, id_: int) -> Response:
    """Show a cycle."""
    viewer, view, rows = _shown(request, id_)
    return page(viewer, "cycle.html", view=view, timeline=rows) if view else to("/sign-in")


@router.get("/cycles/{id_}/diagram.svg")
def diagram(request: Request, id_: int) -> Response:
    """Draw the workflow of a cycle, with where it stands."""
    viewer, view, rows = _shown(request, id_)
    if view is None:
        return to("/sign-in")
    visited = tuple(dict.fromkeys(row.to_stage for row in rows if row.instance_id == id_))
    drawing = svg(view.machine.definition, "cycle", view.stage.name, visited, viewer.language)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(drawing, media_type="image/svg+xml", headers={"Content-Security-Policy": policy})


@router.get("/cycles/{id_}/steps/{step}")
def look_ahead(request: Request, id_: int, step: str) -> Response:
    """Show what a step would do, or everything that is missing."""
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        view = cycle_view(session, id_, viewer.actor, viewer.now)
        way = next((each for each in view.steps if each.step.name == step), None)
        if way is None:
            raise BadInput(f"the step {step!r} cannot be taken from {view.stage.label[viewer.language]}")
        work = Work(session, desk.house, viewer.actor, viewer.now)
        outcome, missing = _tried(work, id_, step, way.step.reason_required)
        return page(
            viewer,
            "step.html",
            view=view,
            way=way,
            outcome=outcome,
            missing=missing,
            letters=_by_notice(outcome),
        )


def _tried(
    work: Work, id_: int, step: str, reason_required: bool
) -> tuple[Outcome | None, tuple[Unmet, ...]]:
    """Return what the step would do, or what is missing; a reason comes with the form, so it never is."""
    try:
        return preview(work, Order(id_, step, reason="…" if reason_required else None)), ()
    except Refusal as refusal:
        return None, refusal.refused.unmet


def _by_notice(outcome: Outcome | None) -> list[tuple[str, list[str]]]:
    """Return each letter with the names of those who would get it."""
    found: dict[str, list[str]] = {}
    for letter in outcome.letters if outcome else ():
        found.setdefault(letter.notice, []).append(str(letter.context.get("recipient", "")))
    return sorted(found.items())


@router.post("/cycles/{id_}/steps/{step}")
def take(
    request: Request,
    id_: int,
    step: str,
    visit: Annotated[int, Form()],
    key: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
    override: Annotated[list[str] | None, Form()] = None,
    override_reason: Annotated[str, Form()] = "",
) -> Response:
    """Take a step. ``override`` names requirements that are set aside, with one reason for all of them."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
    if viewer.actor is None:
        return to("/sign-in")
    overrides = {name: override_reason.strip() for name in override or () if override_reason.strip()}
    order = Order(id_, step, reason=reason.strip() or None, overrides=overrides, expected_visit=visit)
    do(request, viewer, lambda work: advance(work, order).as_json(), key)
    return to(f"/cycles/{id_}")
