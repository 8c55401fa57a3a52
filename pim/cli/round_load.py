"""``pim round load``: how much was asked of each team, so that nobody is asked too much."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.cli.edge import Json, Now, Said, look
from pim.cli.saying import say
from pim.feedback.load import OVER_DAYS
from pim.feedback.load import load as team_load
from pim.lifecycle.work import Actor


def load(
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who looks.")],
    json: Json = False,
    now: Now = None,
) -> Said:
    """Show how many rounds and minutes were asked of each team in the last ninety days."""

    def query(session: Session, actor: Actor | None, moment: datetime) -> list[dict[str, Any]]:
        assert actor is not None, "--as is required"
        return [one.as_json() for one in team_load(session, actor.organisation_id, moment.date())]

    data = look(as_, query)
    rows = [
        [f"{one['site']}, {one['team']}", one["people"], len(one["rounds"]), one["openNow"], one["minutes"]]
        for one in data
    ]
    return Said(
        data,
        table=(
            ("team", "people", say("rounds in {days} days", days=OVER_DAYS), "open", "minutes each"),
            rows,
        ),
    )
