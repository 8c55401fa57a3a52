"""``pim consult``: advice and consent of the works council, and the assessment of privacy."""

from typing import Annotated, Any

import typer

from pim.cli import consult_dates, consult_file
from pim.cli.edge import As, Json, Key, Now, Said, day, do, look
from pim.cli.numbers import number_in
from pim.cli.saying import label, say
from pim.cli.steps import NeededReason, Reason, somebody, taken
from pim.consultation import answer as answers
from pim.consultation import ask as asking
from pim.consultation import conditions, let_go
from pim.consultation import decide as decisions
from pim.consultation.dossier import dossier, dossiers
from pim.errors import BadInput
from pim.lifecycle.work import Work
from pim.settings import settings
from workflows.reasons import word_for

app = typer.Typer(no_args_is_help=True)

Text = Annotated[str, typer.Argument(metavar="TEXT")]
Grounds = Annotated[str, typer.Option("--grounds", help="Why.")]
Consequences = Annotated[str, typer.Option("--consequences", help="What it means for staff.")]
Measures = Annotated[str, typer.Option("--measures", help="What is done about that.")]
AnswerBy = Annotated[str | None, typer.Option("--answer-by", metavar="DAY", help="The day agreed on.")]


@app.command()
def ask(
    cycle: int,
    request: Annotated[str, typer.Argument(metavar="advice|consent|dpia")],
    as_: As,
    title: Annotated[str, typer.Option("--title")],
    article: Annotated[str, typer.Option("--article", help='Such as "25(1)(k)", "27(1)(l)" or "35".')],
    decision: Annotated[str, typer.Option("--decision", help="The intended decision, in a sentence.")] = "",
    grounds: Grounds = "",
    consequences: Consequences = "",
    measures: Measures = "",
    answer_by: AnswerBy = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Ask the works council for advice or consent, or the officer for a privacy assessment."""

    def verb(work: Work) -> dict[str, Any]:
        born = asking.ask(
            work,
            cycle,
            request=request,
            title=title,
            article=article,
            decision=decision,
            grounds=grounds,
            consequences=consequences,
            measures=measures,
            answer_by=day(answer_by) if answer_by else None,
        )
        return {"id": born.id, "code": born.code, "title": born.title, "stage": born.state.stage}

    answer = do(as_, verb, key)
    return Said(answer, [say("Request {id} ({code}) asked: {title}.", **answer)])


@app.command()
def agree(
    id: int,
    answer_by: Annotated[str, typer.Argument(metavar="DAY")],
    as_: As,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Agree on the day by which the answer comes."""
    answer = do(as_, lambda work: asking.agree_on_day(work, id, day(answer_by)), key)
    return Said(answer, [say("Answer agreed by {answerBy}.", **answer)])


@app.command()
def meeting(
    id: int,
    as_: As,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="When it was held.")],
    note: Annotated[str, typer.Option("--note")] = "",
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Write down that a meeting about the request was held."""
    answer = do(as_, lambda work: asking.hold_meeting(work, id, day(on), note), key)
    return Said(answer, [say("Meeting of {heldOn} written down.", **answer)])


@app.command()
def answer(
    id: int,
    text: Text,
    as_: As,
    condition: Annotated[list[str] | None, typer.Option("--condition", help="Once for each.")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Give advice, consent or an assessment, with conditions if there are any."""
    return taken(as_, key, say("Answered."), lambda work: answers.answer(work, id, text, condition or ()))


