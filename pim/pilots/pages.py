"""A pilot on the screen: who takes part, what law it meets and why, and what managers say."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Form, Request
from fastapi.responses import Response

from pim.lifecycle.work import Work
from pim.pilots.course import agree_to_pilot
from pim.pilots.managers import answer_point, managed_sites, miss
from pim.pilots.plan import Data, say_data
from pim.pilots.step_pages import AGREE
from pim.pilots.view import pilot_view
from pim.pilots.words import input_word, number_word, shift_word
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Text
from pim.web.policy import Pages

router = Pages()
YesOrNo = Annotated[Literal["yes", "no", ""], Form()]
_KNOWN = {"yes": True, "no": False, "": None}


@router.get("/pilots/{id_}", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show a pilot."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        pilot = pilot_view(session, viewer.me, id_)
        work = Work(session, desk_of(request).house, viewer.me, viewer.now)
        mine = [name for _, name in managed_sites(work, id_)]
    return page(
        viewer,
        "pilot.html",
        pilot=pilot,
        mine=mine,
        ways=[way for way in pilot["steps"] if way["name"] != AGREE],  # that has a form of its own
        law_input=lambda name: input_word(name, viewer.language),
        law_number=lambda value: number_word(value, viewer.language),
        shift=lambda code: shift_word(code, viewer.language),
    )


@router.post("/pilots/{id_}/agree", policy=policy.somebody)
def agree(request: Request, id_: Number, key: Key) -> Response:
    """Say yes, as the manager of a site that takes part."""
    return _done(request, id_, key, lambda work: agree_to_pilot(work, id_).as_json())


@router.post("/pilots/{id_}/missing", policy=policy.somebody)
def missing(request: Request, id_: Number, key: Key, text: Text = "") -> Response:
    """Say what is missing, as the manager of a site that takes part."""
    return _done(request, id_, key, lambda work: miss(work, id_, text))


@router.post("/pilots/{id_}/points/{point}", policy=policy.somebody)
def answer(request: Request, id_: Number, point: Number, key: Key, text: Text = "") -> Response:
    """Answer what a manager misses."""
    return _done(request, id_, key, lambda work: answer_point(work, id_, point, text))


@router.post("/pilots/{id_}/data", policy=policy.somebody)
def data(
    request: Request,
    id_: Number,
    key: Key,
    personal_data: YesOrNo = "",
    observes: YesOrNo = "",
    advice_promised: Text = "",
) -> Response:
    """Say what a pilot records about people, and what advice was promised; what is left open stays."""
    said = Data(_KNOWN[personal_data], _KNOWN[observes], advice_promised or None)
    return _done(request, id_, key, lambda work: say_data(work, id_, said))


def _done(request: Request, id_: int, key: str, verb: Callable[[Work], dict[str, Any]]) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    do(request, viewer, verb, key)
    return to(f"/pilots/{id_}")
