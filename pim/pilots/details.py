"""One pilot in full: which teams, who by name and in what shift, what managers said. Five statements."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.lifecycle.advance import roles_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor
from pim.people.tables import Person, Site, Team
from pim.pilots.tables import PilotPerson, PilotPoint, PilotTeam, PilotYes
from pim.web.step_pages import ways_for

SEE_NAMES = frozenset({"lead", "sponsor", "manager", "work_group"})
"""Who sees which colleagues take part by name; others see how many, and their own name."""
_ANSWERER = aliased(Person)


def details(session: Session, actor: Actor, pilot: Subject) -> dict[str, Any]:
    """Return teams, named people, what managers miss, which said yes and the actor's steps, as plain data."""
    roles = roles_of(session, actor, pilot)
    named = bool(SEE_NAMES & roles)
    return {
        "lead": bool(roles & {"lead", "sponsor"}),
        "steps": [
            {"name": way.name, "label": dict(way.label)}
            for way in ways_for(machine_of(session, pilot.digest), pilot, roles)
        ],
        "teams": teams_of(session, pilot.id),
        "participants": _people(session, pilot.id, actor, named),
        "agreed": _agreed(session, pilot.id),
        "points": points_of(session, pilot.id),
    }


def teams_of(session: Session, pilot_id: int) -> list[dict[str, Any]]:
    """Return the teams that were named, with their shifts. One statement."""
    rows = session.execute(
        select(col(Team.id), col(Team.name), col(Site.code), col(Site.name), col(PilotTeam.shift))
        .join(PilotTeam, col(PilotTeam.team_id) == col(Team.id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(PilotTeam.pilot_id) == pilot_id)
        .order_by(col(Site.name), col(Team.name), col(Team.id))
    )
    return [
        {"id": id_, "name": name, "site": code, "siteName": site, "shift": shift}
        for id_, name, code, site, shift in rows
    ]


def _people(session: Session, pilot_id: int, actor: Actor, named: bool) -> dict[str, Any]:
    rows = session.execute(
        select(
            col(Person.id), col(Person.name), col(Team.name), col(Site.code), col(PilotPerson.shift)
        )
        .join(PilotPerson, col(PilotPerson.person_id) == col(Person.id))
        .join(Site, col(Site.id) == col(PilotPerson.site_id))
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .where(col(PilotPerson.pilot_id) == pilot_id)
        .order_by(col(Site.name), col(Person.name), col(Person.id))
    ).all()  # fmt: skip
    return {
        "count": len(rows),
        "named": [
            {"id": id_, "name": name, "team": team, "site": site, "shift": shift}
            for id_, name, team, site, shift in rows
            if named or id_ == actor.person_id
        ],
    }


def _agreed(session: Session, pilot_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(col(Site.code), col(Site.name), col(Person.name), col(PilotYes.at))
        .join(PilotYes, col(PilotYes.site_id) == col(Site.id))
        .join(Person, col(Person.id) == col(PilotYes.person_id))
        .where(col(PilotYes.pilot_id) == pilot_id)
        .order_by(col(Site.name))
    )
    return [
        {"site": code, "siteName": site, "by": name, "at": at.isoformat()} for code, site, name, at in rows
    ]


def points_of(session: Session, pilot_id: int) -> list[dict[str, Any]]:
    """Return what managers miss, oldest first, with the answer where there is one. One statement."""
    rows = session.execute(
        select(PilotPoint, col(Person.name), col(_ANSWERER.name))
        .join(Person, col(Person.id) == col(PilotPoint.person_id))
        .outerjoin(_ANSWERER, col(_ANSWERER.id) == col(PilotPoint.answered_by))
        .where(col(PilotPoint.pilot_id) == pilot_id)
        .order_by(col(PilotPoint.id))
    )
    return [
        {
            "id": row.id,
            "by": name,
            "site": row.site,
            "text": row.text,
            "at": row.at.isoformat(),
            "answer": row.answer,
            "answeredBy": answerer,
        }
        for row, name, answerer in rows
    ]
