"""``pim wave choose`` and ``pim cycle matrix``: what each site does, and all of it in one table."""

from typing import Annotated, Any

import typer

from pim.cli.edge import As, Json, Key, Now, Said, day, do, look
from pim.cli.saying import say
from pim.cli.steps import somebody
from pim.cycles.matrix import matrix_of
from pim.lifecycle.work import Work
from pim.pilots.places import sites_by_code
from pim.rollout.adoption import choose
from pim.settings import settings


def choose_(
    id: int,
    site: Annotated[str, typer.Argument(metavar="SITE", help="The code of a site of this wave.")],
    choice: Annotated[str, typer.Argument(metavar="adopt|adapt|postpone")],
    as_: As,
    reason: Annotated[str, typer.Option("--reason", help="Why; the lead reads it.")],
    how: Annotated[str | None, typer.Option("--how", help="How the site adapts it.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Postponed until.")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say what a site of a wave does: adopt, adapt or postpone."""

    def verb(work: Work) -> dict[str, Any]:
        [site_id] = sites_by_code(work.session, somebody(work.actor).organisation_id, [site])
        last = day(until) if until else None
        return choose(work, id, site_id, choice, reason=reason, how=how, until=last)

    answer = do(as_, verb, key)
    return Said(answer, [say("{site}: noted; the lead hears.", site=answer["siteName"])])


def matrix(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show variant by site by team: pilot, comparison, wave, and what each site does."""
    found = look(as_, lambda session, actor, _: matrix_of(session, somebody(actor), id))
    language = settings().language
    heads = ("site", "team", *(variant["code"] for variant in found["variants"]))
    rows = [
        [
            row["site"],
            row["team"],
            *(
                "; ".join(mark[language] for mark in row["marks"].get(variant["code"], ()))
                for variant in found["variants"]
            ),
        ]
        for row in found["rows"]
    ]
    return Said(found, table=(heads, rows))
