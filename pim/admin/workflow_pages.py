"""Workflows on the screen: which are published, one as a text with its drawing beside it, publishing it."""

from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response

from pim.admin.access import ONLY
from pim.admin.workflows import look_at, one_organisation, text_of, versions_of
from pim.lifecycle.definitions import publish
from pim.lifecycle.work import Work
from pim.staff.access import changers_only
from pim.web.edge import desk_of, do, page, scripted, somebody, to
from pim.web.fields import Key
from pim.web.policy import Pages
from workflows.definition import Checked
from workflows.drawing import svg

router = Pages()
PATH = "/admin/workflows"
LONGEST = 200_000  # characters; ours have 30,000
Digest = Annotated[str, Query(max_length=64, pattern=r"[0-9a-f]*")]
Source = Annotated[str, Form(max_length=LONGEST)]


@router.get(PATH, policy=ONLY)
def show(request: Request, published: Annotated[str, Query(max_length=60)] = "") -> Response:
    """List the published workflows with how many innovations run on each."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = versions_of(session, viewer.me.organisation_id)
    told = published if published in {one.text for one in found} else ""
    return page(viewer, "admin/workflows.html", versions=found, told=told)


@router.get("/admin/workflows/edit", policy=ONLY)
def edit(request: Request, digest: Digest = "") -> Response:
    """Show a workflow as a text, with its drawing; without a digest an empty one. Raises NotFound."""
    with desk_of(request).database.read() as session:
        text = text_of(session, digest) if digest else ""
    return _editor(request, text, look_at(text, desk_of(request).settings) if text else None)


@router.post("/admin/workflows/check", policy=ONLY)
def check(request: Request, text: Source = "") -> Response:
    """Say everything that is wrong with a text and draw it; nothing is kept."""
    text = text.replace("\r\n", "\n")
    return _editor(request, text, look_at(text, desk_of(request).settings))


@router.post("/admin/workflows/publish", policy=ONLY)
def publish_text(request: Request, key: Key, text: Source = "") -> Response:
    """Publish a text without faults: innovations that start from now on run on it."""
    text = text.replace("\r\n", "\n")
    found = look_at(text, desk_of(request).settings)
    definition = found.definition
    if definition is None:
        return _editor(request, text, found, refused="faults")
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        if not (viewer.demo or one_organisation(session)):
            return _editor(request, text, found, refused="shared")

    def verb(work: Work) -> dict[str, Any]:
        home = changers_only(work)
        key = publish(work.session, definition, work.now)
        return {"version": next(one.text for one in versions_of(work.session, home) if one.digest == key)}

    answer = do(request, viewer, verb, key)
    return to(f"{PATH}?published={answer['version']}")


def _editor(request: Request, text: str, found: Checked | None, refused: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    definition = found.definition if found else None
    drawing = svg(definition, "cycle", language=viewer.language) if definition else ""
    answer = page(
        viewer,
        "admin/workflow.html",
        {"faults": 400, "shared": 403}.get(refused, 200),
        text=text,
        found=found,
        drawing=drawing,
        refused=refused,
        longest=LONGEST,
    )
    return scripted(answer)
