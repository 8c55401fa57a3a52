"""``pim people``: who works here, and the roles they hold."""

from typing import Annotated, Any

import typer

from pim.cli.edge import Json, Now, Said, database, do
from pim.cli.operator import (
    File,
    MaybeAs,
    Which,
    observe,
    operate,
    progress,
    read_file,
    refused,
    wants_data,
)
from pim.cli.saying import role_name, say
from pim.cycles.naming import name_in_cycle
from pim.errors import BadInput
from pim.lifecycle.definitions import own_roles
from pim.lifecycle.work import Work
from pim.people import queries
from pim.people.cells import role as role_code
from pim.people.entries import read_people
from pim.people.faults import ImportRefused
from pim.people.importing import import_people
from pim.people.lookup import person_id_by_email, site_id_by_word, team_id_by_name
from pim.people.organising import add_organisation
from pim.people.persons import add_person, deactivate
from pim.people.roles import give_role, take_role
from pim.people.tables import Organisation, Person

app = typer.Typer(no_args_is_help=True)

Take = Annotated[bool, typer.Option("--take", help="Take the role instead of giving it.")]
Cycle = Annotated[int | None, typer.Option("--cycle", metavar="ID", help="In this innovation.")]
Namer = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="Who acts: with --cycle needed, its lead, sponsor or an administrator; without --cycle an "
        "administrator, or nobody for whoever runs the installation.",
    ),
]
Site = Annotated[str | None, typer.Option("--site", metavar="CODE", help="A site, by code or name.")]


@app.command()
def organisation(
    code: Annotated[str, typer.Argument(help="A short word for it, such as noordervers.")],
    name: str,
    zone: Annotated[str, typer.Option("--zone", help="Its time zone.")] = "Europe/Amsterdam",
    calendar: Annotated[str, typer.Option("--calendar", help="Whose holidays it keeps.")] = "nl",
    language: Annotated[str, typer.Option("--language", help="nl or en.")] = "nl",
    json: Json = False,
    now: Now = None,
) -> Said:
    """Make an organisation, to import sites and people into."""
    with database().write() as session:
        made = add_organisation(session, code, name, zone=zone, calendar=calendar, language=language)
        answer = {"id": made.id, "code": made.code, "name": made.name}
    line = say("Organisation {code} made. Next: pim sites import FILE, pim people import FILE.", **answer)
    return Said(answer, [line])


