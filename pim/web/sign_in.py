"""Saying who you are, on this machine only; and choosing a language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.people.tables import Organisation, Person, Role, Site, Team
from pim.web import policy
from pim.web.edge import cookie_of, desk_of, local, page, set_cookie, to, viewer_of
from pim.web.fields import BIGGEST, plain
from pim.web.policy import Pages
from pim.web.words import LANGUAGES
from workflows.vocabulary import KNOWN_ROLES

router = Pages()
OF_A_ROLE = 4  # people shown of each role; the others are found by name
WITHOUT_A_ROLE = 12
FOUND = 40
LONGEST_PATH = 400
FIRST = {role: number for number, role in enumerate(KNOWN_ROLES)}  # in this order


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody to sign in as."""

    id: int
    name: str
    organisation: str
    place: str  # team and site
    role: str | None = None


_FACES = (
    select(col(Person.id), col(Person.name), col(Organisation.name), col(Team.name), col(Site.name))
    .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
    .outerjoin(Team, col(Team.id) == col(Person.team_id))
    .outerjoin(Site, col(Site.id) == col(Team.site_id))
    .where(col(Person.active))
)


def _faces(rows: Iterable[Any]) -> list[Face]:
    return [
        Face(id_, name, organisation, ", ".join(part for part in (team, site) if part), *role)
        for id_, name, organisation, team, site, *role in rows
    ]


def _with_roles(session: Session) -> list[Face]:
    """Return a few people of each role of each organisation, everybody once. One statement."""
    held = (
        select(
            col(Role.person_id).label("person_id"),
            func.min(col(Role.role)).label("role"),
        )
        .group_by(col(Role.person_id))
        .subquery()
    )
    place = func.row_number().over(
        partition_by=(col(Person.organisation_id), held.c.role), order_by=col(Person.id)
    )
    rows = (
        _FACES.add_columns(held.c.role, place.label("place"))
        .join(held, held.c.person_id == col(Person.id))
        .subquery()
    )
    few: Select[Any] = select(*list(rows.c)[:-1]).where(rows.c.place <= OF_A_ROLE).order_by(rows.c.id)
    return sorted(_faces(session.execute(few)), key=lambda face: FIRST.get(face.role or "", len(FIRST)))


def _without_role(session: Session, name: str) -> list[Face]:
    """Return some people without a role, or everybody who is called so. One statement."""
    if name:
        like = "%" + "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in name.lower()) + "%"
        found = _FACES.where(func.lower(col(Person.name)).like(like, escape="\\")).limit(FOUND)
    else:
        roles = select(col(Role.person_id))
        found = _FACES.where(col(Person.id).not_in(roles)).limit(WITHOUT_A_ROLE)
    return _faces(session.execute(found.order_by(col(Organisation.name), col(Person.id))))


def _by_organisation(faces: Sequence[Face]) -> dict[str, list[Face]]:
    found: dict[str, list[Face]] = {}
    for face in faces:
        found.setdefault(face.organisation, []).append(face)
    return found


@router.get("/sign-in", policy=policy.anyone)
def choose(
    request: Request,
    name: Annotated[str, Query(max_length=60)] = "",
    next_: Annotated[str, Query(alias="next", max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Show who can be signed in as: people with a role first, others by name."""
    name = plain(name)
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        known = [] if name else _with_roles(session)
        others = _without_role(session, name)
    return page(
        viewer,
        "sign_in.html",
        known=_by_organisation(known),
        others=_by_organisation(others),
        name=name,
        next=next_,
    )


@router.post("/sign-in", policy=policy.anyone)
def sign_in(
    request: Request,
    person: Annotated[int, Form(ge=1, le=BIGGEST)],
    next_: Annotated[str, Form(alias="next", max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Sign in as somebody, in their own language, and go on to the page that asked for it."""
    with desk_of(request).database.read() as session:
        known = session.get(Person, person)
    if known is None or not known.active:
        raise NotFound("there is no such person")
    response = to(local(next_))
    set_cookie(request, response, {"person": person, "language": known.language})
    return response


@router.post("/sign-out", policy=policy.anyone)
def sign_out(request: Request) -> Response:
    """Forget who looks."""
    response = to("/sign-in")
    set_cookie(request, response, {"language": cookie_of(request).get("language")})
    return response


@router.post("/language", policy=policy.anyone)
def choose_language(
    request: Request,
    language: Annotated[str, Form()],
    back: Annotated[str, Form(max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Choose a language and go back to the page it was chosen on."""
    response = to(local(back))
    if language in LANGUAGES:
        set_cookie(request, response, {**cookie_of(request), "language": language})
    return response
