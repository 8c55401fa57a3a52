"""Somebody's own data: a page that says what is in it, and the file."""

import json

from fastapi import Request
from fastapi.responses import Response

from pim.own_data.gather import own_data
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.policy import Pages

router = Pages()
FILE = "pim-mijn-gegevens.json"


@router.get("/me/data", policy=policy.somebody)
def show(request: Request) -> Response:
    """Say what is in the file, and what is not and why."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    return page(viewer, "own_data.html")


@router.get("/me/data.json", policy=policy.somebody)
def download(request: Request) -> Response:
    """Give whoever asks everything that is kept about them, and about nobody else."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = own_data(session, viewer.me.person_id, viewer.now)
    content = json.dumps(found, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(content, media_type="application/json", headers=headers)
