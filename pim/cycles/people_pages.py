"""The people of an innovation on the screen: its sponsor, its work group, and the teams it touches."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from pim.cycles.charter import leave_out_team, touch_teams
from pim.cycles.concern import Opened, done, opened, shown
from pim.cycles.naming import NAMERS, name_in_cycle, other_teams, touched_teams
from pim.errors import BadInput, NotFound
from pim.lifecycle.work import Work
from pim.people.cells import EMPLOYEE, MANAGER
from pim.people.finding import Found, SeveralAreCalledSo, meant
from pim.web import policy
from pim.web.edge import desk_of
from pim.web.fields import BIGGEST, Key, Mark, Number, Row, Text
from pim.web.policy import Pages

router = Pages()
MOST_TEAMS = 1_000  # ticked on one page: a chain of stores names them all at once
NOT_NAMED = (EMPLOYEE, MANAGER)  # everybody is the one, and a manager manages a site
Code = Annotated[Mark, Form(max_length=40)]
Teams = Annotated[list[Row] | None, Form(max_length=MOST_TEAMS)]
Chosen = Annotated[int | None, Form(ge=1, le=BIGGEST)]


@router.get("/cycles/{id_}/people", policy=policy.somebody)
def people(request: Request, id_: Number, role: str = "") -> Response:
    """Show who does what here, and which teams still miss somebody in the work group."""
    return _people(request, id_, role=role)


def _people(
    request: Request,
    id_: int,
    fault: str = "",
    *,
    role: str = "",
    who: str = "",
    several: tuple[Found, ...] = (),
) -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        teams = touched_teams(session, id_)
    return shown(
        of,
        "cycle_people.html",
        fault,
        roles=_by_role(of),
        missing=[team for team in teams if not team.spoken_for],
        touched=len(teams),
        typed={"role": role, "who": who},
        people=several,
        may=of.may(*NAMERS),
    )


def _by_role(of: Opened) -> dict[str, list[tuple[int, str]]]:
    """Return every role that can be given here, in the order of the workflow, with who hold it here."""
    held = [one for one in of.held if one.in_cycle]
    return {
        role: [(one.person_id, one.name) for one in held if one.role == role]
        for role in of.machine.definition.roles
        if role not in NOT_NAMED
    }


@router.post("/cycles/{id_}/people", policy=policy.somebody)
def name(
    request: Request, id_: Number, key: Key, role: Code = "", who: Text = "", person: Chosen = None
) -> Response:
    """Give somebody a role in this innovation."""

    def verb(work: Work) -> dict[str, object]:
        assert work.actor is not None
        found = meant(work.session, work.actor.organisation_id, who, person)
        return name_in_cycle(work, id_, found, role)

    with desk_of(request).database.read() as session:
        if role not in _by_role(opened(request, session, id_)):
            return _people(request, id_, "role", role=role, who=who)
    try:
        return done(request, id_, key, verb, "people")
    except SeveralAreCalledSo as several:
        return _people(request, id_, "several", role=role, who=who, several=several.people)
    except (BadInput, NotFound):
        return _people(request, id_, "who", role=role, who=who)


@router.post("/cycles/{id_}/people/take", policy=policy.somebody)
def take(
    request: Request, id_: Number, key: Key, role: Code, person: Annotated[int, Form(ge=1, le=BIGGEST)]
) -> Response:
    """Take a role in this innovation from somebody."""
    return done(request, id_, key, lambda work: name_in_cycle(work, id_, person, role, take=True), "people")


@router.get("/cycles/{id_}/teams", policy=policy.somebody)
def teams(request: Request, id_: Number) -> Response:
    """Show which teams are touched, and the others to choose from."""
    return _teams(request, id_)


def _teams(request: Request, id_: int, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        of = opened(request, session, id_)
        touched = touched_teams(session, id_)
        others = other_teams(session, of.viewer.me.organisation_id, touched)
    return shown(of, "cycle_teams.html", fault, touched=touched, others=others, may=of.may("lead"))


@router.post("/cycles/{id_}/teams", policy=policy.somebody)
def touch(request: Request, id_: Number, key: Key, team: Teams = None) -> Response:
    """Say which teams are touched, beside those that were named before."""
    if not team:
        return _teams(request, id_, "team")
    return done(request, id_, key, lambda work: touch_teams(work, id_, team), "teams")


@router.post("/cycles/{id_}/teams/{team}/out", policy=policy.somebody)
def leave_out(request: Request, id_: Number, team: Number, key: Key) -> Response:
    """Say that a team is not touched after all."""
    return done(request, id_, key, lambda work: leave_out_team(work, id_, team), "teams")
