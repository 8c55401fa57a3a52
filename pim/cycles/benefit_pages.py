"""Benefits on the screen: what an innovation was expected to bring, and what became of it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.cycles.benefits import (
    DIMENSIONS,
    LATE,
    MOMENTS,
    OUTCOMES,
    WHO,
    benefits_of,
    expect_benefit,
    judge_benefit,
)
from pim.cycles.view import cycle_of, roles_in
from pim.errors import BadInput
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Mark, Number, Text
from pim.web.policy import Pages

router = Pages()
NOTHING_TYPED = {"code": "", "text": "", "dimension": "", "outcome": "", "because": ""}
Code = Annotated[Mark, Form(max_length=20)]


@router.get("/cycles/{id_}/benefits", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show what was expected, what was measured of it, and what became of it."""
    return _page(request, id_)


def _page(request: Request, id_: int, typed: Mapping[str, Any] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject, held = cycle_of(session, id_, viewer.me)
        found = benefits_of(session, viewer.me, id_)
        may = not roles_in(held, viewer.me).isdisjoint(WHO)
    return page(
        viewer,
        "benefits.html",
        400 if typed is not None else 200,
        cycle=subject,
        found=found,
        may=may,
        judged_now=may and subject.means in LATE,
        typed={**NOTHING_TYPED, **(typed or {})},
        fault=typed is not None,
        dimensions=DIMENSIONS,
        outcomes=OUTCOMES,
        moments=MOMENTS,
    )


@router.post("/cycles/{id_}/benefits", policy=policy.somebody)
def expect(request: Request, id_: Number, key: Key, text: Text = "", dimension: Code = "") -> Response:
    """Write down what is expected."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, lambda work: expect_benefit(work, id_, text, dimension or None), key)
    except BadInput:
        return _page(request, id_, {"text": text, "dimension": dimension})
    return to(f"/cycles/{id_}/benefits")


@router.post("/cycles/{id_}/benefits/{code}", policy=policy.somebody)
def judge(
    request: Request, id_: Number, code: Mark, key: Key, outcome: Code = "", because: Text = ""
) -> Response:
    """Say what became of one."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, lambda work: judge_benefit(work, id_, code, outcome, because), key)
    except BadInput:
        return _page(request, id_, {"code": code, "outcome": outcome, "because": because})
    return to(f"/cycles/{id_}/benefits")
