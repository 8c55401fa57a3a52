"""``pim round``: draft, open, answer, extend, close, and answer back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer

from pim.cli import (
    round_channels,
    round_cluster,
    round_desk,
    round_draft,
    round_load,
    round_remind,
    round_show,
)
from pim.cli.cycle import consequences, letters, pairs, told
from pim.cli.edge import As, Json, Key, Now, Said, database, day, do, given_now, now_for, only_here, person_by
from pim.cli.saying import label, say
from pim.errors import BadInput
from pim.feedback import steps
from pim.feedback.answering import submit
from pim.lifecycle.advance import Outcome
from pim.lifecycle.clock import move_clock
from pim.lifecycle.work import Work
from pim.settings import settings

app = typer.Typer(no_args_is_help=True)
app.add_typer(round_cluster.app, name="cluster", help="What people said, grouped and answered.")

Reason = Annotated[str | None, typer.Option("--reason", help="Why; printed in the letters.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only show what it would do.")]
Until = Annotated[str | None, typer.Option("--closes-on", metavar="DAY", help="The last day to answer.")]


def _step(email: str, key: str | None, only_look: bool, verb: Callable[[Work], Outcome]) -> Said:
    answer = do(email, lambda work: told(verb(work)), None if only_look else key)
    is_ = {"title": answer["title"], "stage": label(answer["labels"]["stage"]), "letters": letters(answer)}
    if only_look:
        head = say("{title}: would be {stage}; {letters}.", **is_)
    else:
        head = say("{title}: is now {stage}; {letters}.", **is_)
    return Said(answer, [head, *consequences(answer, only_look=only_look)])


@app.command("open")
def open_(
    id: int, as_: As, closes_on: Until = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Open a round: people are asked from now."""
    last = day(closes_on) if closes_on else None
    opened = _step(
        as_, key, preview, lambda work: steps.open_round(work, id, closes_on=last, only_look=preview)
    )
    no_mail = round_channels.warn_of_no_mail(id)
    with database().read() as session:
        return replace(opened, lines=[*opened.lines, *no_mail, *only_here(session)])


@app.command()
def extend(
    id: int, as_: As, reason: Annotated[str, typer.Option("--reason", help="Why; printed in the letters.")],
    closes_on: Until = None, preview: Preview = False, key: Key = None, json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Give people more time, also when the term has just ended."""
    last = day(closes_on) if closes_on else None
    return _step(
        as_,
        key,
        preview,
        lambda work: steps.extend_round(work, id, reason=reason, closes_on=last, only_look=preview),
    )


@app.command()
def close(
    id: int, as_: As, reason: Reason = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Close a round that is held because few answered; an open one closes by itself after its last day.

    From then on nobody can find out whose answer is whose. To end an open round early: `pim round withdraw`.
    """
    return _step(
        as_, key, preview, lambda work: steps.close_round(work, id, reason=reason, only_look=preview)
    )


@app.command()
def finish(
    id: int, as_: As, reason: Reason = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Send what was done with the feedback to everyone who was asked."""
    return _step(
        as_, key, preview, lambda work: steps.finish_round(work, id, reason=reason, only_look=preview)
    )


@app.command()
def withdraw(
    id: int, as_: As, reason: Reason = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Call a round off; what was said is dropped unread."""
    return _step(
        as_, key, preview, lambda work: steps.withdraw_round(work, id, reason=reason, only_look=preview)
    )


@app.command()
def answer(
    id: int,
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Whose answer it is.")],
    rate: Annotated[
        list[str] | None, typer.Option("--rate", metavar="CODE=1-5", help="A rating; once for each.")
    ] = None,
    choose: Annotated[
        list[str] | None, typer.Option("--choose", metavar="CODE=OPTION", help="A choice; once for each.")
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", metavar="CODE=TEXT", help="In your own words.")
    ] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Answer a round, or answer it anew. There is no --key and no receipt: they would show who answered."""
    ratings = {code: _number(code, value) for code, value in pairs(rate, "--rate").items()}
    body = {"ratings": ratings, "texts": pairs(text, "--text"), "choices": pairs(choose, "--choose")}
    with database().read() as session:
        moment = now_for(session)
        person = person_by(session, as_)
    with database().write() as session:
        submit(session, settings(), id, person.person_id, body)
    if given_now.get() is not None:
        with database().write() as session:
            move_clock(session, moment)
    line = say(
        "Your answer is kept without your name. Until the round closes you can change it: answer again."
    )
    return Said({"round": id, "kept": True}, [line])


def _number(code: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 2:
        raise BadInput(f"--rate {code}: expected a whole number from 1 to 5, got {value!r}")
    return int(value)


app.command("draft")(round_draft.draft)
app.command("change")(round_draft.change)
app.command("load")(round_load.load)
app.command("list")(round_show.list_)
app.command("show")(round_show.show)
app.command("remind")(round_remind.remind)
app.command("results")(round_show.results_)
for command in (round_desk.desk, round_desk.aside, round_desk.out, round_desk.said):
    app.command()(command)
app.add_typer(round_desk.standard, name="standard", help="Words that answers begin with more often.")
app.command("slips")(round_channels.slips_)
app.command("poster")(round_channels.poster)
app.command("paper")(round_channels.paper)
