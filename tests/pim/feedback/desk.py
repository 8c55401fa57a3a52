"""A cycle of Noordervers with everything a round needs, and short words to drive it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select, text
from sqlmodel import Session, col

from pim.cycles.start import home_of, start_cycle
from pim.db import Database
from pim.feedback.answering import submit
from pim.feedback.draft import draft_round
from pim.feedback.questions import ACCEPTABILITY, DIMENSIONS
from pim.feedback.steps import close_round, open_round
from pim.feedback.tables import Answer, Result, Round
from pim.house import PimHouse
from pim.ideas.tables import Functionality
from pim.lifecycle.advance import begin
from pim.lifecycle.definitions import newest, publish
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.sweep import Swept, sweep
from pim.lifecycle.work import Actor, Work, run
from pim.people.tables import Organisation, Person
from pim.settings import Settings
from pim.variants.tables import Variant
from tests.cast import Cast, cast
from workflows.definition import load, shipped, shipped_names

WORKFLOW = Path(__file__).parent / "rounds.yaml"

# One mark for each dimension, asked by hand: so a test says {"demands": 4} and that is what it means.
PLAIN = [
    *({"code": code, "kind": "rating", "nl": code, "en": code} for code in (*DIMENSIONS, ACCEPTABILITY)),
    {"code": "remarks", "kind": "text", "nl": "Wat moet anders?", "en": "What should be different?"},
]


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    """Return an hour (UTC) on a day of March 2026, or of another month of that year."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


START = at(2)
ENDED = datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Amsterdam, on the fourteenth day

ASSEN = ("fatima", "karin", "wim", "jantje", "joost", "nour", "tom")
ZWOLLE = ("lisa", "ayse", "erik", "mila", "daan", "samira", "kevin")
ASKED = (*ASSEN, *ZWOLLE)


