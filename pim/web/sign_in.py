"""Saying who you are, on this machine only; and choosing a language."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import case, func, select
from sqlmodel import col

from pim.errors import NotFound
from pim.people.tables import Organisation, Person, Role
from pim.web.edge import cookie_of, desk_of, page, set_cookie, to, viewer_of
from pim.web.words import LANGUAGES

router = APIRouter()
SHOWN = 60


@router.get("/sign-in")
def choose(request: Request) -> Response:
    """Show who can be signed in as: people with a role first."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        roles = (
            select(
                col(Role.person_id).label("person_id"),
                func.count().label("held"),
                func.min(col(Role.role)).label("role"),
            )
            .group_by(col(Role.person_id))
            .subquery()
        )
        people = session.execute(
            select(col(Person.id), col(Person.name), col(Organisation.name), roles.c.role)
            .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
            .outerjoin(roles, roles.c.person_id == col(Person.id))
            .where(col(Person.active))
            .order_by(
                case((roles.c.held.is_(None), 1), else_=0),
                col(Organisation.name),
                roles.c.role,
                col(Person.id),
            )
            .limit(SHOWN)
        ).all()  # fmt: skip
    return page(viewer, "sign_in.html", people=people)


@router.post("/sign-in")
def sign_in(request: Request, person: Annotated[int, Form()]) -> Response:
    """Sign in as somebody."""
    with desk_of(request).database.read() as session:
        known = session.get(Person, person)
    if known is None or not known.active:
        raise NotFound("there is no such person")
    response = to("/")
    set_cookie(request, response, {"person": person, "language": known.language})
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Forget who looks."""
    response = to("/sign-in")
    set_cookie(request, response, {"language": cookie_of(request).get("language")})
    return response


@router.post("/language")
def choose_language(
    request: Request, language: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Choose a language and go back to the page it was chosen on."""
    response = to(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    if language in LANGUAGES:
        set_cookie(request, response, {**cookie_of(request), "language": language})
    return response
