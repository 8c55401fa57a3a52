"""Standard answers on the screen of whoever leads."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from pim.answers.desk_pages import LIMITS
from pim.answers.standard import add_standard_answer, remove_standard_answer, standard_answers
from pim.answers.words import OUTCOMES
from pim.errors import BadInput
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Text
from pim.web.policy import Pages

router = Pages()
PATH = "/standard-answers"


@router.get(PATH, policy=policy.somebody)
def show(request: Request) -> Response:
    """Show the standard answers of the organisation."""
    return _page(request)


def _page(request: Request, *, typed: dict[str, str] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        standards = standard_answers(session, viewer.me.organisation_id)
    return page(
        viewer,
        "standard_answers.html",
        400 if typed else 200,
        standards=standards,
        outcomes=OUTCOMES,
        limits=LIMITS,
        typed=typed or {},
    )


@router.post(PATH, policy=policy.somebody)
def add(
    request: Request, key: Key, title: Text = "", outcome: Text = "", nl: Text = "", en: Text = ""
) -> Response:
    """Keep a standard answer."""
    typed = {"title": title, "outcome": outcome, "nl": nl, "en": en}

    def verb(work: Work) -> dict[str, Any]:
        return add_standard_answer(work, title=title, outcome=outcome, nl=nl, en=en)

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput:
        return _page(request, typed=typed)
    return to(PATH)


@router.post(PATH + "/{id_}/remove", policy=policy.somebody)
def remove(request: Request, id_: Number, key: Key) -> Response:
    """Remove a standard answer."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    do(request, viewer, lambda work: remove_standard_answer(work, id_), key)
    return to(PATH)
