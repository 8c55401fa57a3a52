"""``pim variant``: variants of a functionality, their versions, and what becomes of each."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pim.cli.cycle import Override, pairs
from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import say
from pim.cli.steps import Reason, somebody, taken
from pim.errors import BadInput
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.settings import settings
from pim.variants.add import add_variant, new_version
from pim.variants.choose import decide_variant
from pim.variants.picture_file import MOST_BYTES, cleaned
from pim.variants.pictures import set_picture
from pim.variants.view import variant_view, variant_views

app = typer.Typer(no_args_is_help=True)

Title = Annotated[str, typer.Option("--title")]
Text = Annotated[str, typer.Option("--text", help="How people work with it. Never changes afterwards.")]


@app.command()
def add(
    cycle: int,
    as_: As,
    functionality: Annotated[str, typer.Option("--functionality", metavar="CODE", help='Such as "F2".')],
    title: Title,
    text: Text,
    code: Annotated[str | None, typer.Option("--code", help='The next one, "V1" …, unless given.')] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Add a variant of a functionality."""
    born = do(as_, lambda work: _born(add_variant(work, cycle, functionality, title, text, code=code)), key)
    return Said(born, [say("Variant {code} (number {id}): {title}", **born)])


@app.command()
def version(
    id: int,
    as_: As,
    text: Text,
    what_changed: Annotated[str, typer.Option("--what-changed", help="For who saw the last version.")],
    title: Annotated[str | None, typer.Option("--title")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Make a new version of a variant; the one it is made from stays as it was."""
    born = do(as_, lambda work: _born(new_version(work, id, text, what_changed, title=title)), key)
    return Said(born, [say("Version {code} (number {id}): {title}", **born)])


def _born(subject: Subject) -> dict[str, Any]:
    return {"id": subject.id, "code": subject.code, "title": subject.title, "stage": subject.state.stage}


def _decide(
    what: str, fate: str, id_: int, as_: str, reason: str | None, override: list[str] | None, key: str | None
) -> Said:
    set_aside = pairs(override, "--override")

    def verb(work: Work) -> Any:
        return decide_variant(work, id_, fate, reason, overrides=set_aside)

    return taken(as_, key, what, verb)


@app.command()
def ask(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Put a variant to the staff."""
    return _decide(say("Put to the staff."), "ask", id, as_, reason, None, key)


@app.command()
def choose(
    id: int,
    as_: As,
    reason: Reason = None,
    override: Override = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Choose a variant for a pilot, or a new version to go on with."""
    return _decide(say("Chosen."), "choose", id, as_, reason, override, key)


@app.command()
def park(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Park a variant: not now, perhaps later."""
    return _decide(say("Parked."), "park", id, as_, reason, None, key)


@app.command()
def stop(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Stop a variant, with a reason that those who wanted it would recognise."""
    return _decide(say("Stopped."), "stop", id, as_, reason, None, key)


@app.command()
def fallback(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Keep a variant as a fallback."""
    return _decide(say("Kept as a fallback."), "fallback", id, as_, reason, None, key)


@app.command()
def adopt(
    id: int,
    as_: As,
    reason: Reason = None,
    override: Override = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Adopt a variant: this is how people will work."""
    return _decide(say("Adopted."), "adopt", id, as_, reason, override, key)


@app.command("take-up-again")
def take_up_again(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Take up a variant again that was parked or kept as a fallback."""
    return _decide(say("Taken up again."), "take_up_again", id, as_, reason, None, key)


@app.command()
def picture(
    id: int,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PNG, JPEG or WebP, at most 5 MB.")],
    as_: As,
    alt_nl: Annotated[str, typer.Option("--alt-nl", help="What is to be seen on it, in Dutch.")],
    alt_en: Annotated[str, typer.Option("--alt-en", help="What is to be seen on it, in English.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Put a picture beside a variant that nobody was asked about yet."""
    try:
        with file.open("rb") as opened:
            clean = cleaned(opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}; expected a picture in PNG, JPEG or WebP") from None
    data = do(as_, lambda work: set_picture(work, id, clean, alt_nl=alt_nl, alt_en=alt_en), key)
    return Said(data, [say("{code} has a picture of {width} × {height}.", **data)])


@app.command("list")
def list_(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List every version of every variant of an innovation."""
    data = look(as_, lambda session, actor, _: variant_views(session, somebody(actor), cycle))
    language = settings().language
    heads = ("id", "code", "title", "functionality", "from", "rounds")
    rows = [[*(one[head] or "" for head in heads), one["stage"]["label"][language]] for one in data]
    return Said(data, table=((*heads, "stage"), rows))


@app.command()
def show(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show a version of a variant and where it came from."""
    data = look(as_, lambda session, actor, _: variant_view(session, somebody(actor), id))
    before = [
        say("  from {code} {changed}", code=one["code"], changed=one["whatChanged"]).rstrip()
        for one in data["lineage"]
    ]
    changed = [say("  changed: {changed}", changed=data["whatChanged"])] if data["whatChanged"] else []
    head = f"{data['code']} {data['title']} — {data['stage']['label'][settings().language]}"
    return Said(data, [head, *before, *changed, data["text"]])
