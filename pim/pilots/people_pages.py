"""Who takes part in a planned pilot and at which sites, on the screen: with the law it thereby meets."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.pilots.choosing import MOST_NAMES, Chosen, TeamThere, chosen, head_count, places_of, teams_there
from pim.pilots.law import law_of, share_of
from pim.pilots.moving import change_sites
from pim.pilots.participants import SHIFTS, set_participants
from pim.pilots.places import sites_with_people
from pim.pilots.view import pilot_fact, size_of
from pim.pilots.words import article_words, explained, shift_word
from pim.web.edge import Viewer, desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Number, Rows
from pim.web.policy import Pages, holder

router = Pages()
PLANNERS = ("lead", "sponsor")
MAY = holder(*PLANNERS)
WITHOUT_SHIFT = "yes"  # takes part; the shift is not known or makes no difference


async def _form(request: Request) -> FormData:
    return await request.form()


Form = Annotated[FormData, Depends(_form)]


@router.get("/pilots/{id_}/people", policy=MAY)
def people(request: Request, id_: Number) -> Response:
    """Ask which teams and which people take part, each in which shift."""
    return _people(request, id_)


@router.post("/pilots/{id_}/people", policy=MAY)
def name_people(request: Request, id_: Number, form: Form) -> Response:
    """Keep who takes part, or (``look``) say what law the pilot then meets and keep nothing."""
    who = Chosen(_shifts(form, "team"), _shifts(form, "person"))
    if form.get("act") == "look":
        return _people(request, id_, who, look=True)
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    key = str(form.get("key") or "")[:100]
    try:
        do(request, viewer, lambda w: set_participants(w, id_, teams=who.teams, people=who.people), key)
    except (BadInput, NotFound) as fault:
        return _people(request, id_, who, fault=str(fault))
    return to(f"/pilots/{id_}")


@router.get("/pilots/{id_}/sites", policy=MAY)
def sites(request: Request, id_: Number) -> Response:
    """Ask at which other sites a planned pilot is."""
    return _sites(request, id_)


@router.post("/pilots/{id_}/sites", policy=MAY)
def move(request: Request, id_: Number, key: Key, site: Rows = None, compare: Rows = None) -> Response:
    """Give a planned pilot other sites."""
    typed = {"site": site or [], "compare": compare or []}
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)

    def verb(work: Work) -> dict[str, Any]:
        return change_sites(work, id_, site_ids=typed["site"], comparison_site_ids=typed["compare"])

    try:
        do(request, viewer, verb, key)
    except (BadInput, NotFound) as fault:
        return _sites(request, id_, typed, str(fault))
    return to(f"/pilots/{id_}")


def _planned(request: Request, session: Session, viewer: Viewer, id_: int) -> Subject:
    subject = seen(session, viewer.me, id_, "pilot")
    require_role(Work(session, desk_of(request).house, viewer.me, viewer.now), subject, *PLANNERS)
    return subject


def _people(
    request: Request, id_: int, who: Chosen | None = None, *, look: bool = False, fault: str = ""
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        pilot = _planned(request, session, viewer, id_)
        there = teams_there(session, id_)
        now = who or chosen(session, id_)
        law = _law(session, pilot, there, now) if look else ()
    return page(
        viewer,
        "pilot_people.html",
        400 if fault else 200,
        pilot=pilot,
        teams=there,
        by_name=sum(len(team.people) for team in there) <= MOST_NAMES,
        who=now,
        taking_part=head_count(there, now),
        law=[(article_words(met)[viewer.language], explained(met, viewer.language)) for met in law],
        shifts=[(code, shift_word(code, viewer.language)) for code in SHIFTS],
        without_shift=WITHOUT_SHIFT,
        fault=fault,
    )


def _law(session: Session, pilot: Subject, there: tuple[TeamThere, ...], who: Chosen) -> tuple[Any, ...]:
    """Return what law the pilot would meet if these took part."""
    fact = pilot_fact(session, pilot)
    size = size_of(fact, machine_of(session, pilot.digest))
    count = head_count(there, who)
    return law_of(size.touching(count, share_of(count, size.staff)))


def _sites(request: Request, id_: int, typed: Mapping[str, Any] | None = None, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        pilot = _planned(request, session, viewer, id_)
        known = sites_with_people(session, pilot.home.id)
        there = places_of(session, id_)
    now = {"site": there[False], "compare": there[True]}
    return page(
        viewer,
        "pilot_sites.html",
        400 if fault else 200,
        pilot=pilot,
        sites=known,
        typed=typed or now,
        fault=fault,
    )


def _shifts(form: FormData, what: str) -> dict[int, str | None]:
    """Return the teams or people that were chosen, each with the shift that was chosen."""
    found: dict[int, str | None] = {}
    for name, said in form.items():
        kind, _, number = name.partition("-")
        if kind == what and said and number.isdecimal() and len(number) < 11 and 0 < int(number) <= BIGGEST:
            found[int(number)] = None if said == WITHOUT_SHIFT else str(said)
    return found
