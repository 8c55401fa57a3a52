"""A cycle of Noordervers on a shipped workflow, with the people of the cast and the real house.

``Desk.do`` lets somebody act at a local moment through the verbs; ``Desk.letters`` renders what went out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.letter import Letter
from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.cycles.start import start_cycle
from pim.db import Database
from pim.house import PimHouse
from pim.lifecycle.definitions import publish
from pim.lifecycle.subject import look
from pim.lifecycle.sweep import sweep
from pim.lifecycle.tables import Deadline, JournalEntry
from pim.lifecycle.verify import verify
from pim.lifecycle.work import Work
from pim.settings import Settings
from tests.cast import Cast, cast
from tests.pim.moving import moved
from workflows.definition import Definition, shipped

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEGIN = "2026-01-12 09:00"
T = TypeVar("T")


def at(local: str) -> datetime:
    """Return a moment on the clock of Amsterdam as UTC."""
    return datetime.fromisoformat(local).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@dataclass
class Desk:
    """Where a test plays."""

    database: Database
    house: PimHouse
    people: Cast
    cycle: int = 0

    def do(self, who: str, verb: Callable[[Work], T], local: str = BEGIN) -> T:
        """Let somebody act in one transaction; what it raises comes through and nothing is kept."""
        with self.database.write() as session:
            return verb(Work(session, self.house, self.people[who], at(local)))

    def look(self, query: Callable[[Session], T]) -> T:
        """Read something."""
        with self.database.read() as session:
            return query(session)

    def means(self, id_: int) -> str:
        """Return what the stage of something means."""
        return self.look(lambda session: look(session, id_).means)

    def put_in(self, *stages: str) -> None:
        """Put the innovation in these stages in turn."""
        self.do("marieke", lambda work: moved(work, self.cycle, *stages))

    def letters(self, notice: str) -> dict[str, Letter]:
        """Return the letters of one kind by the name of who gets them; the text without its line breaks."""
        wanted = select(LetterRow).where(col(LetterRow.notice) == notice).order_by(col(LetterRow.id))
        rows = self.look(lambda session: list(session.scalars(wanted)))
        read = {
            row.context["recipient"]: Letters().render(row.notice, row.language, row.context) for row in rows
        }
        return {name: replace(letter, text=" ".join(letter.text.split())) for name, letter in read.items()}

    def sweep(self, local: str) -> None:
        """Let the clock fire what is due."""
        swept = sweep(self.database, self.house, at(local))
        assert not swept.failed

    def journal(self, id_: int) -> list[JournalEntry]:
        """Return what was written down about something, oldest first."""
        wanted = select(JournalEntry).where(col(JournalEntry.instance_id) == id_)
        return self.look(lambda s: list(s.scalars(wanted.order_by(col(JournalEntry.version)))))

    def due(self, id_: int) -> datetime:
        """Return the end of the term something is in, in local time."""
        wanted = select(col(Deadline.due_at)).where(
            col(Deadline.instance_id) == id_, col(Deadline.what) == "due", col(Deadline.status) == "armed"
        )
        return self.look(lambda session: session.scalars(wanted).one()).astimezone(AMSTERDAM)

    def broken(self) -> list[Any]:
        """Return every break in the journal."""
        return self.look(lambda session: list(verify(session)))


def desk(database: Database, workflow: Definition | None = None, keys: Path = Path("keys")) -> Desk:
    """Set it up: the cast, a workflow, and a cycle that Marieke leads. ``keys`` is for keys of rounds."""
    definition = workflow or shipped("standard")
    with database.write() as session:
        people = cast(session)
        publish(session, definition, at(BEGIN))
    made = Desk(database, PimHouse(Settings(database_url=database.url, round_keys_dir=keys)), people)
    lead = people["marieke"].person_id
    made.cycle = made.do(
        "marieke", lambda w: start_cycle(w, definition.workflow, "Nieuw bestelsysteem", lead).id
    )
    return made
