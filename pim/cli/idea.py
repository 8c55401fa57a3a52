"""``pim idea``: problems and ideas that employees bring, and what is done with them."""

from typing import Annotated, Any

import typer

from pim.cli import idea_together
from pim.cli.cycle import told
from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import say
from pim.cli.steps import somebody, taken
from pim.ideas.bring import bring_idea
from pim.ideas.group import group_idea, name_functionality
from pim.ideas.handle import acknowledge_idea, acknowledge_ideas, answer_idea, withdraw_idea
from pim.ideas.view import functionality_views, idea_view, idea_views, my_ideas
from pim.lifecycle.work import Work
from pim.people.lookup import person_id_by_email
from pim.settings import settings

app = typer.Typer(no_args_is_help=True)

idea_together.add_to(app)

Part = Annotated[str | None, typer.Option("--functionality", metavar="CODE", help='Such as "F2".')]


@app.command()
def bring(
    cycle: int,
    text: str,
    as_: As,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Nobody is kept as the author.")] = False,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="EMAIL", help="Whose idea you write down.")
    ] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Bring a problem or an idea."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        author = person_id_by_email(work.session, work.actor.organisation_id, for_) if for_ else None
        born = bring_idea(work, cycle, text, anonymous=anonymous, for_person_id=author)
        return {"id": born.id, "code": born.code, "title": born.title, "stage": born.state.stage}

    answer = do(as_, verb, key)
    return Said(answer, [say("Idea {code} (number {id}): {title}", **answer)])


@app.command()
def acknowledge(
    ids: Annotated[list[int], typer.Argument(metavar="IDEA…", help="Their numbers.")],
    as_: As,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Tell the authors of one idea or several that it arrived."""
    if len(ids) == 1:
        return taken(as_, key, say("Acknowledged."), lambda work: acknowledge_idea(work, ids[0]))
    answer = do(as_, lambda work: {"ideas": [told(one) for one in acknowledge_ideas(work, ids)]}, key)
    lines = [f"{say('Acknowledged.')} {one['code']} {one['title']}" for one in answer["ideas"]]
    return Said(answer, lines)


@app.command()
def answer(
    id: int,
    as_: As,
    outcome: Annotated[str, typer.Option("--outcome", help="done, changed or not_done.")],
    because: Annotated[str, typer.Option("--because", help="Why; its author reads it.")],
    functionality: Part = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Answer an idea: what is done with it, and why."""
    return taken(
        as_,
        key,
        say("Answered."),
        lambda work: answer_idea(work, id, outcome, because, functionality=functionality),
    )


@app.command()
def withdraw(id: int, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Take your own idea back."""
    return taken(as_, key, say("Withdrawn."), lambda work: withdraw_idea(work, id))


@app.command()
def group(
    id: int,
    as_: As,
    functionality: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="None takes it out again.")
    ] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Put an idea with a functionality."""
    told = do(as_, lambda work: group_idea(work, id, functionality), key)
    part = told["functionality"] or say("in no functionality")
    return Said(told, [say("Idea {code}: {part}.", code=told["code"], part=part)])


@app.command()
def functionality(
    cycle: int,
    title: str,
    as_: As,
    code: Annotated[str | None, typer.Option("--code", help='The next one, "F1" …, unless given.')] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Name a functionality: a piece of the new way of working that can come by itself."""
    told = do(as_, lambda work: name_functionality(work, cycle, title, code=code), key)
    return Said(told, [say("Functionality {code}: {title}", **told)])


@app.command()
def functionalities(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the functionalities with the number of ideas in each."""
    data = look(as_, lambda session, actor, _: functionality_views(session, somebody(actor), cycle))
    heads = ("code", "title", "ideas")
    return Said(data, table=(heads, [[one[head] for head in heads] for one in data]))


@app.command("list")
def list_(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the ideas of an innovation."""
    return _table(look(as_, lambda session, actor, _: idea_views(session, somebody(actor), cycle)))


@app.command()
def mine(as_: As, json: Json = False, now: Now = None) -> Said:
    """List your own ideas and what became of them."""
    return _table(look(as_, lambda session, actor, _: my_ideas(session, somebody(actor))))


@app.command()
def show(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show an idea and its answer."""
    data = look(as_, lambda session, actor, _: idea_view(session, somebody(actor), id))
    language = settings().language
    lines = [f"{data['code']} — {data['stage']['label'][language]}", data["text"]]
    if data["outcome"]:
        lines.append(f"{data['outcome']['label'][language]}: {data['because']}")
    return Said(data, lines)


def _table(data: list[dict[str, Any]]) -> Said:
    language = settings().language
    rows = [
        [
            one["id"],
            one["code"],
            one["text"],
            one["author"] or "",
            one["functionality"] or "",
            one["stage"]["label"][language],
            one["outcome"]["label"][language] if one["outcome"] else "",
            one.get("supporters", ""),
            one.get("mergedInto") or "",
        ]
        for one in data
    ]
    return Said(data, table=(("id", "code", "idea", "by", "in", "stage", "answer", "support", "with"), rows))
