"""``pim cycle link`` and ``pim cycle chain``: which teams work in which link, and who gains or pays."""

from typing import Annotated, Any

import typer

from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import label, say
from pim.cli.steps import somebody
from pim.cycles.linking import chain_view, link_teams
from pim.errors import BadInput
from pim.evidence.effect import Effect, effect_of
from pim.evidence.words import Say
from pim.settings import settings


def link(
    id: int,
    link: Annotated[str, typer.Argument(metavar="LINK", help="The id of a link in the workflow.")],
    team: Annotated[list[int], typer.Argument()],
    as_: As,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say which teams work in a link of the chain (by their numbers)."""
    answer = do(as_, lambda work: link_teams(work, id, link, team), key)
    named = ", ".join(str(each) for each in answer["teams"])
    return Said(answer, [say("Link {link}: teams {teams}.", link=link, teams=named)])


def chain(
    id: int,
    as_: As,
    pilot: Annotated[
        int | None, typer.Option("--pilot", help="By this pilot; else the one measured last.")
    ] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Show the links of the chain, their teams, and who gains and who pays."""

    def query(session: Any, actor: Any, _: Any) -> tuple[list[dict[str, Any]], Effect]:
        found = effect_of(session, somebody(actor), id, pilot)
        if found.subject.id != id:
            raise BadInput(f"pilot {pilot} is not a pilot of cycle {id}")
        return chain_view(session, somebody(actor), id), found

    teams, found = look(as_, query)
    data = {**found.as_json(), "teams": {each["link"]: each["teams"] for each in teams}}
    lines = []
    for each in teams:
        names = ", ".join(
            f"{team['name']} ({team['id']})" + (" ✓" if team["inWorkGroup"] else "") for team in each["teams"]
        )
        lines.append(f"{each['link']} — {label(each['label'])}: {names or '-'}")
    return Said(data, [*lines, *effect_lines(found)])


def effect_lines(found: Effect) -> list[str]:
    """Return who gains and who pays, a line for each dimension of each link that is shown."""
    words = Say(settings().language)
    if not found.measured:
        return [say("Not measured before and after yet.")]
    return [
        f"  {label(link.label)} ({words(link.place)}) {words(change.dimension).lower()}: "
        f"{words.number(before)} → {words.number(after)} {words(change.verdict)}"
        for link in found.links
        for change in link.changes
        for before, after in change.shown()
    ]
