"""The button with which somebody follows an innovation or an idea, or lets it go."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from pim.following.follow import follow, let_go, to_follow
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.edge import desk_of, do, somebody, to
from pim.web.fields import Key, Number
from pim.web.policy import Pages

router = Pages()


@router.post("/follow/{id_}", policy=policy.somebody)
def begin(request: Request, id_: Number, key: Key) -> Response:
    """Follow it."""
    return _done(request, id_, key, follow)


@router.post("/follow/{id_}/back", policy=policy.somebody)
def end(request: Request, id_: Number, key: Key) -> Response:
    """Follow it no longer."""
    return _done(request, id_, key, let_go)


def _done(request: Request, id_: int, key: str, verb: Callable[[Work, int], dict[str, Any]]) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject = to_follow(session, viewer.me, id_)
    do(request, viewer, lambda work: verb(work, id_), key)
    return to(f"/{subject.kind}s/{id_}")
