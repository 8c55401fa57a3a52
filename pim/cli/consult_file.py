"""``pim consult wizard``, ``begin``, ``write``, ``put``, ``question``, ``reply``, ``task`` and more."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from pim.cli.cycle import pairs
from pim.cli.edge import As, Json, Key, Now, Said, day, do, look, person_by
from pim.cli.saying import say
from pim.cli.steps import somebody, taken
from pim.consultation import conditions, draft, own_dossier, questions, triggers
from pim.lifecycle.work import Work
from pim.settings import settings

Text = Annotated[str, typer.Argument(metavar="TEXT")]
Given = Annotated[
    list[str] | None,
    typer.Option("--answer", metavar="QUESTION=ANSWER", help='Such as "technology=yes"; once for each.'),
]
AnswerBy = Annotated[str | None, typer.Option("--answer-by", metavar="DAY", help="The day agreed on.")]


def wizard(
    cycle: int, as_: As, answer: Given = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Answer plain questions and hear which letter of the law applies, and why. No answers: what was kept."""
    if answer:
        given = pairs(answer, "--answer")
        found: Any = do(as_, lambda work: triggers.keep_answers(work, cycle, given), key)
    else:
        found = look(as_, lambda session, actor, _: triggers.kept_answers(session, somebody(actor), cycle))
    if found is None:
        return Said(None, [say("Nothing was answered yet. Begin with --answer technology=yes.")])
    language = settings().language
    lines = [
        f"{each['articleInWords'][language]} ({each['title'][language]}): {each['why'][language]}"
        for each in found["letters"]
    ]
    lines += [note[language] for note in found["notes"]]
    lines += [f"→ {each['label'][language]}: {each['article']}" for each in found["requests"]]
    return Said(found, lines)


def begin(
    cycle: int,
    request: Annotated[str, typer.Argument(metavar="advice|consent|dpia")],
    as_: As,
    article: Annotated[str, typer.Option("--article", help='Such as "25(1)(k)".')],
    title: Annotated[str, typer.Option("--title")] = "",
    body: Annotated[
        str, typer.Option("--body", metavar="works_council|representation|meeting")
    ] = "works_council",
    political: Annotated[
        bool, typer.Option("--political", help="A political decision: only what it means for staff.")
    ] = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Begin a request with what the cycle has to show, without putting it to anybody."""

    def verb(work: Work) -> dict[str, Any]:
        born = draft.prepare(
            work,
            cycle,
            request=request,
            article=article,
            title=title,
            body=body,
            political=political,
            language=settings().language,
        )
        return {"id": born.id, "code": born.code, "title": born.title, "stage": born.state.stage}

    found = do(as_, verb, key)
    return Said(found, [say("Request {id} ({code}) opened: {title}.", **found)])


def write(
    id: int,
    as_: As,
    decision: Annotated[str | None, typer.Option("--decision")] = None,
    grounds: Annotated[str | None, typer.Option("--grounds")] = None,
    consequences: Annotated[str | None, typer.Option("--consequences")] = None,
    measures: Annotated[str | None, typer.Option("--measures")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Change the texts of a request that was not put yet."""
    given = {"decision": decision, "grounds": grounds, "consequences": consequences, "measures": measures}
    texts = {name: text for name, text in given.items() if text is not None}
    found = do(as_, lambda work: {"id": draft.write(work, id, texts).id, "texts": texts}, key)
    return Said(found, [say("Noted.")])


def put(
    id: int, as_: As, answer_by: AnswerBy = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Put a request that is ready to the council or the officer."""
    by = day(answer_by) if answer_by else None
    return taken(as_, key, say("Asked."), lambda work: draft.put(work, id, by))


def question(id: int, text: Text, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Ask about a request, as the council or the officer; no term moves because of it."""
    found = do(as_, lambda work: questions.ask_question(work, id, text), key)
    return Said(found, [say("Question {question} asked.", **found)])


def reply(
    id: int, number: int, text: Text, as_: As, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Reply to a question."""
    found = do(as_, lambda work: questions.reply(work, id, number, text), key)
    return Said(found, [say("Noted.")])


def task(
    id: int,
    number: int,
    as_: As,
    owner: Annotated[str, typer.Option("--owner", metavar="EMAIL", help="Who sees to it.")],
    by: Annotated[str, typer.Option("--by", metavar="DAY", help="The last day for it.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Make a condition a task: who sees to it and by which day. After that day the gates ask for it."""
    due = day(by)

    def verb(work: Work) -> dict[str, Any]:
        return conditions.give_task(work, id, number, person_by(work.session, owner).person_id, due)

    found = do(as_, verb, key)
    return Said(found, [say("Condition {condition}: {owner}, by {dueOn}.", **found)])


def about_pim(json: Json = False, now: Now = None) -> Said:
    """Print the ready dossier about PIM itself, for your own works council."""
    found = own_dossier.dossier()
    language = settings().language
    lines: list[str] = [found["title"][language], found["intro"][language]]
    for part in found["parts"]:
        lines += ["", part["title"][language], *(f"- {line}" for line in part["lines"][language])]
    return Said(found, lines)


COMMANDS: Mapping[str, Callable[..., Said]] = {
    "wizard": wizard,
    "begin": begin,
    "write": write,
    "put": put,
    "question": question,
    "reply": reply,
    "task": task,
    "own-dossier": about_pim,
}
