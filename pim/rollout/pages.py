"""A wave on the screen: which sites, how it was received, and what each site does with it, and why."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Form, Request
from fastapi.responses import Response

from pim.errors import BadInput
from pim.rollout.adoption import choose, may_choose
from pim.rollout.view import wave_view
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Text
from pim.web.policy import Pages

router = Pages()
Choice = Annotated[Literal["adopt", "adapt", "postpone"], Form()]


@router.get("/waves/{id_}", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show a wave."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        wave = wave_view(session, viewer.me, id_)
        mine = may_choose(session, viewer.me, id_, lead=wave["lead"])
    return page(viewer, "wave.html", wave=wave, mine=mine, ways=wave["steps"])


@router.post("/waves/{id_}/sites/{site}", policy=policy.somebody)
def say(
    request: Request,
    id_: Number,
    site: Number,
    key: Key,
    choice: Choice,
    reason: Text = "",
    how: Text = "",
    until: Text = "",
) -> Response:
    """Say what a site does, as its manager or as the lead. What goes with another choice is left out."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    adapts = (how or None) if choice == "adapt" else None
    last = _day(until) if choice == "postpone" else None

    do(
        request,
        viewer,
        lambda work: choose(work, id_, site, choice, reason=reason, how=adapts, until=last),
        key,
    )
    return to(f"/waves/{id_}")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput(f"until: expected a day such as 2026-03-02, got {typed[:40]!r}") from None
