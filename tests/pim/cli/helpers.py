"""The command line on a test's own database, in this process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from pim.cli import call, edge, main
from pim.db import Database
from pim.lifecycle.definitions import publish
from pim.lifecycle.tables import Deadline, Installation, Instance
from pim.lifecycle.work import Work
from pim.settings import settings
from tests.cast import Cast, cast
from tests.pim.feedback.desk import Desk
from tests.pim.ideas.desk import AMSTERDAM, BEGIN, at
from tests.pim.moving import moved
from workflows.definition import shipped


class CommandLine:
    """``call`` gives a command's data, ``run`` what a person at a terminal sees."""

    def __init__(self, people: Cast, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.people = people
        self.folder = folder
        self._capsys = capsys

    def call(self, *command: object) -> object:
        return call(*command)

    def run(self, *command: object) -> tuple[int, str, str]:
        """Return the exit code, and what stands on the output and on the error output."""
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in command])
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    def due(self, kind: str) -> str:
        """Return the local day on which the only thing of this kind is due."""
        wanted = (
            select(col(Deadline.due_at))
            .join(Instance, col(Instance.id) == col(Deadline.instance_id))
            .where(col(Instance.kind) == kind, col(Deadline.what) == "due", col(Deadline.status) == "armed")
        )
        with edge.database().read() as session:
            return session.scalars(wanted).one().astimezone(AMSTERDAM).date().isoformat()

    def put_in(self, cycle: int, *stages: str) -> None:
        """Put an innovation in these stages in turn, without playing what leads there."""
        with edge.database().write() as session:
            moved(Work(session, edge.house(), self.people["marieke"], at(BEGIN)), cycle, *stages)

    def file(self, text: str, name: str = "lijst.csv") -> Path:
        """Write a file and return where it is."""
        path = self.folder / name
        path.write_bytes(text.encode())
        return path


@contextmanager
def command_line(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    """Point the commands at this database: a demo with the cast and the standard workflow."""
    monkeypatch.setenv("PIM_DATABASE_URL", database.url)
    monkeypatch.setenv("PIM_ROUND_KEYS_DIR", str(folder / "keys"))
    monkeypatch.setattr(sys, "argv", ["pim"])
    with database.write() as session:
        people = cast(session)
        publish(session, shipped("standard"), at(BEGIN))
        session.add(Installation(id=1, demo=True, clock=at(BEGIN)))
    forget()
    yield CommandLine(people, folder, capsys)
    edge.database().dispose()
    forget()


@contextmanager
def commands_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let commands work on the database and the keys of a desk, as a demo, whose clock may be moved."""
    monkeypatch.setenv("PIM_DATABASE_URL", desk.database.url)
    monkeypatch.setenv("PIM_ROUND_KEYS_DIR", str(desk.settings.round_keys_dir))
    forget()
    with desk.database.write() as session:
        session.add(Installation(id=1, demo=True))
    yield
    edge.database().dispose()
    forget()


def forget() -> None:
    """Let the next command read its settings anew, and open its database."""
    settings.cache_clear()
    edge.house.cache_clear()
    edge._database.cache_clear()
