"""The list of people on the screen, and one person: adding, changing, leaving, roles."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response

from pim.errors import BadInput
from pim.lifecycle.definitions import own_roles
from pim.lifecycle.work import Work
from pim.people.cells import EMPLOYEE, IN_ONE_CYCLE
from pim.people.faults import Wrong
from pim.people.lookup import LastAdministrator
from pim.people.persons import add_person, change_person, come_back, deactivate
from pim.people.queries import people_list
from pim.people.roles import give_role, take_role
from pim.staff.access import ADD, CHANGE, LOOK, adders_only, changers_only, may_add, may_change
from pim.staff.queries import person_of, roles_held, sites, teams_by_site
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Mark, Number, Text, plain
from pim.web.policy import Pages
from workflows.vocabulary import KNOWN_ROLES

router = Pages()
SHOWN = 50
Some = Annotated[int | None, Query(ge=1, le=BIGGEST)]
Few = Annotated[int, Query(ge=0, le=BIGGEST)]
Place = Annotated[Mark, Form(max_length=12)]  # the number of a team or a site, or nothing
Code = Annotated[Mark, Form(max_length=40)]
Short = Annotated[Text, Form(max_length=300)]
NOBODY = {"name": "", "email": "", "number": "", "language": "", "team": ""}
FIELDS = {"name": "name", "e-mail": "email", "number": "number", "language": "language"}


@router.get("/people", policy=LOOK)
def show(
    request: Request,
    text: Annotated[str, Query(max_length=120)] = "",
    site: Annotated[str, Query(max_length=12, pattern=r"\d*")] = "",
    left: str = "",
    after: Few = 0,
    new: Few = 0,
    changed: Few = 0,
    imported: Few = 0,
) -> Response:
    """Show who works here, by name; ``imported`` and what goes with it tell what an import just did."""
    text = plain(text)
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        where = int(site) if site else None
        lines = people_list(
            session, home, site_id=where, text=text, left=bool(left), limit=SHOWN + 1, after=after
        )
        held = roles_held(session, [line.id for line in lines])
        places, adds = sites(session, home), may_add(session, viewer)
    return page(
        viewer,
        "people.html",
        lines=lines[:SHOWN],
        held=held,
        sites=places,
        typed={"text": text, "site": where, "left": bool(left)},
        more=after + SHOWN if len(lines) > SHOWN else None,
        may_add=adds,
        told={"rows": imported, "new": new, "changed": changed} if imported else None,
    )


@router.get("/people/new", policy=ADD)
def new_person(request: Request) -> Response:
    """Show the form to add somebody."""
    return _form(request)


def _form(
    request: Request, typed: Mapping[str, str] | None = None, error: BadInput | None = None, id_: int = 0
) -> Response:
    """Return the page of somebody, or of somebody new, with the fault at its field and all that was typed."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        person = person_of(session, home, id_) if id_ else None
        held = roles_held(session, [id_]).get(id_, []) if id_ else []
        places, teams = sites(session, home), teams_by_site(session, home)
        own, changes = own_roles(session), may_change(viewer)
        adds = may_add(session, viewer)
    known = NOBODY | {"language": viewer.language}
    if person is not None:
        known = {
            "name": person.name,
            "email": person.email or "",
            "number": person.number or "",
            "language": person.language,
            "team": str(person.team_id or ""),
        }
    field, said = _said(error, viewer.language)
    return page(
        viewer,
        "person.html",
        400 if error else 200,
        person=person,
        held=held,
        sites=places,
        teams=teams,
        roles=[role for role in dict.fromkeys((*KNOWN_ROLES, "administrator", *sorted(own))) if _given(role)],
        typed=known | dict(typed or {}),
        field=field,
        said=said,
        may_change=changes,
        may_add=adds,
    )


def _given(role: str) -> bool:
    return role != EMPLOYEE and role not in IN_ONE_CYCLE


def _said(error: BadInput | None, language: str) -> tuple[str, str]:
    """Return which field is wrong, or which other fault it is, and where it says so what is wrong."""
    if isinstance(error, Wrong):
        return FIELDS.get(error.field, "name"), f"{error.what[language]} ({error.expected[language]})"
    if isinstance(error, LastAdministrator):
        return "last", ""
    taken = FIELDS.get(str(error).partition(":")[0])  # a number or an address that somebody else has
    return (taken or "other", "") if error else ("", "")


def _team(said: str) -> int | None:
    return int(said) if said.isdecimal() else None


@router.post("/people", policy=ADD)
def add(
    request: Request,
    key: Key,
    name: Short = "",
    email: Short = "",
    number: Short = "",
    language: Place = "",
    team: Place = "",
) -> Response:
    """Add somebody who works here."""

    def verb(work: Work) -> dict[str, Any]:
        home, _ = adders_only(work)
        made = add_person(
            work.session, home, name, email=email, number=number, language=language, team_id=_team(team)
        )
        return {"id": made.id}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        answer = do(request, viewer, verb, key)
    except BadInput as error:
        typed = {"name": name, "email": email, "number": number, "language": language, "team": team}
        return _form(request, typed, error)
    return to(f"/people/{answer['id']}")


@router.get("/people/{id_}", policy=LOOK)
def person(request: Request, id_: Number) -> Response:
    """Show somebody: where they work and which roles they hold."""
    return _form(request, id_=id_)


@router.post("/people/{id_}", policy=CHANGE)
def change(
    request: Request,
    id_: Number,
    key: Key,
    name: Short = "",
    email: Short = "",
    number: Short = "",
    language: Place = "",
    team: Place = "",
) -> Response:
    """Change what is known of somebody."""

    def verb(work: Work) -> dict[str, Any]:
        home = changers_only(work)
        return change_person(
            work.session,
            home,
            id_,
            name=name,
            email=email,
            number=number,
            language=language,
            team_id=_team(team),
        )

    typed = {"name": name, "email": email, "number": number, "language": language, "team": team}
    return _done(request, id_, key, verb, typed)


@router.post("/people/{id_}/leave", policy=CHANGE)
def leave(request: Request, id_: Number, key: Key) -> Response:
    """Mark that somebody has left."""
    return _done(request, id_, key, lambda work: deactivate(work.session, changers_only(work), id_))


@router.post("/people/{id_}/back", policy=CHANGE)
def back(request: Request, id_: Number, key: Key) -> Response:
    """Mark that somebody works here again."""
    return _done(request, id_, key, lambda work: come_back(work.session, changers_only(work), id_))


@router.post("/people/{id_}/roles", policy=CHANGE)
def give(request: Request, id_: Number, key: Key, role: Code = "", site: Place = "") -> Response:
    """Give somebody a role in the whole organisation, or at one site."""

    def verb(work: Work) -> dict[str, Any]:
        home = changers_only(work)
        return {
            "given": give_role(
                work.session, home, id_, role, site_id=_team(site), own_roles=own_roles(work.session)
            )
        }

    return _done(request, id_, key, verb)


@router.post("/people/{id_}/roles/take", policy=CHANGE)
def take(request: Request, id_: Number, key: Key, role: Code, site: Place = "") -> Response:
    """Take a role outside innovations from somebody."""

    def verb(work: Work) -> dict[str, Any]:
        return {"taken": take_role(work.session, changers_only(work), id_, role, site_id=_team(site))}

    return _done(request, id_, key, verb)


def _done(
    request: Request, id_: int, key: str, verb: Any, typed: Mapping[str, str] | None = None
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput as error:
        return _form(request, typed, error, id_)
    return to(f"/people/{id_}")
