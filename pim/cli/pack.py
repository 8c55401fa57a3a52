"""``pim pack``: instrument packs; what they ask, where that comes from, and packs of your own."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.saying import known, say
from pim.errors import BadInput, NotFound, PimError
from pim.feedback.own_packs import add_pack, packs, packs_named
from pim.instruments.loading import check as checked
from pim.instruments.loading import shipped, shipped_names
from pim.instruments.pack import Pack
from pim.lifecycle.work import Actor, Work
from pim.settings import settings
from workflows.faults import WorkflowFault

app = typer.Typer(no_args_is_help=True)

Somebody = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Show your own packs as well.")]
LABELS = {"nl": ("gevalideerd", "niet gevalideerd"), "en": ("validated", "not validated")}


class WrongPack(PimError):
    """The pack file has faults."""

    status = 400

    def __init__(self, faults: tuple[WorkflowFault, ...]) -> None:
        """Keep every fault, each with its file and line."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def _read(file: str) -> tuple[Pack, str]:
    path = Path(file)
    found = checked(path)
    if found.pack is None:
        raise WrongPack(found.faults)
    try:
        return found.pack, path.read_text(encoding="utf-8-sig")
    except OSError as error:  # it was there a moment ago
        raise BadInput(f"{file}: {error.strerror}") from None


def _of(session: Session, actor: Actor | None) -> list[Pack]:
    if actor is None:
        return [shipped(name) for name in shipped_names()]
    return packs(session, actor.organisation_id)


def as_json(pack: Pack) -> dict[str, Any]:
    """Return a pack as plain data."""
    return {
        "name": pack.name,
        "title": dict(pack.title),
        "licence": pack.licence,
        "source": pack.source,
        "languages": list(pack.languages),
        "validated": [one for one in pack.languages if pack.validated and one not in pack.translated],
        "about": pack.about,
        "scales": [
            {
                "code": scale.code, "title": dict(scale.title), "items": list(scale.items),
                "needs": scale.needs, "scoring": scale.scoring, "unit": scale.unit,
                "better": scale.better, "floor": scale.floor, "purposes": list(scale.purposes),
            }
            for scale in pack.scales
        ],
        "items": [
            {"code": item.code, "kind": item.kind, "reversed": item.reversed_, **item.words}
            for item in pack.items
        ],
    }  # fmt: skip


def _title(words: dict[str, str]) -> str:
    return words.get(settings().language) or next(iter(words.values()))


def _label(pack: dict[str, Any]) -> str:
    yes, no = LABELS[settings().language]
    return yes if settings().language in pack["validated"] else no


@app.command("list")
def list_(as_: Somebody = None, json: Json = False, now: Now = None) -> Said:
    """List the packs a round can be made of: those that come with PIM and, with --as, your own."""
    if as_ is None:
        found = [as_json(shipped(name)) for name in shipped_names()]
    else:
        found = look(as_, lambda session, actor, _: [as_json(one) for one in _of(session, actor)])
    rows = [
        [one["name"], _title(one["title"]), len(one["items"]), _label(one), one["licence"]] for one in found
    ]
    return Said(found, table=(("name", "title", "questions", "validated", "licence"), rows))


@app.command()
def show(name: str, as_: Somebody = None, json: Json = False, now: Now = None) -> Said:
    """Show what a pack asks, how it is scored and where it comes from."""
    if as_ is None:
        if name not in shipped_names():
            raise NotFound(
                f"no pack {name!r} comes with PIM: {', '.join(shipped_names())}; own packs need --as"
            )
        found = as_json(shipped(name))
    else:
        found = look(as_, lambda session, actor, _: as_json(packs_named(session, _home(actor), [name])[0]))
    lines = [f"{found['name']}: {_title(found['title'])} ({_label(found)})"]
    lines += [f"  {found['source']}", f"  {found['licence']}"]
    turned = say(" (reversed)")
    lines += [
        say(
            "  {code}: {title}; {scoring} of {items}, {needs} needed, {unit}",
            code=scale["code"],
            title=_title(scale["title"]),
            scoring=known(scale["scoring"]),
            items=len(scale["items"]),
            needs=scale["needs"],
            unit="0-100" if scale["unit"] == "hundred" else "1-5",
        )
        for scale in found["scales"]
    ]
    lines += [
        f"  {known(item['kind'])} {item['code']}{turned if item['reversed'] else ''}: {_words(item)}"
        for item in found["items"]
    ]
    return Said(found, lines)


def _home(actor: Actor | None) -> int:
    assert actor is not None, "--as was given"
    return actor.organisation_id


def _words(item: dict[str, Any]) -> str:
    return str(item.get(settings().language) or item.get("nl") or item.get("en"))


@app.command()
def check(files: Annotated[list[str], typer.Argument(metavar="FILE…")], json: Json = False) -> Said:
    """Check pack files: every fault with its line, what is wrong and what was expected."""
    lines: list[str] = []
    data: list[dict[str, Any]] = []
    for name in files:
        found = checked(Path(name))
        if found.pack is not None:
            data.append({"file": name, "ok": True, "pack": as_json(found.pack)})
            lines.append(
                say("{name}: fine ({key})", name=name, key=f"{found.pack.name}, {found.pack.licence}")
            )
            continue
        faults = [
            {
                "line": fault.line, "path": fault.path, "what": fault.what,
                "expected": fault.expected, "nearest": fault.nearest,
            }
            for fault in found.faults
        ]  # fmt: skip
        data.append({"file": name, "ok": False, "faults": faults})
        lines += [str(fault) for fault in found.faults]
    return Said(data, lines, exit_code=0 if all(one["ok"] for one in data) else 1)


@app.command()
def add(file: str, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Keep a pack of your own, so that rounds can be made of it. Its licence must allow that."""
    _, text = _read(file)

    def verb(work: Work) -> dict[str, Any]:
        return as_json(add_pack(work, text, file))

    answer = do(as_, verb, key)
    return Said(
        answer,
        [
            say(
                "Pack {name} added: {title}; {licence}.",
                name=answer["name"],
                title=_title(answer["title"]),
                licence=answer["licence"],
            )
        ],
    )
