"""``pim sites``: where people work, and the days on which nobody does."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.cli.edge import Json, Now, Said, day
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
from pim.cli.saying import counted, say
from pim.lifecycle.deadlines import calendar_changed
from pim.lifecycle.work import Work
from pim.people import queries
from pim.people.entries import read_sites
from pim.people.faults import ImportRefused
from pim.people.free_days import add_free_day, remove_free_day
from pim.people.importing import import_sites
from pim.people.lookup import site_id_by_word
from pim.people.organising import add_site, add_team
from pim.people.tables import Organisation

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: File,
    organisation: Which = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Take over sites from a CSV file: all of it, or with one bad row nothing."""
    try:
        with progress("Sites") as show:
            read = read_sites(read_file(file), show)

            def verb(work: Work, home: Organisation) -> dict[str, Any]:
                assert home.id is not None
                return import_sites(work.session, home.id, read, progress=show).as_json()

            answer = operate(as_, organisation, verb)
    except ImportRefused as error:
        if wants_data():
            return Said(error.as_json(), exit_code=error.exit_code)
        raise refused(error) from None
    unused = [say("Column not used: {heading}", heading=heading) for heading in answer["ignored"]]
    line = say("{new} new, {changed} changed, {unchanged} unchanged.", **answer)
    return Said(answer, [line, *unused])


@app.command("list")
def list_(organisation: Which = None, as_: MaybeAs = None, json: Json = False, now: Now = None) -> Said:
    """List the sites with the number of people at each."""
    data = observe(as_, organisation, lambda session, home: queries.site_list(session, _id(home)))
    heads = ("id", "code", "name", "people")
    return Said(data, table=(heads, [[site[head] for head in heads] for site in data]))


@app.command()
def teams(organisation: Which = None, as_: MaybeAs = None, json: Json = False, now: Now = None) -> Said:
    """List the teams with the number of people in each."""
    data = observe(as_, organisation, lambda session, home: queries.team_list(session, _id(home)))
    heads = ("id", "code", "site", "team", "people")
    return Said(data, table=(heads, [[team[head] for head in heads] for team in data]))


@app.command()
def add(
    code: str,
    name: str,
    organisation: Which = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Add a site."""

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        made = add_site(work.session, _id(home), code, name)
        return {"id": made.id, "code": made.code, "name": made.name}

    answer = operate(as_, organisation, verb)
    return Said(answer, [say("Site {code} added: {name}.", **answer)])


@app.command("add-team")
def add_team_(
    site: Annotated[str, typer.Argument(help="The site, by code or name.")],
    name: str,
    organisation: Which = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Add a team to a site."""

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        site_id = site_id_by_word(work.session, _id(home), site)
        made = add_team(work.session, _id(home), site_id, name)
        return {"id": made.id, "site": site_id, "team": made.name}

    answer = operate(as_, organisation, verb)
    return Said(answer, [say("Team {team} added as number {id}.", **answer)])


@app.command("free-day")
def free_day(
    date: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-05-15.")],
    name: Annotated[str, typer.Option("--name", help="What it is.")] = "",
    worked: Annotated[
        bool, typer.Option("--worked", help="The calendar says free, but people work.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="As the calendar says again.")] = False,
    organisation: Which = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Make a day free for the whole organisation; every deadline that is running moves along."""
    when = day(date)

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        if remove:
            changed = remove_free_day(work.session, _id(home), when)
        else:
            changed = add_free_day(work.session, _id(home), when, name=name, free=not worked)
        moved = calendar_changed(work, _id(home)) if changed else 0
        return {"day": when.isoformat(), "changed": changed, "moved": moved}

    answer = operate(as_, organisation, verb)
    moved = counted(answer["moved"], "{number} deadline moved.", "{number} deadlines moved.")
    return Said(answer, [f"{answer['day']}: {moved if answer['changed'] else say('It was so already.')}"])


@app.command("free-days")
def free_days(
    organisation: Which = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY")] = None,
    as_: MaybeAs = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """List the days on which the organisation differs from its calendar."""
    first = day(since) if since else None

    def query(session: Session, home: Organisation) -> list[dict[str, Any]]:
        return queries.free_days(session, _id(home), first)

    data = observe(as_, organisation, query)
    rows = [[one["day"], say("free") if one["free"] else say("worked"), one["name"]] for one in data]
    return Said(data, table=(("day", "", "name"), rows))


def _id(home: Organisation) -> int:
    assert home.id is not None
    return home.id
