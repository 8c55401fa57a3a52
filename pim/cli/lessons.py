"""``pim lessons``: how others in the organisation did this."""

from typing import Annotated

import typer

from pim.cli.cycle import Tags, learned
from pim.cli.edge import As, Json, Now, Said, look
from pim.cli.saying import say
from pim.cli.steps import somebody
from pim.cycles.learning import Asked, how_others_did
from pim.errors import BadInput
from workflows.vocabulary import MEANINGS


def lessons(
    as_: As,
    text: Annotated[str, typer.Argument(help="What you want to know, in your own words.")] = "",
    tag: Tags = None,
    cycle: Annotated[int | None, typer.Option("--cycle", help="Look for what is like this cycle.")] = None,
    workflow: Annotated[str | None, typer.Option("--workflow")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="Such as stopped or closed.")] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Find lessons and innovations of your organisation, also of those that were stopped."""
    if stage is not None and stage not in MEANINGS["cycle"]:
        raise BadInput(f"--stage {stage!r}: expected one of {', '.join(MEANINGS['cycle'])}")
    asked = Asked(text, tuple(tag or ()), workflow, stage, cycle)
    found = look(
        as_,
        lambda session, actor, _: [one.as_json() for one in how_others_did(session, somebody(actor), asked)],
    )
    return Said(found, learned(found) or [say("No lesson was found.")])
