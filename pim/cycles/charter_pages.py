"""The charter on the screen: what is agreed before people are asked anything, a page for each concern."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import col

from pim.cycles.charter import confirm, set_charter, themes_of
from pim.cycles.concern import charter_row, done, opened, shown
from pim.cycles.learning import Asked, how_others_did
from pim.cycles.lessons import add_lesson
from pim.cycles.naming import touched_teams
from pim.cycles.sheet import read_sheet
from pim.cycles.tables import Confirmation, Lesson
from pim.errors import BadInput
from pim.web import policy
from pim.web.edge import desk_of
from pim.web.fields import Key, Mark, Number, Text
from pim.web.policy import Pages

router = Pages()
MOST_SHOWN = 3  # innovations one can learn from, above a charter that is still to be filled in
CHARTER = "charter"
Item = Annotated[Mark, Form(max_length=80)]
Texts = Annotated[list[Text] | None, Form(max_length=50)]
Marks = Annotated[list[Mark] | None, Form(max_length=50)]


@router.get("/cycles/{id_}/charter", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show what is filled in and what is not, with how others did this."""
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        row, sheet = charter_row(session, id_), read_sheet(session, of.subject)
        teams = touched_teams(session, id_)
        alike = how_others_did(session, of.viewer.me, Asked(about=id_))[:MOST_SHOWN]
    definition = of.machine.definition
    return shown(
        of,
        "charter.html",
        row=row,
        charter=sheet.charter,
        teams=teams,
        sponsors=[one.name for one in of.held if one.role == "sponsor" and one.in_cycle],
        group=[one.name for one in of.held if one.role == "work_group" and one.in_cycle],
        themes=themes_of(definition),
        checklist=definition.checklist,
        confirmed=sheet.confirmed,
        alike=alike,
    )


@router.get("/cycles/{id_}/goal", policy=policy.somebody)
def goal(request: Request, id_: Number) -> Response:
    """Show what should get better, and why one variant would be enough."""
    return _goal(request, id_)


def _goal(request: Request, id_: int, fault: str = "", typed: Mapping[str, str] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        row = charter_row(session, id_)
    known = {"goal": row.goal, "single_variant_reason": row.single_variant_reason or ""}
    return shown(of, "charter_goal.html", fault, typed=known | dict(typed or {}), may=of.may("lead"))


@router.post("/cycles/{id_}/goal", policy=policy.somebody)
def set_goal(
    request: Request, id_: Number, key: Key, goal: Text = "", single_variant_reason: Text = ""
) -> Response:
    """Write down the goal; and, where there is one, the reason for a single variant."""
    try:
        return done(
            request,
            id_,
            key,
            lambda work: set_charter(
                work, id_, goal=goal or None, single_variant_reason=single_variant_reason or None
            ),
            CHARTER,
        )
    except BadInput as error:
        part = "single_variant_reason" if str(error).startswith("reason") else "goal"
        return _goal(request, id_, part, {"goal": goal, "single_variant_reason": single_variant_reason})


@router.get("/cycles/{id_}/technology", policy=policy.somebody)
def technology(request: Request, id_: Number) -> Response:
    """Show the technology test: a text for each theme."""
    return _technology(request, id_)


def _technology(request: Request, id_: int, typed: Mapping[str, str] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        row = charter_row(session, id_)
    return shown(
        of,
        "charter_technology.html",
        "technology" if typed else "",
        themes=themes_of(of.machine.definition),
        typed=row.technology | dict(typed or {}),
        may=of.may("lead"),
    )


@router.post("/cycles/{id_}/technology", policy=policy.somebody)
def set_technology(
    request: Request, id_: Number, key: Key, theme: Marks = None, text: Texts = None
) -> Response:
    """Write down what was found per theme; a theme that is left empty stays as it is."""
    said = dict(zip(theme or (), text or (), strict=False))
    filled = {name: words for name, words in said.items() if words}
    try:
        return done(request, id_, key, lambda work: set_charter(work, id_, technology=filled), CHARTER)
    except BadInput:
        return _technology(request, id_, said or {"": ""})


@router.get("/cycles/{id_}/checklist", policy=policy.somebody)
def checklist(request: Request, id_: Number) -> Response:
    """Show the organisation's own checklist."""
    return _checklist(request, id_)


def _checklist(request: Request, id_: int, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        rows = session.scalars(select(Confirmation).where(col(Confirmation.cycle_id) == id_)).all()
    return shown(
        of,
        "charter_checklist.html",
        fault,
        items=of.machine.definition.checklist,
        ticked={row.item: row for row in rows},
        may=of.may("lead", "sponsor"),
    )


@router.post("/cycles/{id_}/checklist", policy=policy.somebody)
def tick(request: Request, id_: Number, key: Key, item: Item = "", text: Text = "") -> Response:
    """Tick off one item."""
    with desk_of(request).database.read() as session:
        known = item in opened(request, session, id_).machine.definition.checklist
    if not known:
        return _checklist(request, id_, "item")
    return done(request, id_, key, lambda work: confirm(work, id_, item, text), "checklist")


@router.get("/cycles/{id_}/lessons", policy=policy.somebody)
def lessons(request: Request, id_: Number) -> Response:
    """Show what was learned here, with the form to write down more."""
    return _lessons(request, id_)


def _lessons(request: Request, id_: int, typed: Mapping[str, str] | None = None) -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        wanted = select(Lesson).where(col(Lesson.cycle_id) == id_).order_by(col(Lesson.id))
        found = session.scalars(wanted).all()
    return shown(
        of,
        "cycle_lessons.html",
        "lesson" if typed else "",
        lessons=found,
        typed={"lesson": "", "tags": ""} | dict(typed or {}),
        may=of.may("lead", "sponsor", "work_group"),
    )


@router.post("/cycles/{id_}/lessons", policy=policy.somebody)
def learn(request: Request, id_: Number, key: Key, lesson: Text = "", tags: Text = "") -> Response:
    """Write down a lesson."""
    try:
        return done(request, id_, key, lambda work: add_lesson(work, id_, lesson, tags.split(",")), "lessons")
    except BadInput:
        return _lessons(request, id_, {"lesson": lesson, "tags": tags})
