"""``pim round desk``, ``aside``, ``out``, ``said``, ``standard``: what was said and what was done with it."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.answers.desk import Desk, desk_of_round
from pim.answers.placing import set_aside, take_out
from pim.answers.said_did import said_did
from pim.answers.standard import (
    add_standard_answer,
    as_json,
    remove_standard_answer,
    standard_answers,
)
from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import figure, known, say
from pim.cli.steps import somebody
from pim.feedback.publication import FEWEST_TEXTS
from pim.settings import settings

standard = typer.Typer(no_args_is_help=True)
Texts = Annotated[list[str], typer.Argument(metavar="TEXT…", help="As `pim round desk` numbers them.")]


def _as_json(desk: Desk) -> dict[str, Any]:
    """Return the desk as data: every text is named once, in the place where it is."""
    return {
        "round": desk.subject.id,
        "texts": desk.texts,
        "waiting": [
            {
                "cluster": group.cluster.id if group.cluster else None,
                "words": list(group.words),
                "texts": [{"id": one.id, "question": one.code, "text": one.text} for one in group.slips],
            }
            for group in desk.groups
        ]
        + [
            {
                "cluster": None,
                "words": [],
                "texts": [{"id": one.id, "question": one.code, "text": one.text}],
            }
            for one in desk.loose
        ],
        "waits": desk.waiting,
        "hidden": list(desk.hidden),
        "clusters": [
            {**one.as_json(), "said_by": [{"id": text.id, "text": text.text} for text in one.texts]}
            for one in desk.clusters
        ],
        "aside": [{"id": one.id, "text": one.text, "because": one.aside} for one in desk.aside],
        "lowMarks": [
            {"id": one.id, "question": one.code, "group": one.group or None, "value": one.value, "n": one.n}
            for one in desk.marks
        ],
        "answerBy": desk.answer_by.isoformat() if desk.answer_by else None,
    }


def desk(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show what was said: what waits for a place, what looks alike, and the clusters."""
    data = look(as_, lambda session, actor, _: _as_json(desk_of_round(session, somebody(actor), id)))
    lines = [say("{texts} text(s), {waits} without a place; answer by {answerBy}.", **data)]
    lines += [
        say("  {code}: texts are shown from {number} on", code=code, number=FEWEST_TEXTS)
        for code in data["hidden"]
    ]
    for group in data["waiting"]:
        if group["words"]:
            words = ", ".join(group["words"])
            if group["cluster"]:
                lines.append(
                    say("  alike and cluster {cluster} ({words}):", cluster=group["cluster"], words=words)
                )
            else:
                lines.append(say("  alike ({words}):", words=words))
        lines += [f"  {one['id']}  {one['question']}: {one['text']}" for one in group["texts"]]
    lines += [
        f"  {one['id']}  {one['group'] or say('everybody')}: {figure(one['value'])} (n = {one['n']})"
        for one in data["lowMarks"]
    ]
    lines += [say("  cluster {id} {title}: {texts} text(s)", **one) for one in data["clusters"]]
    return Said(data, lines)


def aside(
    id: int,
    texts: Texts,
    as_: As,
    because: Annotated[str, typer.Option("--because", help="Why they need no answer.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Set texts aside that need no answer, and say why."""
    answer = do(as_, lambda work: set_aside(work, id, texts, because), key)
    return Said(answer, [say("{aside} text(s) set aside: {because}", **answer)])


def out(id: int, texts: Texts, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Take texts out of where they are, so that they wait for a place again."""
    answer = do(as_, lambda work: take_out(work, id, texts), key)
    return Said(answer, [say("{taken} text(s) wait for a place again.", **answer)])


def said(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show what people said and what was done with it, as everybody in the organisation reads it."""
    language = settings().language

    def query(session: Session, actor: Any, _: Any) -> dict[str, Any]:
        return said_did(session, id, somebody(actor).organisation_id).as_json(language)

    data = look(as_, query)
    lines = [say("{title}: you said, we did.", title=data["title"])]
    for one in data["clusters"]:
        lines.append(f"  “{one['said']}”")
        version = f" ({one['version']})" if one["version"] else ""
        outcome = known(one["outcome"]) if one["outcome"] else say("not answered yet")
        lines.append(f"    {outcome}: {one['answer']}{version}")
    lines += [
        say("  {number} set aside: {because}", number=count, because=because)
        for because, count in data["aside"].items()
    ]
    if data["code"]:
        address = f"{settings().base_url.rstrip('/')}/s/{data['code']}"
        lines.append(say("  Without signing in: {address}", address=address))
    return Said(data, lines)


@standard.command("list")
def list_(as_: As, json: Json = False, now: Now = None) -> Said:
    """List the standard answers of your organisation."""

    def query(session: Session, actor: Any, _: Any) -> list[dict[str, Any]]:
        return [as_json(one) for one in standard_answers(session, somebody(actor).organisation_id)]

    data = look(as_, query)
    heads = ("id", "title", "outcome", "nl", "en")
    return Said(data, table=(heads, [[one[head] for head in heads] for one in data]))


@standard.command()
def add(
    as_: As,
    title: Annotated[str, typer.Option("--title", help="What you call it.")],
    outcome: Annotated[str, typer.Option("--outcome", help="done, changed or not_done.")],
    nl: Annotated[str, typer.Option("--nl", help="The words in Dutch.")],
    en: Annotated[str, typer.Option("--en", help="The words in English.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Keep words that you begin an answer with more often."""
    answer = do(as_, lambda work: add_standard_answer(work, title=title, outcome=outcome, nl=nl, en=en), key)
    return Said(answer, [say("Standard answer {id}: {title}.", **answer)])


@standard.command()
def remove(id: int, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Remove a standard answer; answers that began with it keep their words."""
    answer = do(as_, lambda work: remove_standard_answer(work, id), key)
    return Said(answer, [say("Removed: {title}.", **answer)])
