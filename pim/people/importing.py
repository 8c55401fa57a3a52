"""Importing sites and people from a file: all of it, or, when one row is wrong, nothing.

A file that is read again changes only what is different. Somebody is known by personnel number, else
by e-mail address. An empty cell leaves what is known as it is. Who is not in the file stays, unless
it is said that everybody who works here is in it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from pim.people.cells import ADMINISTRATOR, EMPLOYEE, MANAGER
from pim.people.entries import PeopleFile, Progress, SiteFile, nothing
from pim.people.faults import ImportRefused, RowFault, only_adding
from pim.people.planning import Arrival, Plan, Planner
from pim.people.roll import Known, by_email, by_number, hold, people, places, roles_outside_cycles
from pim.people.tables import Site
from pim.people.writing import values_of, write_leavers, write_people, write_roles, write_teams

RoleRow = tuple[int, str, int | None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``new_teams`` are "site / team"; ``ignored`` are headings that are not used."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    roles_given: int = 0
    roles_taken: int = 0
    new_teams: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "left": self.left,
            "rolesGiven": self.roles_given,
            "rolesTaken": self.roles_taken,
            "newTeams": list(self.new_teams),
            "ignored": list(self.ignored),
        }


def import_sites(
    session: Session,
    organisation_id: int,
    file: SiteFile,
    *,
    adding_only: bool = False,
    progress: Progress = nothing,
) -> Imported:
    """Take over the sites of a file; a site is known by its code. Raises ImportRefused, NotFound.

    With ``adding_only`` a row that would change what is known is a fault.
    """
    if file.faults:
        raise ImportRefused(file.faults)
    hold(session, organisation_id)
    sites = places(session, organisation_id).sites
    known = {code.casefold(): (id_, name) for id_, (code, name) in sites.items()}
    new, changed, lines = [], [], []
    for entry in file.entries:
        id_, name = known.get(entry.code.casefold(), (None, None))
        if id_ is None:
            new.append({"organisation_id": organisation_id, "code": entry.code, "name": entry.name})
        elif name != entry.name:
            changed.append({"b_id": id_, "v_name": entry.name})
            lines.append(entry.line)
    if adding_only and lines:
        raise ImportRefused([only_adding(line) for line in lines])
    connection = session.connection()
    if new:
        connection.execute(insert(Site), new)
    if changed:
        renamed = update(Site).where(col(Site.id) == bindparam("b_id")).values(name=bindparam("v_name"))
        connection.execute(renamed, changed)
    count = len(file.entries)
    progress(2 * count, 2 * count)
    same = count - len(new) - len(changed)
    return Imported(count, len(new), len(changed), same, ignored=file.headings.ignored)


def import_people(
    session: Session,
    organisation_id: int,
    file: PeopleFile,
    *,
    leave: bool = False,
    adding_only: bool = False,
    progress: Progress = nothing,
) -> Imported:
    """Take over the people of a file.

    With ``leave``, who is not in the file is marked as having left; administrators are not. With
    ``adding_only`` a row that gives a role or changes what is known is a fault: a changed address would
    let somebody sign in as another.
    ``progress`` hears how many steps are done of how many. Raises ImportRefused with every fault,
    NotFound.
    """
    organisation = hold(session, organisation_id)
    known, where = people(session, organisation_id), places(session, organisation_id)
    planner = Planner(known, where, file.headings.written)
    plan = planner.work_out(file.entries)
    if faults := [*file.faults, *plan.faults]:
        raise ImportRefused(faults)
    held = roles_outside_cycles(session, organisation_id)
    wanted = [arrival.place for arrival in plan.arrivals if arrival.place]
    new_teams = write_teams(session, organisation_id, wanted, where.teams)
    teams = places(session, organisation_id).teams if new_teams else where.teams
    values = [values_of(arrival, teams, organisation.language) for arrival in plan.arrivals]
    if adding_only and (faults := _more_than_adding(plan.arrivals, values)):
        raise ImportRefused(faults)
    new, changed = _write(session, organisation_id, plan, values, progress)
    give, take = _roles(plan.arrivals, _ids(session, organisation_id, plan), planner, held)
    write_roles(session, organisation_id, give, take)
    leavers = _leavers(known, plan.arrivals, held) if leave else []
    write_leavers(session, leavers)
    return Imported(
        rows=len(plan.arrivals),
        new=new,
        changed=changed,
        unchanged=len(plan.arrivals) - new - changed,
        left=len(leavers),
        roles_given=len(give),
        roles_taken=len(take),
        new_teams=tuple(f"{where.sites[place.site_id][1]} / {place.team}" for place in new_teams),
        ignored=file.headings.ignored,
    )


def _write(
    session: Session, organisation_id: int, plan: Plan, values: list[dict[str, Any]], progress: Progress
) -> tuple[int, int]:
    """Write the people; return how many are new and how many changed."""
    rows = list(zip(plan.arrivals, values, strict=True))
    new = [row for arrival, row in rows if arrival.known is None]
    changed = [(a.known.id, row) for a, row in rows if a.known is not None and _differs(a.known, row)]
    total = 2 * len(rows)
    done = total - len(new) - len(changed)

    def step(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    progress(done, total)
    write_people(session, organisation_id, new, changed, plan.freed, step)
    return len(new), len(changed)


def _more_than_adding(arrivals: list[Arrival], values: list[dict[str, Any]]) -> list[RowFault]:
    """Return a fault for each row that gives a role, or changes somebody who is known."""
    return [
        only_adding(arrival.entry.line)
        for arrival, row in zip(arrivals, values, strict=True)
        if (arrival.entry.roles or frozenset()) - {EMPLOYEE}
        or (arrival.known is not None and _differs(arrival.known, row))
    ]


def _ids(session: Session, organisation_id: int, plan: Plan) -> list[int]:
    """Return everybody's id in the order of the file, now that the new ones have one too."""
    if all(arrival.known for arrival in plan.arrivals):
        return [arrival.known.id for arrival in plan.arrivals if arrival.known]
    now = people(session, organisation_id)
    numbers, emails = by_number(now), by_email(now)
    return [
        (numbers[arrival.number] if arrival.number else emails[arrival.email or ""]).id
        for arrival in plan.arrivals
    ]


