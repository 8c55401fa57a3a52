"""Lessons on the screen: how others in one's own organisation did this."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from pim.cycles.learning import Asked, how_others_did
from pim.errors import BadInput
from pim.lifecycle.children import seen
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.policy import Pages
from workflows.vocabulary import MEANINGS

router = Pages()
LONGEST_QUESTION = 400  # characters
Words = Annotated[str, Query(max_length=LONGEST_QUESTION)]
About = Annotated[int | None, Query(ge=1, le=2**31)]


@router.get("/lessons", policy=policy.somebody)
def show(
    request: Request, text: Words = "", tags: Words = "", stage: str = "", about: About = None
) -> Response:
    """Show the lessons of the organisation; with words, tags or a cycle those that look most like it."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = seen(session, viewer.me, about, "cycle") if about is not None else None
        wanted = stage if stage in MEANINGS["cycle"] else None
        asked = Asked(text, tuple(tags.split(",")), stage=wanted, about=about)
        fault = False
        try:
            found = how_others_did(session, viewer.me, asked)
        except BadInput:
            found, fault = [], True
    return page(
        viewer,
        "lessons.html",
        400 if fault else 200,
        found=found,
        cycle=cycle,
        fault=fault,
        typed={"text": text, "tags": tags, "stage": wanted or ""},
    )
