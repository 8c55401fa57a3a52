"""``pim step``: a step of an organisation's own workflow, on something inside a cycle."""

from typing import Annotated

import typer

from pim.cli.cycle import Override, Reason, pairs
from pim.cli.edge import As, Json, Key, Now, Said
from pim.cli.saying import say
from pim.cli.steps import Preview, taken
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, advance, preview
from pim.lifecycle.subject import look
from pim.lifecycle.work import Work

# An idea and a round take each step with words or dates of their own: their commands ask for those.
WITH_COMMANDS_OF_THEIR_OWN = {"idea": "pim idea", "round": "pim round"}


def step(
    id: int,
    name: Annotated[str, typer.Argument(metavar="STEP")],
    as_: As,
    preview_: Preview = False,
    reason: Reason = None,
    override: Override = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Take any step of a pilot, a wave, a consultation, a variant or a cycle, as its workflow calls it."""
    order = Order(id, name, reason=reason, overrides=pairs(override, "--override"))

    def verb(work: Work) -> Outcome:
        kind = look(work.session, id).kind
        if kind in WITH_COMMANDS_OF_THEIR_OWN:
            raise BadInput(f"number {id} is of the kind {kind}; use `{WITH_COMMANDS_OF_THEIR_OWN[kind]}`")
        return preview(work, order) if preview_ else advance(work, order)

    return taken(as_, key, say("Done."), verb, preview_)