def _differs(known: Known, row: dict[str, Any]) -> bool:
    return any(getattr(known, name) != value for name, value in row.items())


def _roles(
    arrivals: list[Arrival], ids: list[int], planner: Planner, held: set[RoleRow]
) -> tuple[list[RoleRow], list[tuple[int, str, int]]]:
    """Return the roles to give and to take.

    What a file says about somebody at their own site replaces what was known there: a manager who moves
    manages the new site, no longer the old one. Roles in the whole organisation are only added.
    """
    give: list[RoleRow] = []
    take: list[tuple[int, str, int]] = []
    for arrival, id_ in zip(arrivals, ids, strict=True):
        wanted = arrival.entry.roles
        if wanted is None:
            continue
        site = arrival.place.site_id if arrival.place else None
        mine = {(id_, role, site if role == MANAGER else None) for role in wanted - {EMPLOYEE}}
        give += sorted(mine - held, key=lambda row: row[1])
        for other in {site, planner.site_of(arrival.known)} - {None}:
            row = (id_, MANAGER, other)
            if row in held and row not in mine and other is not None:
                take.append((id_, MANAGER, other))
    return give, take


def _leavers(known: list[Known], arrivals: list[Arrival], held: set[RoleRow]) -> list[int]:
    here = {arrival.known.id for arrival in arrivals if arrival.known}
    keepers = {person_id for person_id, role, _ in held if role == ADMINISTRATOR}
    return [one.id for one in known if one.active and one.id not in here | keepers]
