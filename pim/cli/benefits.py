"""``pim cycle benefit …``: what an innovation was expected to bring, and what became of it."""

from typing import Annotated

import typer

from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import say
from pim.cli.steps import somebody
from pim.cycles.benefits import benefits_of, expect_benefit, judge_benefit

app = typer.Typer(no_args_is_help=True)


@app.command()
def expect(
    cycle: int,
    text: str,
    as_: As,
    dimension: Annotated[str | None, typer.Option("--dimension", help="What is measured of it.")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Write down what an innovation is expected to bring."""
    answer = do(as_, lambda work: expect_benefit(work, cycle, text, dimension), key)
    return Said(answer, [say("Benefit {code} written down.", **answer)])


@app.command()
def judge(
    cycle: int,
    code: str,
    outcome: Annotated[str, typer.Argument(metavar="kept|partly|lost")],
    as_: As,
    because: Annotated[str, typer.Option("--because")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say at the evaluation what became of a benefit."""
    answer = do(as_, lambda work: judge_benefit(work, cycle, code, outcome, because), key)
    return Said(answer, [say("Benefit {code} written down.", **answer)])


@app.command("list")
def list_(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the benefits of a cycle with what was measured."""
    data = look(as_, lambda session, actor, _: benefits_of(session, somebody(actor), cycle))
    rows = []
    for each in data:
        figures = [one["value"] if one else "–" for one in each["measured"].values()] or ["–"] * 3
        rows.append([each["code"], each["text"], *figures, each["outcome"] or "", each["because"]])
    return Said(data, table=(("code", "text", "baseline", "pilot", "evaluation", "outcome", "because"), rows))
