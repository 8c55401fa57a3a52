"""What the commands about things inside a cycle share: their options, and how a step is said."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from pim.cli.cycle import told
from pim.cli.edge import Said, do
from pim.lifecycle.advance import Outcome
from pim.lifecycle.work import Actor, Work
from pim.settings import settings

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
    """Let a person take a step of something inside a cycle, and say what it did, or (preview) would do."""
    outcome = do(email, lambda work: told(verb(work)), None if preview else key)
    return Said(outcome, _lines("Would be:" if preview else what, outcome))


def _lines(what: str, outcome: Mapping[str, Any]) -> list[str]:
    return [
        f"{what} {outcome['title']}: {outcome['stage']}; {outcome['letters']} letter(s).",
        *(f"  {due['at']}  {due['what']} ({due['rule']})" for due in outcome["deadlines"]),
        *(f"  ! {warning[settings().language]}" for warning in outcome["warnings"]),
        *(f"  letter: {each['notice']} → {each['to']}" for each in outcome.get("recipients", ())),
    ]


def somebody(actor: Actor | None) -> Actor:
    """Return who looks: with ``--as`` there always is somebody."""
    assert actor is not None, "--as is required"
    return actor
