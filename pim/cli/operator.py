"""Commands about an organisation itself: by whoever runs the installation, or by its administrator.

Without ``--as`` the operator acts, who has the database in hand anyway. With ``--as`` somebody acts
in their own organisation, and needs a role for it.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlmodel import Session

from pim.cli.edge import as_json, database, given_now, house, now_for, organisation_of, person_by
from pim.errors import BadInput
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.clock import move_clock
from pim.lifecycle.work import Actor, Work
from pim.people.cells import ADMINISTRATOR
from pim.people.decoding import LARGEST_FILE
from pim.people.entries import nothing
from pim.people.faults import ImportRefused
from pim.people.lookup import holds
from pim.people.tables import Organisation
from pim.settings import settings

MaybeAs = Annotated[
    str | None,
    typer.Option("--as", metavar="EMAIL", help="Who acts; without it, whoever runs the installation."),
]
Which = Annotated[
    str | None, typer.Option("--organisation", metavar="CODE", help="Needed where there are several.")
]
File = Annotated[str, typer.Argument(metavar="FILE", help="A CSV file; - reads from the standard input.")]


def operate(
    who: str | None, organisation: str | None, verb: Callable[[Work, Organisation], dict[str, Any]]
) -> dict[str, Any]:
    """Let the operator, or an administrator of the organisation, do one verb in one transaction.

    Raises NotAllowed for somebody who is no administrator, and what the verb raises.
    """
    with database().write() as session:
        actor, home = _acting(session, who, organisation)
        if actor is not None and not holds(session, actor.person_id, ADMINISTRATOR):
            raise NotAllowed(f"this needs the role {ADMINISTRATOR} in {home.name}")
        now = now_for(session)
        if given_now.get() is not None:
            move_clock(session, now)
        return verb(Work(session, house(), actor, now), home)


def observe(
    who: str | None, organisation: str | None, query: Callable[[Session, Organisation], list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Let the operator, or anybody of the organisation, read a list."""
    with database().read() as session:
        return query(session, _acting(session, who, organisation)[1])


def _acting(session: Session, who: str | None, organisation: str | None) -> tuple[Actor | None, Organisation]:
    if who is None:
        return None, organisation_of(session, organisation)
    actor = person_by(session, who)
    home = session.get_one(Organisation, actor.organisation_id)
    if organisation is not None and organisation != home.code:
        raise BadInput(f"{who} works at {home.code}; expected no --organisation, or that one")
    return actor, home


def read_file(name: str) -> bytes:
    """Return what is in a file, or on the standard input for "-". Raises BadInput."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput(f"{name}: cannot be read ({error.strerror}); expected a CSV file") from None


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how far it is: a bar on the terminal, and elsewhere nothing."""
    if not sys.stderr.isatty():
        yield nothing
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def refused(error: ImportRefused) -> ImportRefused:
    """Return a refused import in the language of this installation."""
    return ImportRefused(error.faults, settings().language)


def wants_data() -> bool:
    """Tell whether ``--json`` was given."""
    return as_json.get()