@app.command()
def withhold(
    id: int, as_: As, reason: NeededReason, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Withhold consent or advise against it, and say why."""
    return taken(as_, key, say("Withheld."), lambda work: answers.withhold(work, id, reason))


@app.command()
def met(
    id: int, number: int, how: Text, as_: As, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Show how a condition is met."""
    answer = do(as_, lambda work: conditions.show_met(work, id, number, how), key)
    return Said(answer, [say("Condition {number} is met.", number=number)])


def _not_followed(given: list[str] | None) -> dict[int, str]:
    found = {}
    for item in given or ():
        number, sign, why = item.partition("=")
        form = 'NUMBER=WHY, such as 3="it cannot be built"'
        if not sign or not why.strip():
            raise BadInput(f"--not-followed {item!r}: expected {form}")
        found[number_in(number, f"{form} in --not-followed")] = why.strip()
    return found


@app.command()
def decide(
    id: int,
    as_: As,
    follows: Annotated[bool, typer.Option("--follows/--departs", help="In full, or not.")],
    not_followed: Annotated[
        list[str] | None,
        typer.Option("--not-followed", metavar="NUMBER=WHY", help="Once for each."),
    ] = None,
    reason: Reason = None,
    told_on: Annotated[
        str | None, typer.Option("--told-on", metavar="DAY", help="When the council was told in writing.")
    ] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Decide after the advice. Where it departs from it, execution waits one month from the day told."""
    refused = _not_followed(not_followed)
    told = day(told_on) if told_on else None
    return taken(
        as_,
        key,
        say("Decided."),
        lambda work: decisions.decide(
            work, id, follows=follows, not_followed=refused, reason=reason, told_on=told
        ),
    )


@app.command()
def tell(
    id: int,
    as_: As,
    on: Annotated[str, typer.Option("--on", metavar="DAY")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Write down when the council was told of a decision that was taken before."""
    return taken(as_, key, say("Told."), lambda work: decisions.tell_decision(work, id, day(on)))


@app.command()
def waive(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Let the council give up the month of waiting, or its answer."""
    return taken(as_, key, say("Waived."), lambda work: let_go.waive(work, id, reason))


@app.command()
def rewrite(
    id: int,
    as_: As,
    reason: NeededReason,
    decision: Annotated[str | None, typer.Option("--decision")] = None,
    grounds: Annotated[str | None, typer.Option("--grounds")] = None,
    consequences: Annotated[str | None, typer.Option("--consequences")] = None,
    measures: Annotated[str | None, typer.Option("--measures")] = None,
    answer_by: AnswerBy = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Change a request that was not granted, and ask again."""
    by = day(answer_by) if answer_by else None
    return taken(
        as_,
        key,
        say("Asked again."),
        lambda work: let_go.rewrite(
            work,
            id,
            reason,
            decision=decision,
            grounds=grounds,
            consequences=consequences,
            measures=measures,
            answer_by=by,
        ),
    )


@app.command()
def withdraw(
    id: int, as_: As, reason: NeededReason, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Take a request back."""
    return taken(as_, key, say("Withdrawn."), lambda work: let_go.withdraw(work, id, reason))


@app.command()
def ruling(id: int, text: Text, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Write down that a judge ruled in place of the council's consent."""
    return taken(as_, key, say("Ruling written down."), lambda work: let_go.record_ruling(work, id, text))


@app.command()
def show(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show the dossier of a request."""
    data = look(as_, lambda session, actor, _: dossier(session, somebody(actor), id))
    language = settings().language
    lines = [
        f"{data['title']} — {data['stage']['label'][language]}",
        f"  {data['articleInWords'][language]}",
        say("  asked {asked}, answer by {by}", asked=data["askedOn"] or "-", by=data["answerBy"] or "-"),
        *(f"  {word_for(name, language)}: {text}" for name, text in data["texts"].items() if text),
        *(say("  meeting {heldOn} {note}", **each) for each in data["meetings"]),
        *(f"  {_mark(each['followed'])} {each['number']}. {each['text']}" for each in data["conditions"]),
    ]
    if data["suspendedUntil"]:
        lines.append(say("  not to be carried out until {suspendedUntil} (included)", **data))
    return Said(data, lines)


def _mark(followed: bool | None) -> str:
    return "·" if followed is None else "✓" if followed else "✗"


@app.command("list")
def list_(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the requests of a cycle."""
    data = look(as_, lambda session, actor, _: dossiers(session, somebody(actor), cycle))
    heads = ("id", "request", "title", "stage", "asked", "answer by", "suspended until")
    rows = [
        [
            each["id"],
            word_for(each["request"], settings().language),
            each["title"],
            label(each["stage"]["label"]),
            *_days(each),
        ]
        for each in data
    ]
    return Said(data, table=(heads, rows))


for _command in consult_dates.COMMANDS:
    app.command()(_command)
for _name, _function in consult_file.COMMANDS.items():
    app.command(_name)(_function)


def _days(line: dict[str, Any]) -> list[str]:
    return [line[name] or "" for name in ("askedOn", "answerBy", "suspendedUntil")]
