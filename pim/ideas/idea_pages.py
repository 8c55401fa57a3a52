"""One idea on the screen: what became of it, and what whoever leads or brought it can do with it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from pim.errors import BadInput
from pim.following.follow import follows
from pim.ideas.group import GROUPERS, group_idea
from pim.ideas.handle import acknowledge_idea, answer_idea, withdraw_idea
from pim.ideas.hints import likely
from pim.ideas.merge import merge_ideas, unmerge_idea
from pim.ideas.queries import OUTCOMES, functionality_list, heard, idea_list
from pim.ideas.voices import roots, supports, voices
from pim.ideas.wording import LONGEST_TEXT
from pim.lifecycle.advance import roles_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Number, Text
from pim.web.policy import Pages
from pim.web.step_pages import ways_of

router = Pages()


@router.get("/ideas/{id_}", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show an idea to everybody in the organisation, with what each may do."""
    return _page(request, id_)


def _page(request: Request, id_: int, *, typed: dict[str, str] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject = seen(session, viewer.me, id_, "idea")
        roles = roles_of(session, viewer.me, subject)
        machine = machine_of(session, subject.digest)
        lines = idea_list(session, subject.cycle_id)
        counted = voices(lines, supports(session, subject.cycle_id))
        functionalities = functionality_list(session, subject.cycle_id)
        ways = ways_of(session, viewer.me, subject)
        following = follows(session, viewer.me, id_)
    by_id = {line.id: line for line in lines}
    root = roots(lines)
    line = by_id[id_]
    standing = [one for one in lines if one.merged_into is None and one.means != "withdrawn"]
    return page(
        viewer,
        "idea.html",
        400 if typed else 200,
        subject=subject,
        machine=machine,
        ways=ways,
        follows=following,
        line=line,
        supporters=counted[id_],
        into=by_id[root[id_]] if line.merged_into is not None else None,
        parts=[one for one in lines if root[one.id] == id_ and one.id != id_],
        alike=likely(lines, line.text, counted, without=id_),
        others=[one for one in standing if one.id != id_],
        functionalities=functionalities,
        outcomes=tuple(OUTCOMES),
        groups=bool(roles.intersection(GROUPERS)),
        mine=line.author_id == viewer.me.person_id,
        waits=not heard(subject),
        longest=LONGEST_TEXT,
        typed=typed or {},
    )


@router.post("/ideas/{id_}/acknowledge", policy=policy.somebody)
def acknowledge(request: Request, id_: Number, key: Key) -> Response:
    """Tell the author that their idea arrived."""
    return _kept(request, id_, lambda work: acknowledge_idea(work, id_).as_json(), key)


@router.post("/ideas/{id_}/answer", policy=policy.somebody)
def answer(
    request: Request, id_: Number, key: Key, outcome: Text = "", because: Text = "", part: Text = ""
) -> Response:
    """Answer an idea: done, changed or not done, and why."""

    def verb(work: Work) -> dict[str, Any]:
        return answer_idea(work, id_, outcome, because, functionality=part or None).as_json()

    return _kept(request, id_, verb, key, typed={"outcome": outcome, "because": because, "part": part})


@router.post("/ideas/{id_}/group", policy=policy.somebody)
def group(request: Request, id_: Number, key: Key, part: Text = "") -> Response:
    """Put an idea with a functionality, or take it out again."""
    return _kept(request, id_, lambda work: group_idea(work, id_, part or None), key)


@router.post("/ideas/{id_}/merge", policy=policy.somebody)
def merge(request: Request, id_: Number, key: Key, into: Annotated[int, Form(ge=1, le=BIGGEST)]) -> Response:
    """Let an idea go on with another one."""
    return _kept(request, id_, lambda work: merge_ideas(work, id_, into), key)


@router.post("/ideas/{id_}/unmerge", policy=policy.somebody)
def unmerge(request: Request, id_: Number, key: Key) -> Response:
    """Let an idea go on by itself again."""
    return _kept(request, id_, lambda work: unmerge_idea(work, id_), key)


@router.post("/ideas/{id_}/withdraw", policy=policy.somebody)
def withdraw(request: Request, id_: Number, key: Key) -> Response:
    """Take one's own idea back."""
    return _kept(request, id_, lambda work: withdraw_idea(work, id_).as_json(), key)


def _kept(
    request: Request,
    id_: int,
    verb: Callable[[Work], dict[str, Any]],
    key: str,
    *,
    typed: dict[str, str] | None = None,
) -> Response:
    """Do a verb and show the idea; when its answer was not right, show it again with what was typed."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput:
        if typed is None:
            raise
        return _page(request, id_, typed=typed)
    return to(f"/ideas/{id_}")
