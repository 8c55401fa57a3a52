"""Ideas on the screen of everybody: the list, bringing one, supporting one, and what looks like it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.ideas.bring import bring_idea
from pim.ideas.handle import acknowledge_ideas
from pim.ideas.hints import Hint, hints, likely
from pim.ideas.queries import IdeaLine, idea_list
from pim.ideas.support import support_idea, withdraw_support
from pim.ideas.tables import IdeaSupport
from pim.ideas.voices import roots, supports, voices
from pim.ideas.wording import LONGEST_TEXT
from pim.lifecycle.advance import roles_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.ways import BACK
from pim.lifecycle.work import Work
from pim.web import policy
from pim.web.edge import desk_of, do, page, scripted, somebody, to
from pim.web.fields import BIGGEST, Key, Number, plain
from pim.web.policy import Pages
from workflows.machine import Machine

router = Pages()
# Longer than other texts may be: so that a text that is too long is refused in words people understand.
Ideas = Annotated[list[Annotated[int, Field(ge=1, le=BIGGEST)]] | None, Form(max_length=1_000)]
Said = Annotated[str, Form(max_length=2 * LONGEST_TEXT)]


@router.get("/cycles/{id_}/ideas", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show the ideas of an innovation, with the form to bring one."""
    return _page(request, id_)


def _page(
    request: Request,
    id_: int,
    *,
    typed: Mapping[str, Any] | None = None,
    checked: bool = False,
    fault: bool = False,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = seen(session, viewer.me, id_, "cycle")
        machine = machine_of(session, cycle.digest)
        lines = idea_list(session, id_)
        counted = voices(lines, supports(session, id_))
        mine = _supported(session, viewer.me.person_id)
        waiting = _to_acknowledge(machine, lines, roles_of(session, viewer.me, cycle))
    text = (typed or {}).get("text", "")
    answer = page(
        viewer,
        "ideas.html",
        400 if fault else 200,
        cycle=cycle,
        machine=machine,
        lines=[line for line in reversed(lines) if line.merged_into is None and line.means != "withdrawn"],
        parts=_parts(lines),
        counted=counted,
        supported=mine,
        waiting=waiting,
        alike=likely(lines, text, counted) if checked else [],
        checked=checked,
        takes_ideas=not cycle.final and "idea" in machine.kinds,
        longest=LONGEST_TEXT,
        typed=typed or {},
        fault=fault,
    )
    return scripted(answer)


def _supported(session: Session, person_id: int) -> frozenset[int]:
    """Return the ideas somebody supports."""
    wanted = select(col(IdeaSupport.idea_id)).where(col(IdeaSupport.person_id) == person_id)
    return frozenset(session.scalars(wanted))


def _to_acknowledge(machine: Machine, lines: list[IdeaLine], roles: frozenset[str]) -> list[int]:
    """Return the ideas of which whoever looks may tell that they arrived."""
    return [
        line.id
        for line in lines
        if line.means == "submitted"
        and any(
            roles & set(step.by)
            and step.to != BACK
            and machine.stage("idea", step.to).means == "acknowledged"
            for step in machine.possible("idea", line.stage)
        )
    ]


@router.post("/cycles/{id_}/ideas/acknowledge", policy=policy.somebody)
def acknowledge(request: Request, id_: Number, key: Key, idea: Ideas = None) -> Response:
    """Tell the authors of these ideas that they arrived: of those on the page, not of later ones."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        seen(session, viewer.me, id_, "cycle")

    def verb(work: Work) -> dict[str, Any]:
        return {"ideas": [outcome.subject.id for outcome in acknowledge_ideas(work, idea or ())]}

    do(request, viewer, verb, key)
    return to(f"/cycles/{id_}/ideas")


def _parts(lines: list[IdeaLine]) -> dict[int, list[IdeaLine]]:
    """Return what goes on with each idea."""
    root = roots(lines)
    found: dict[int, list[IdeaLine]] = {}
    for line in lines:
        if line.merged_into is not None:
            found.setdefault(root[line.id], []).append(line)
    return found


@router.post("/cycles/{id_}/ideas", policy=policy.somebody)
def bring(
    request: Request,
    id_: Number,
    key: Key,
    text: Said = "",
    do_: Annotated[str, Form(alias="do", max_length=10)] = "",
    nameless: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Bring an idea. What looks like it is shown first, and one more tap brings it all the same."""
    text = plain(text)
    typed = {"text": text, "nameless": nameless}
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        seen(session, viewer.me, id_, "cycle")
        alike = [] if do_ == "anyway" else hints(session, id_, text)
    if do_ == "check" or alike:
        return _page(request, id_, typed=typed, checked=True)

    def verb(work: Work) -> dict[str, Any]:
        born = bring_idea(work, id_, text, anonymous=bool(nameless))
        return {"id": born.id, "code": born.code}

    try:
        do(request, viewer, verb, key)
    except BadInput:
        return _page(request, id_, typed=typed, fault=True)
    return to(f"/cycles/{id_}/ideas")


@router.post("/cycles/{id_}/ideas/like", policy=policy.somebody)
def like(request: Request, id_: Number, text: Said = "") -> Response:
    """Return the ideas that look like a text, as a part of the page: asked while somebody types.

    Sent as a form, so that what is typed stands in no address.
    """
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        seen(session, viewer.me, id_, "cycle")
        alike: list[Hint] = hints(session, id_, plain(text))
        mine = _supported(session, viewer.me.person_id)
    return page(viewer, "ideas_alike.html", alike=alike, supported=mine, cycle_id=id_)


@router.post("/ideas/{id_}/support", policy=policy.somebody)
def support(request: Request, id_: Number, key: Key) -> Response:
    """Support an idea."""
    return _supporting(request, id_, key, support_idea)


@router.post("/ideas/{id_}/support/back", policy=policy.somebody)
def support_back(request: Request, id_: Number, key: Key) -> Response:
    """Support an idea no longer."""
    return _supporting(request, id_, key, withdraw_support)


def _supporting(
    request: Request, id_: int, key: str, verb: Callable[[Work, int], dict[str, Any]]
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle_id = seen(session, viewer.me, id_, "idea").cycle_id
    do(request, viewer, lambda work: verb(work, id_), key)
    return to(f"/cycles/{cycle_id}/ideas#i{id_}")
