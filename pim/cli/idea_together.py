"""``pim idea similar``, ``support``, ``merge``, ``unmerge``: ideas that mean the same."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import say
from pim.cli.steps import somebody
from pim.ideas.hints import hints
from pim.ideas.merge import merge_ideas, unmerge_idea
from pim.ideas.support import support_idea, withdraw_support
from pim.lifecycle.children import seen


def similar(cycle: int, text: str, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show the ideas that look like a text, and by which words, before you bring it."""

    def query(session: Session, actor: Any, _: Any) -> list[dict[str, Any]]:
        seen(session, somebody(actor), cycle, "cycle")
        return [
            {
                "id": hint.line.id,
                "code": hint.line.code,
                "text": hint.line.text,
                "words": list(hint.words),
                "supporters": hint.supporters,
            }
            for hint in hints(session, cycle, text)
        ]

    data = look(as_, query)
    rows = [[one["id"], one["code"], one["text"], ", ".join(one["words"]), one["supporters"]] for one in data]
    return Said(data, table=(("id", "code", "idea", "words", "support"), rows))


def support(
    id: int,
    as_: As,
    no_longer: Annotated[bool, typer.Option("--no-longer", help="Take your support back.")] = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Support somebody's idea. Only the number of supporters is shown."""
    verb = withdraw_support if no_longer else support_idea
    answer = do(as_, lambda work: verb(work, id), key)
    return Said(answer, [say("Idea {code}: {supporters} supporter(s).", **answer)])


def merge(
    id: int,
    as_: As,
    into: Annotated[int, typer.Option("--into", metavar="IDEA", help="The one both go on as.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Let an idea go on with another one; `unmerge` undoes it. Every author hears."""
    answer = do(as_, lambda work: merge_ideas(work, id, into), key)
    line = say("{code} goes on with {into}: {supporters} supporter(s).", **answer)
    return Said(answer, [line])


def unmerge(id: int, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Let an idea go on by itself again, with all that was its own."""
    answer = do(as_, lambda work: unmerge_idea(work, id), key)
    return Said(answer, [say("{code} goes on by itself: {supporters} supporter(s).", **answer)])


def add_to(app: typer.Typer) -> None:
    """Add these commands to ``pim idea``."""
    for command in (similar, support, merge, unmerge):
        app.command()(command)