@dataclass
class Desk:
    """One cycle, its people and the database they are in."""

    database: Database
    settings: Settings
    house: PimHouse
    cast: Cast
    cycle_id: int
    home_id: int

    def do(self, who: str, verb: Callable[[Work], Any], now: datetime = START) -> Any:
        """Let somebody do a verb, as a page or a command would; its answer may be anything."""
        kept: list[Any] = []

        def told(work: Work) -> dict[str, Any]:
            kept.append(verb(work))
            return {}

        run(self.database, self.house, self.cast[who], now, told)
        return kept[0]

    def draft(self, now: datetime = START, **given: Any) -> int:
        """Draft a round for the stores of Assen and Zwolle and return its number.

        Unless it is said otherwise it asks what is in ``PLAIN``.
        """
        if given.setdefault("purpose", "pilot") != "variants" and "packs" not in given:
            given.setdefault("questions", PLAIN)
        if not given.keys() & {"team_ids", "site_ids"}:
            given["site_ids"] = [self.site("assen"), self.site("zwolle")]
        born: Subject = self.do("marieke", lambda work: draft_round(work, self.cycle_id, **given), now)
        return born.id

    def opened(self, now: datetime = START, **given: Any) -> int:
        """Draft a round and open it."""
        round_id = self.draft(now, **given)
        self.do("marieke", lambda work: open_round(work, round_id), now)
        return round_id

    def closed(self, answers: Mapping[str, dict[str, Any]], **given: Any) -> int:
        """Open a round, let these people answer, and close it."""
        round_id = self.opened(**given)
        for who, body in answers.items():
            self.answer(round_id, who, body)
        self.close(round_id)
        return round_id

    def close(self, round_id: int, now: datetime = at(9)) -> None:
        """Close a round by hand."""
        self.do("marieke", lambda work: close_round(work, round_id), now)

    def answer(
        self, round_id: int, who: str | int, body: dict[str, Any] | None = None, **ratings: int
    ) -> None:
        """Let somebody answer, as the form does."""
        person_id = who if isinstance(who, int) else self.cast[who].person_id
        with self.database.write() as session:
            submit(session, self.settings, round_id, person_id, body or {"ratings": ratings})

    def tick(self, now: datetime) -> Swept:
        """Let the clock fire what is due."""
        return sweep(self.database, self.house, now)

    def variant(self, code: str, now: datetime = START, what_changed: str = "") -> int:
        """Make a variant of the one functionality there is."""

        def verb(work: Work) -> int:
            organisation = work.session.get(Organisation, self.home_id)
            assert organisation is not None
            home, digest = home_of(organisation), newest(work.session, "rounds")
            born = begin(work, home, "variant", digest, code, f"Variant {code}", cycle_id=self.cycle_id)
            functionality = work.session.scalar(select(col(Functionality.id)))
            if functionality is None:
                row = Functionality(cycle_id=self.cycle_id, code="F2", title="Bestelvoorstel")
                work.session.add(row)
                work.session.flush()
                functionality = row.id
            assert functionality is not None
            work.session.add(
                Variant(
                    instance_id=born.id,
                    cycle_id=self.cycle_id,
                    functionality_id=functionality,
                    family=code,
                    number=1,
                    text=f"Zo werkt {code}.",
                    what_changed=what_changed,
                )
            )
            return born.id

        number: int = self.do("marieke", verb, now)
        return number

    def hire(self, team: str, count: int) -> list[int]:
        """Let so many more people work in a team; returns their numbers."""
        with self.database.write() as session:
            people = [
                Person(organisation_id=self.home_id, name=f"Nieuw {team} {n}", team_id=self.team(team))
                for n in range(count)
            ]
            session.add_all(people)
            session.flush()
            return [person.id or 0 for person in people]

    def site(self, code: str) -> int:
        """Return the number of a site of Noordervers."""
        return self.cast.sites[f"noordervers/{code}"]

    def team(self, name: str) -> int:
        """Return the number of a team of Noordervers, by site/team."""
        return self.cast.teams[f"noordervers/{name}"]

    def means(self, round_id: int) -> str:
        """Return what the stage of a round means."""
        with self.database.read() as session:
            return look(session, round_id).means

    def round(self, round_id: int) -> Round:
        """Return the row of a round."""
        with self.database.read() as session:
            row = session.get(Round, round_id)
            assert row is not None
            return row

    def ask(self, query: Callable[[Session], Any]) -> Any:
        """Return what a query says."""
        with self.database.read() as session:
            return query(session)

    def answers(self, round_id: int) -> list[Answer]:
        """Return what was said in an open round."""
        return list(
            self.ask(lambda s: s.scalars(select(Answer).where(col(Answer.round_id) == round_id)).all())
        )

    def results(self, round_id: int) -> list[Result]:
        """Return what was said in a closed round."""
        return list(
            self.ask(lambda s: s.scalars(select(Result).where(col(Result.round_id) == round_id)).all())
        )

    def key_files(self) -> list[Path]:
        """Return the files of keys there are."""
        return sorted(self.settings.round_keys_dir.glob("*.key"))

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table, in an order that does not depend on the database."""
        with self.database.read() as session:
            found = {}
            for name in self.tables(session):
                rows = session.execute(text(f'SELECT * FROM "{name}"'))
                found[name] = sorted((tuple(row) for row in rows), key=repr)
            return found

    def tables(self, session: Session) -> list[str]:
        """Return the names of all tables in the database, ours or not."""
        asked = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if self.database.dialect == "sqlite"
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return sorted(session.execute(text(asked)).scalars())


def lay_desk(database: Database, keys: Path, workflow: str = "rounds") -> Desk:
    """Put the cast into a database, publish the workflows and start a cycle led by Marieke."""
    settings = Settings(round_keys_dir=keys, base_url="http://pim.example")
    house = PimHouse(settings)
    with database.write() as session:
        told = cast(session)
        publish(session, load(WORKFLOW), START)
        for name in shipped_names():
            publish(session, shipped(name), START)
    lead: Actor = told["marieke"]
    kept: list[int] = []

    def start(work: Work) -> dict[str, Any]:
        kept.append(start_cycle(work, workflow, "Nieuw bestelsysteem", lead.person_id).id)
        return {}

    run(database, house, lead, START, start)
    return Desk(database, settings, house, told, kept[0], lead.organisation_id)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Give the list of statements that a session sends meanwhile."""
    connection = session.connection()
    seen: list[str] = []

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def wait_until_somebody_waits(database: Database) -> None:
    """Return once another transaction waits for a lock. On SQLite writers wait in line by themselves."""
    if database.dialect == "sqlite":
        return
    for _ in range(20_000):
        with database.read() as session:
            if session.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first():
                return
    raise AssertionError("nobody came to wait")