@app.command("import")
def import_(
    file: File,
    organisation: Which = None,
    leave: Annotated[
        bool, typer.Option("--leave", help="Whoever is not in the file has left (administrators stay).")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say what it would do.")] = False,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Take over people from a CSV file: all of it, or with one bad row nothing."""
    try:
        with progress("People") as show:
            with database().read() as session:
                roles = own_roles(session)
            read = read_people(read_file(file), roles, show)

            def verb(work: Work, home: Organisation) -> dict[str, Any]:
                assert home.id is not None
                done = import_people(work.session, home.id, read, leave=leave, progress=show)
                if check:
                    work.session.rollback()
                return {**done.as_json(), "check": check}

            answer = operate(as_, organisation, verb)
    except ImportRefused as error:
        if wants_data():
            return Said(error.as_json(), exit_code=error.exit_code)
        raise refused(error) from None
    return Said(answer, _said(answer))


def _said(answer: dict[str, Any]) -> list[str]:
    if answer["left"]:
        line = say("{new} new, {changed} changed, {unchanged} unchanged, {left} left.", **answer)
    else:
        line = say("{new} new, {changed} changed, {unchanged} unchanged.", **answer)
    lines = [f"{say('Would be:')} {line}" if answer["check"] else line]
    if answer["rolesGiven"] or answer["rolesTaken"]:
        lines.append(say("Roles: {rolesGiven} given, {rolesTaken} taken.", **answer))
    lines += [say("New team: {name}", name=team) for team in answer["newTeams"]]
    lines += [say("Column not used: {heading}", heading=heading) for heading in answer["ignored"]]
    return lines


@app.command("list")
def list_(
    organisation: Which = None,
    site: Site = None,
    role: Annotated[str | None, typer.Option("--role")] = None,
    left: Annotated[bool, typer.Option("--left", help="Also who has left.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 200,
    after: Annotated[int, typer.Option("--after", min=0, help="Skip so many.")] = 0,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """List people by name."""

    def query(session: Any, home: Organisation) -> list[dict[str, Any]]:
        assert home.id is not None
        site_id = site_id_by_word(session, home.id, site) if site else None
        found = queries.people_list(
            session, home.id, site_id=site_id, role=role, left=left, limit=limit, after=after
        )
        return [line.as_json() for line in found]

    data = observe(as_, organisation, query)
    heads = ("id", "number", "name", "email", "site", "team")
    rows = [[*(one[head] or "" for head in heads), ", ".join(one["roles"])] for one in data]
    return Said(data, table=((*heads, "roles"), rows))


@app.command()
def add(
    name: str,
    organisation: Which = None,
    email: Annotated[str | None, typer.Option("--email")] = None,
    number: Annotated[str | None, typer.Option("--number", help="The personnel number.")] = None,
    site: Site = None,
    team: Annotated[str | None, typer.Option("--team")] = None,
    language: Annotated[str | None, typer.Option("--language", help="nl or en.")] = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Add somebody."""

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        assert home.id is not None
        team_id = team_id_by_name(work.session, home.id, site, team) if site or team else None
        made = add_person(
            work.session, home.id, name, email=email, number=number, team_id=team_id, language=language
        )
        return {"id": made.id, "name": made.name}

    answer = operate(as_, organisation, verb)
    return Said(answer, [say("{name} added as number {id}.", **answer)])


@app.command()
def leave(
    who: Annotated[str, typer.Argument(metavar="EMAIL|NUMBER")],
    organisation: Which = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Mark that somebody has left; nothing about them is removed."""

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        assert home.id is not None
        return deactivate(work.session, home.id, person_id_by_email(work.session, home.id, who))

    answer = operate(as_, organisation, verb)
    held = [say("Still holds {role}: give somebody else that role.", **role) for role in answer["roles"]]
    return Said(answer, [say("{name} has left.", name=answer["name"]), *held])


@app.command()
def role(
    who: Annotated[str, typer.Argument(metavar="EMAIL|NUMBER")],
    role: str,
    cycle: Cycle = None,
    site: Site = None,
    take: Take = False,
    organisation: Which = None,
    as_: Namer = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Give somebody a role: in one innovation, at one site, or in the whole organisation."""
    if cycle is None:
        answer = operate(as_, organisation, lambda work, home: _outside(work, home, who, role, site, take))
    elif as_ is None or site is not None:
        raise BadInput(
            "in an innovation: expected --as with the address of its lead, its sponsor or an administrator "
            "(the journal keeps who did it), and no --site"
        )
    else:
        answer = do(as_, lambda work: _in_cycle(work, cycle, who, role, take))
    who_what = {"name": answer["name"], "role": role_name(answer["role"])}
    said = {
        (True, False): say("{name} now has the role {role}.", **who_what),
        (True, True): say("{name} no longer has the role {role}.", **who_what),
        (False, False): say("{name} has the role {role} already.", **who_what),
        (False, True): say("{name} did not have the role {role}.", **who_what),
    }[answer["changed"], take]
    return Said(answer, [said])


def _in_cycle(work: Work, cycle_id: int, who: str, role: str, take: bool) -> dict[str, Any]:
    assert work.actor is not None
    person_id = person_id_by_email(work.session, work.actor.organisation_id, who)
    return name_in_cycle(work, cycle_id, person_id, role, take=take)


def _outside(
    work: Work, home: Organisation, who: str, role: str, site: str | None, take: bool
) -> dict[str, Any]:
    assert home.id is not None
    site_id = site_id_by_word(work.session, home.id, site) if site else None
    return _change(work, home.id, who, role, take, own_roles(work.session), site_id=site_id)


def _change(
    work: Work, home: int, who: str, role: str, take: bool, known: frozenset[str], **where: int | None
) -> dict[str, Any]:
    person_id = person_id_by_email(work.session, home, who)
    code = role_code(role, known)
    if take:
        changed = take_role(work.session, home, person_id, code, **where)
    else:
        changed = give_role(work.session, home, person_id, code, own_roles=known, **where)
    name = work.session.get_one(Person, person_id).name
    return {"id": person_id, "name": name, "role": code, "changed": changed}
