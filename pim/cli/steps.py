"""What the commands about things inside a cycle share: their options, and how a step is said."""

from collections.abc import Callable
from typing import Annotated

import typer

from pim.cli.cycle import consequences, letters, told
from pim.cli.edge import Said, do
from pim.cli.saying import label, say
from pim.lifecycle.advance import Outcome
from pim.lifecycle.work import Actor, Work

Reason = Annotated[str | None, typer.Option("--reason", help="Why; printed in the letters.")]
NeededReason = Annotated[str, typer.Option("--reason", help="Why; printed in the letters.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only show what it would do.")]
From = Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.")]
Until = Annotated[str, typer.Option("--until", metavar="DAY", help="The last day, included.")]
Sites = Annotated[list[str], typer.Option("--site", metavar="CODE", help="Takes part; once for each.")]
VariantCode = Annotated[str, typer.Option("--variant", metavar="CODE", help='Such as "V2b".')]
Title = Annotated[str | None, typer.Option("--title")]


def taken(
    email: str, key: str | None, what: str, verb: Callable[[Work], Outcome], preview: bool = False
) -> Said:
    """Let a person take a step of something inside a cycle, and say what it did, or (preview) would do.

    ``what`` is a word for it that was said already.
    """
    outcome = do(email, lambda work: told(verb(work)), None if preview else key)
    done = say("Would be:") if preview else what
    head = f"{done} {outcome['title']}: {label(outcome['labels']['stage'])}; {letters(outcome)}."
    return Said(outcome, [head, *consequences(outcome, only_look=preview)])


def somebody(actor: Actor | None) -> Actor:
    """Return who looks: with ``--as`` there always is somebody."""
    assert actor is not None, "--as is required"
    return actor
