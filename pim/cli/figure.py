"""``pim figure``: what is counted of the work itself, per site, and what changed."""

from typing import Annotated, Any

import typer

from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.operator import File, read_file, refused, wants_data
from pim.cli.saying import say
from pim.cli.steps import somebody
from pim.figures import words
from pim.figures.counting import Entry, count_figure
from pim.figures.define import OUTCOMES, add_indicator
from pim.figures.importing import import_counts, read_counts, value_of
from pim.figures.queries import figures_of
from pim.lifecycle.children import seen
from pim.people.faults import ImportRefused
from pim.settings import settings

app = typer.Typer(no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help='Such as "C1".')]


@app.command()
def add(
    cycle: int,
    title: str,
    as_: As,
    unit: Annotated[str, typer.Option("--unit", help='What one is, such as "per week".')],
    title_en: Annotated[str, typer.Option("--title-en", help="The title in English.")] = "",
    unit_en: Annotated[str, typer.Option("--unit-en", help="The unit in English.")] = "",
    outcome: Annotated[str, typer.Option("--outcome", metavar="|".join(OUTCOMES))] = "performance",
    less_is_better: Annotated[bool, typer.Option("--less-is-better", help="Fewer is better.")] = False,
    mean: Annotated[
        bool, typer.Option("--mean", help="Several sites together are their mean, not their sum.")
    ] = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say that something is counted at sites."""
    told: dict[str, Any] = {
        "title_en": title_en,
        "unit_en": unit_en,
        "outcome": outcome,
        "less_is_better": less_is_better,
        "together": "mean" if mean else "sum",
    }
    answer = do(as_, lambda work: add_indicator(work, cycle, title, unit, **told), key)
    return Said(answer, [say("Figure {code} is counted: {title}.", **answer)])


@app.command()
def count(
    cycle: int,
    code: Code,
    as_: As,
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="Where it was counted.")],
    moment: Annotated[str, typer.Option("--moment", metavar="baseline|PILOT|evaluation")],
    value: Annotated[str, typer.Option("--value", help="The number.")],
    source: Annotated[str, typer.Option("--source", help="Where it comes from.")],
    counted_by: Annotated[str, typer.Option("--counted-by", help="Who counted; else you.")] = "",
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Write down what was counted at a site; a number that was there is corrected."""
    entry = Entry(code, site, moment, value_of(value), source, counted_by)
    answer = do(as_, lambda work: count_figure(work, cycle, entry), key)
    return Said(answer, [_kept(answer)])


@app.command("import")
def import_(cycle: int, file: File, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Take over counts from a CSV file: all of it, or with one bad row nothing."""
    try:
        read = read_counts(read_file(file))
        answer = do(as_, lambda work: import_counts(work, cycle, read), key)
    except ImportRefused as error:
        if wants_data():
            return Said(error.as_json(), exit_code=error.exit_code)
        raise refused(error) from None
    return Said(answer, [_kept(answer)])


@app.command()
def show(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show what was counted, and what changed."""

    def query(session: Any, actor: Any, _: Any) -> Any:
        seen(session, somebody(actor), cycle, "cycle")
        return figures_of(session, cycle)

    found = look(as_, query)
    language = settings().language
    rows = [
        (figure.code, one.site, one.moment, words.number(one.value, language), one.source, one.counted_by)
        for figure in found
        for one in figure.counts
    ]
    heads = ("code", "site", "moment", "value", "source", "counted by")
    return Said([figure.as_json() for figure in found], words.lines(found, language), (heads, rows))


def _kept(answer: dict[str, Any]) -> str:
    return say("Written down: {counted}, of which corrected: {corrected}.", **answer)
