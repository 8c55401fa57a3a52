"""``pim demo``: play the two examples into a fresh database and show them."""

import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlmodel import Session, col

from pim.cli import edge
from pim.cli.edge import Json, Said, day
from pim.cli.house import Port, serve
from pim.cli.saying import label, say
from pim.cycles.queries import board
from pim.demo.fresh import in_a_hurry, make_demo, own_folder
from pim.demo.player import Call, Player
from pim.demo.scenes import LOCAL, Scene, Story, play
from pim.demo.stories import STORIES
from pim.errors import BadInput
from pim.lifecycle.definitions import machine_of
from pim.people.tables import Organisation
from pim.settings import settings
from pim.tick import Clockwork
from workflows.faults import nearest

FOLDER = Path("demo")  # git-ignored
STOPS_AT = time(17)  # local: every line of the last day has been played by then
FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2028, 1, 1)


def demo(
    story: Annotated[
        str | None, typer.Option("--story", help="supermarket or parking-chain; both without it.")
    ] = None,
    until: Annotated[
        str, typer.Option("--until", metavar="YYYY-MM-DD", help="The day on which the play stops.")
    ] = "2026-06-15",
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only play, show no pages.")] = False,
    port: Port = 8000,
    json: Json = False,
) -> Said | None:
    """Play the two examples into a fresh database, and show them on this machine."""
    names = _names(story)
    stops = _moment(until)
    port = 0 if no_serve else _open_port(port)
    _choose_place(port)
    database = edge.database()
    make_demo(database, datetime.now(UTC))
    clockwork = Clockwork(database, settings(), "demo")
    player = Player(_call(), clockwork, FOLDER.resolve() / "lists")
    with in_a_hurry(database), _progress() as seen:
        stories = [kind(player) for name in names for kind in STORIES[name]]
        played = play(player, stories, stops, lambda scene: seen(scene, len(_lines(stories, stops))))
    with database.read() as session:
        data = _result(session, stories, stops, len(played))
    if no_serve:
        return Said(data, _told(data, None))
    sys.stdout.write("\n".join(_told(data, f"http://127.0.0.1:{port}")) + "\n")
    sys.stdout.flush()
    serve(port=port)
    return None


def _names(story: str | None) -> list[str]:
    if story is None:
        return list(STORIES)
    if story not in STORIES:
        near = nearest(story, STORIES)
        said = f"; perhaps {near}" if near else ""
        raise BadInput(f"--story: {story!r} is not known; expected {' or '.join(STORIES)}{said}")
    return [story]


def _moment(until: str) -> datetime:
    last = day(until)
    if not FIRST_DAY <= last <= LAST_DAY:
        raise BadInput(f"--until: expected a day from {FIRST_DAY} to {LAST_DAY}, got {last}")
    return datetime.combine(last, STOPS_AT, LOCAL).astimezone(UTC)


def _choose_place(port: int) -> None:
    """Let every command of this process work in the demo's own database, unless one was named."""
    chosen = {"PIM_ROUND_KEYS_DIR": str(FOLDER.resolve() / "round-keys")}
    if port:
        chosen["PIM_BASE_URL"] = f"http://127.0.0.1:{port}"  # or the links in letters lead elsewhere
    if not os.environ.get("PIM_DATABASE_URL"):
        os.environ["PIM_DATABASE_URL"] = own_folder(FOLDER)
    for name, value in chosen.items():
        if not os.environ.get(name):
            os.environ[name] = value
    settings.cache_clear()
    edge.house.cache_clear()


def _call() -> Call:
    from pim.cli.main import call  # main knows this command, so it cannot be imported above

    return call


def _lines(stories: Sequence[Story], stops: datetime) -> list[Scene]:
    return [scene for story in stories for scene in story.scenes() if scene.at <= stops]


@contextmanager
def _progress() -> Iterator[Any]:
    """Give a function that shows which line was played; on a terminal only, beside the answer on stdout."""
    columns = (
        TextColumn("{task.fields[day]}", style="bold"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, day="")

        def seen(scene: Scene, of: int) -> None:
            bar.update(
                task,
                total=of,
                advance=1,
                day=f"{scene.at.astimezone(LOCAL):%d-%m-%Y}",
                description=scene.words[:70],
            )

        yield seen


def _result(session: Session, stories: Sequence[Story], stops: datetime, lines: int) -> dict[str, Any]:
    """Return what stands on the boards, and who to sign in as."""
    organisations = []
    for home in session.scalars(select(Organisation).order_by(col(Organisation.id))):
        assert home.id is not None
        cards = board(session, home.id, stops)
        people = [
            {"name": story.company.name_of(key), "is": words}
            for story in stories
            if story.company.code == home.code
            for key, words in story.sign_in_as
        ]
        cycles = [
            {
                "id": c.id,
                "title": c.title,
                "stage": c.stage,
                "label": dict(machine_of(session, c.digest).stage("cycle", c.stage).label),
                "overdue": c.overdue,
            }
            for c in cards
        ]
        organisations.append({"name": home.name, "cycles": cycles, "signInAs": people})
    return {
        "settings": {
            "PIM_DATABASE_URL": make_url(settings().database_url).render_as_string(),
            "PIM_ROUND_KEYS_DIR": str(settings().round_keys_dir),
        },
        "until": stops.isoformat(),
        "lines": lines,
        "organisations": organisations,
    }


def _told(data: dict[str, Any], address: str | None) -> list[str]:
    lines = []
    for home in data["organisations"]:
        lines.append(f"{home['name']}:")
        lines += [
            f"  {cycle['title']}: {label(cycle['label'])}"
            + (say(", overdue: {number}", number=cycle["overdue"]) if cycle["overdue"] else "")
            for cycle in home["cycles"]
        ]
        lines += [
            say("  sign in as {name}, {role}", name=one["name"], role=one["is"]) for one in home["signInAs"]
        ]
    if address:
        return [*lines, say("Open {address} (Ctrl-C stops).", address=address)]
    lines.append(say("To look at it:"))
    lines += [f"  export {name}={value}" for name, value in data["settings"].items()]
    lines.append("  pim serve")
    return lines


def _open_port(port: int) -> int:
    """Return a port that is free, before anything is played. Raises BadInput when the one given is not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise BadInput(f"port {port} is in use; take another with --port, or 0 for a free one") from None
        return int(probe.getsockname()[1])
