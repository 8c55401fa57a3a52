"""``pim step``: a step of an organisation's own workflow, on something inside a cycle."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from pim.cli.cycle import Override, Reason, pairs
from pim.cli.edge import As, Json, Key, Now, Said
from pim.cli.saying import say
from pim.cli.steps import Preview, taken
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, advance, preview
from pim.lifecycle.children import seen
from pim.lifecycle.subject import lock, look
from pim.lifecycle.work import Work

if TYPE_CHECKING:
    from pim.web.step_pages import Kind

# An idea and a round take each step with words or dates of their own: their commands ask for those.
WITH_COMMANDS_OF_THEIR_OWN = {"idea": "pim idea", "round": "pim round"}
# Where a step can be a verb of the room, it is taken as the page takes it: with all that goes with it.
# Loaded when it is asked for: pages are slow to load.
ROOMS = {
    "pilot": ("pim.pilots.step_pages", "PILOT"),
    "variant": ("pim.variants.step_pages", "VARIANT"),
    "wave": ("pim.rollout.step_pages", "WAVE"),
}


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
    overrides = pairs(override, "--override")

    def verb(work: Work) -> Outcome:
        kind = look(work.session, id).kind
        if kind in WITH_COMMANDS_OF_THEIR_OWN:
            raise BadInput(f"number {id} is of the kind {kind}; use `{WITH_COMMANDS_OF_THEIR_OWN[kind]}`")
        if kind in ROOMS:
            return _in_its_room(work, kind, id, name, reason, overrides, only_look=preview_)
        order = Order(id, name, reason=reason, overrides=overrides)
        return preview(work, order) if preview_ else advance(work, order)

    return taken(as_, key, say("Done."), verb, preview_)


def _in_its_room(
    work: Work,
    kind: str,
    id_: int,
    name: str,
    reason: str | None,
    overrides: Mapping[str, str],
    *,
    only_look: bool,
) -> Outcome:
    from pim.web.step_pages import Given, way

    module, called = ROOMS[kind]
    room: Kind = getattr(import_module(module), called)
    assert work.actor is not None, "--as is required"
    subject = seen(work.session, work.actor, id_, kind) if only_look else lock(work.session, id_)
    given = Given(reason or "", None, overrides, only_look=only_look)
    return room.take(work, subject, way(work.session, subject, name), name, given)
