"""A cycle of Noordervers with one chosen variant, the people of the cast and the real house.

For features that live inside a cycle. Everything goes through the verbs and the standard workflow;
only the variant and a measured round are written as rows, because they are other features' business.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import event, func, select, update
from sqlmodel import Session, col

from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.cycles.start import start_cycle
from pim.db import Database
from pim.feedback.tables import Cell, Result, Round
from pim.feedback.tallying import add_up
from pim.house import PimHouse
from pim.ideas.tables import Functionality
from pim.lifecycle.advance import begin
from pim.lifecycle.definitions import publish
from pim.lifecycle.journal import entries, replay
from pim.lifecycle.subject import lock, look
from pim.lifecycle.sweep import Swept, sweep
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.verify import verify
from pim.lifecycle.work import Work
from pim.people.tables import Person, Site, Team
from pim.settings import Settings
from pim.variants.tables import Variant
from tests.cast import DRIEVLIET, NOORDERVERS, Cast, cast
from tests.pim.moving import moved
from workflows.definition import Definition, shipped

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
JANUARY = "2026-01-12 09:00"
T = TypeVar("T")


def at(local: str) -> datetime:
    """Return a moment on the clock of Amsterdam: ``at("2026-04-30 10:00")``."""
    return datetime.fromisoformat(local).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@dataclass
class Scene:
    """Where a test plays. ``do`` lets somebody act at a local moment, ``look`` reads."""

    database: Database
    house: PimHouse
    people: Cast
    cycle: int = 0
    variant: int = 0

    def do(self, who: str, verb: Callable[[Work], T], local: str) -> T:
        """Let somebody do a verb in one transaction; what it raises comes through and nothing is kept."""
        with self.database.write() as session:
            return verb(Work(session, self.house, self.people[who], at(local)))

    def look(self, query: Callable[[Session], T]) -> T:
        """Read something."""
        with self.database.read() as session:
            return query(session)

    def statements(self, query: Callable[[Session], object]) -> int:
        """Return how many statements a read sends to the database, once everything is warm."""
        self.look(query)
        with self.database.read() as session:
            sent: list[str] = []
            engine = session.get_bind()

            def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
                if not statement.startswith("BEGIN"):
                    sent.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            try:
                query(session)
            finally:
                event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    def journal_is_whole(self) -> bool:
        """Tell whether no row of the journal was touched, and replaying each gives the state it is in."""

        def told(session: Session) -> bool:
            for instance in session.scalars(select(Instance)).all():
                state, dates = replay(entries(session, instance.id or 0))
                days = {name: day.isoformat() for name, day in dates.items()}
                if (state.stage, state.visit, days) != (instance.stage, instance.visit, instance.dates):
                    return False
            return not list(verify(session))

        return self.look(told)

    def sweep(self, local: str) -> Swept:
        """Let the clock fire what is due."""
        return sweep(self.database, self.house, at(local))

    def site(self, code: str) -> int:
        """Return the number of a site of Noordervers."""
        return self.people.sites[f"noordervers/{code}"]

    def means(self, instance_id: int) -> str:
        """Return what the stage something is in means."""
        return self.look(lambda session: look(session, instance_id).means)

    def letters(self, notice: str) -> dict[str, LetterRow]:
        """Return the letters of one kind by the name of who gets them, each checked to read well."""
        with self.database.read() as session:
            rows = session.execute(
                select(Person.name, LetterRow)
                .join(LetterRow, col(LetterRow.person_id) == col(Person.id))
                .where(col(LetterRow.notice) == notice)
                .order_by(col(LetterRow.id))
            ).all()
        for _, row in rows:
            Letters().render(row.notice, row.language, row.context)
        return {name: row for name, row in rows}  # noqa: C416 - rows are no pairs to mypy

    def text(self, notice: str, name: str) -> str:
        """Return what somebody reads in a letter, on one line."""
        row = self.letters(notice)[name]
        return " ".join(Letters().render(row.notice, row.language, row.context).text.split())

    def deadlines(self, instance_id: int, what: str = "due") -> list[datetime]:
        """Return the moments of something that are still to come, in local time."""
        with self.database.read() as session:
            rows = session.scalars(
                select(Deadline.due_at)
                .where(
                    col(Deadline.instance_id) == instance_id,
                    col(Deadline.what) == what,
                    col(Deadline.status) == "armed",
                )
                .order_by(col(Deadline.due_at))
            )
            return [due.astimezone(AMSTERDAM) for due in rows]

    def count(self, table: Any) -> int:
        """Return how many rows a table has."""
        return self.look(lambda session: session.scalar(select(func.count()).select_from(table)) or 0)

    def open_site(self, code: str, name: str, staff: int) -> int:
        """Open one more site with a team of so many people, and return its number."""
        with self.database.write() as session:
            home = self.people.organisations["noordervers"]
            site = Site(organisation_id=home, code=code, name=name)
            session.add(site)
            session.flush()
            assert site.id is not None
            team = Team(organisation_id=home, site_id=site.id, name="Winkel")
            session.add(team)
            session.flush()
            session.add_all(
                Person(organisation_id=home, number=f"{code}-{n}", name=f"{name} {n}", team_id=team.id)
                for n in range(staff)
            )
            self.people.sites[f"noordervers/{code}"] = site.id  # type: ignore[index]
            return site.id

    def measured_round(self, wave_id: int, said: Mapping[int, Sequence[int]]) -> int:
        """Write a closed round about a wave in which each site gave these ratings of acceptability."""

        def rows(work: Work) -> int:
            subject = look(work.session, wave_id)
            code = f"R{work.session.scalar(select(func.count()).select_from(Round))}"

            def keep(number: int) -> None:
                work.session.add(
                    Round(instance_id=number, cycle_id=self.cycle, purpose="wave", about_id=wave_id)
                )

            born = begin(
                work, subject.home, "round", subject.digest, code, code, cycle_id=self.cycle, born=keep
            )
            for site_id, ratings in said.items():
                cell = Cell(round_id=born.id, site_id=site_id, members=max(5, len(ratings)))
                work.session.add(cell)
                work.session.flush()
                work.session.add_all(
                    Result(
                        id=f"{born.id}-{cell.id}-{n}",
                        round_id=born.id,
                        cell_id=cell.id or 0,
                        body={"ratings": {"acceptability": rating}, "texts": {}},
                    )
                    for n, rating in enumerate(ratings)
                )
            work.session.flush()
            add_up(work.session.connection(), born.id)
            return born.id

        round_id = self.do("marieke", rows, JANUARY)
        self.round_is(round_id, "closed")
        return round_id

    def round_is(self, round_id: int, stage: str) -> None:
        """Put a round in a stage, as the feature of rounds would."""
        with self.database.write() as session:
            session.execute(
                update(Instance).where(col(Instance.id) == round_id).values(stage=stage, means=stage)
            )


def scene(database: Database, keys: Path, workflow: Definition | None = None) -> Scene:
    """Set the scene: the cast, the standard workflow (or another), a cycle and its chosen variant V2b."""
    settings = Settings(database_url=database.url, round_keys_dir=keys)
    with database.write() as session:
        people = cast(session, NOORDERVERS, DRIEVLIET)
        publish(session, workflow or shipped("standard"), at(JANUARY))
    play = Scene(database, PimHouse(settings), people)
    name = (workflow or shipped("standard")).workflow
    lead = people["marieke"].person_id
    play.cycle = play.do(
        "marieke", lambda work: start_cycle(work, name, "Nieuw bestelsysteem", lead).id, JANUARY
    )
    play.do("marieke", lambda work: was_decided(work, play.cycle), JANUARY)
    play.variant = play.do("marieke", lambda work: _variant(work, play.cycle), JANUARY)
    return play


def was_decided(work: Work, cycle_id: int) -> None:
    """Let the cycle have been in its trial and its rollout, so that pilots and waves may be tried here."""
    moved(work, cycle_id, "pilot", "rollout", lock(work.session, cycle_id).state.stage)


def _variant(work: Work, cycle_id: int) -> int:
    cycle = look(work.session, cycle_id)
    functionality = Functionality(cycle_id=cycle_id, code="F2", title="Bestelvoorstel")
    work.session.add(functionality)
    work.session.flush()

    def keep(number: int) -> None:
        work.session.add(
            Variant(
                instance_id=number,
                cycle_id=cycle_id,
                functionality_id=functionality.id or 0,
                family="V2",
                number=2,
                text="Aanpassen kan tot 14 uur.",
            )
        )

    born = begin(
        work,
        cycle.home,
        "variant",
        cycle.digest,
        "V2b",
        "Aanpassen tot 14 uur",
        cycle_id=cycle_id,
        born=keep,
    )
    return born.id
