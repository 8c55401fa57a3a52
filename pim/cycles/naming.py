"""Naming the people of an innovation: its sponsor, its lead, who is in its work group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.cycles.tables import CycleTeam
from pim.errors import NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import lock
from pim.lifecycle.work import Work
from pim.people.cells import ADMINISTRATOR
from pim.people.cells import role as role_code
from pim.people.roles import give_role, take_role
from pim.people.tables import Person, Role, Site, Team

NAMERS = ("lead", "sponsor", ADMINISTRATOR)  # may name the people of a cycle


def name_in_cycle(
    work: Work, cycle_id: int, person_id: int, role: str, *, take: bool = False
) -> dict[str, Any]:
    """Give somebody a role in one innovation, or take it. Roles are those of its workflow.

    The answer says whether that ``changed`` anything. Raises BadInput, NotAllowed, NotFound.
    """
    subject = lock(work.session, cycle_id)
    require_role(work, subject, *NAMERS)
    if subject.kind != "cycle":
        raise NotFound(f"there is no innovation with number {cycle_id}")
    known = frozenset(machine_of(work.session, subject.digest).definition.roles)
    code = role_code(role, known)
    session, home = work.session, subject.home.id
    if take:
        changed = take_role(session, home, person_id, code, cycle_id=cycle_id)
    else:
        changed = give_role(session, home, person_id, code, cycle_id=cycle_id, own_roles=known)
    if changed:
        record(work, cycle_id, "role_taken" if take else "role_given", {"person": person_id, "role": code})
    name = session.get_one(Person, person_id).name
    return {"id": person_id, "name": name, "role": code, "changed": changed}


@dataclass(frozen=True, slots=True)
class TouchedTeam:
    """A team whose work is touched, with who of it is in the work group.

    ``spoken_for``: somebody of a team of this name is, here or at another site; they do the same work.
    """

    id: int
    name: str
    site: str
    members: tuple[str, ...]
    spoken_for: bool


def touched_teams(session: Session, cycle_id: int) -> list[TouchedTeam]:
    """Return the teams an innovation touches, those that miss somebody first. One statement."""
    in_group = (
        select(col(Person.team_id).label("team_id"), col(Person.name).label("name"))
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(col(Role.cycle_id) == cycle_id, col(Role.role) == "work_group", col(Person.active))
        .subquery()
    )
    rows = session.execute(
        select(col(Team.id), col(Team.name), col(Site.name), in_group.c.name)
        .join(CycleTeam, col(CycleTeam.team_id) == col(Team.id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .outerjoin(in_group, in_group.c.team_id == col(Team.id))
        .where(col(CycleTeam.cycle_id) == cycle_id)
        .order_by(col(Team.name), col(Site.name), in_group.c.name)
    ).all()
    present = {team for _, team, _, member in rows if member}
    found: dict[int, tuple[str, str, list[str]]] = {}
    for id_, team, site, member in rows:
        found.setdefault(id_, (team, site, []))[2].extend([member] if member else [])
    lines = [
        TouchedTeam(id_, team, site, tuple(members), team in present)
        for id_, (team, site, members) in found.items()
    ]
    return sorted(lines, key=lambda line: line.spoken_for)


def other_teams(
    session: Session, organisation_id: int, touched: Sequence[TouchedTeam]
) -> dict[str, list[Any]]:
    """Return the teams that are not touched yet: (number, name) by the name of their site. One statement."""
    known = {team.id for team in touched}
    rows = session.execute(
        select(col(Team.id), col(Team.name), col(Site.name))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Team.organisation_id) == organisation_id)
        .order_by(col(Site.name), col(Site.id), col(Team.name))
    )
    found: dict[str, list[Any]] = {}
    for id_, team, site in rows:
        if id_ not in known:
            found.setdefault(site, []).append((id_, team))
    return found
