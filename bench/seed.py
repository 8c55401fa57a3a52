"""An organisation to measure with: people in teams, and any number of innovations in their first stage."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from pim.cycles.tables import Cycle, Lesson
from pim.db import Database
from pim.house import PimHouse
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.changes import deadline_rows
from pim.lifecycle.definitions import machine_of, publish
from pim.lifecycle.journal import GENESIS, Entry, as_data
from pim.lifecycle.subject import Subject, home_of
from pim.lifecycle.tables import Deadline, Installation, Instance, JournalEntry
from pim.lifecycle.work import Actor
from pim.people.tables import Organisation, Person, Role, Site, Team
from pim.settings import Settings
from workflows.definition import shipped
from workflows.machine import enter

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BATCH = 5_000
EVER = timedelta(days=365)


@dataclass(slots=True)
class Seeded:
    """A database with one organisation. ``lead`` and ``sponsor`` hold their roles in every cycle."""

    database: Database
    settings: Settings
    house: PimHouse
    digest: str
    lead: Actor
    sponsor: Actor
    team_id: int
    staff: list[int]


def seed(database: Database, folder: Path, staff: int = 20) -> Seeded:
    """Lay an organisation into an empty database; its round keys go to ``folder``."""
    with database.write() as session:
        session.add(Installation(id=1, demo=False))
        organisation = _kept(session, Organisation(code="meet", name="Meetbedrijf"))
        site = _kept(session, Site(organisation_id=organisation.id, code="s1", name="Vestiging 1"))
        team = _kept(session, Team(organisation_id=organisation.id, site_id=site.id, name="Ploeg"))
        people = [
            Person(
                organisation_id=organisation.id, name=f"Medewerker {n}",
                email=f"m{n}@meet.example", team_id=team.id,
            )
            for n in range(staff + 2)
        ]  # fmt: skip
        session.add_all(people)
        session.flush()
        digest = publish(session, shipped("standard"), NOW)
        ids = [person.id for person in people if person.id is not None]
        for id_, role in zip(ids, ("lead", "sponsor"), strict=False):
            session.add(Role(organisation_id=organisation.id, person_id=id_, role=role))
    settings = Settings(round_keys_dir=folder / "keys", secret_key="0" * 64)
    lead, sponsor = (Actor(id_, organisation.id, "") for id_ in ids[:2])
    return Seeded(database, settings, PimHouse(settings), digest, lead, sponsor, team.id, ids[2:])


def _kept(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def add_cycles(seeded: Seeded, count: int, entered_at: datetime = NOW, *, term: bool = True) -> list[int]:
    """Add innovations in their first stage, written in bulk, each with its journal row and its deadlines."""
    ids: list[int] = []
    for start in range(0, count, BATCH):
        ids += _batch(seeded, min(BATCH, count - start), entered_at, term)
    return ids


def add_lessons(seeded: Seeded, ids: list[int]) -> None:
    """Give each innovation a lesson that stays new, for each pause asks for one learned since the last."""
    one = {"text": "Vraag het eerst.", "tags": [], "person_id": seeded.lead.person_id, "at": NOW + EVER}
    with seeded.database.write() as session:
        session.connection().execute(insert(Lesson), [{**one, "cycle_id": id_} for id_ in ids])


def _batch(seeded: Seeded, count: int, entered_at: datetime, term: bool) -> list[int]:
    with seeded.database.write() as session:
        home = home_of(session.get_one(Organisation, seeded.lead.organisation_id))
        machine = machine_of(session, seeded.digest)
        decision = enter(machine, "cycle", entered_at, {}, calendar_of(session, home))
        connection = session.connection()
        row = {
            "organisation_id": home.id, "kind": "cycle", "code": "", "title": "Vernieuwing",
            "digest": seeded.digest, "stage": decision.to_stage, "means": decision.means, "final": False,
            "version": 1, "visit": 1, "entered_at": entered_at, "head": GENESIS, "dates": {},
        }  # fmt: skip
        added = connection.execute(insert(Instance).returning(col(Instance.id)), [row] * count)
        ids = [id_ for (id_,) in added if id_ is not None]
        data = as_data({"entered_at": entered_at, "previous": None})
        entries = [Entry(i, 1, 1, "start", None, decision.to_stage, None, entered_at, data) for i in ids]
        seals = {entry.instance_id: entry.seal(GENESIS) for entry in entries}
        connection.execute(
            insert(JournalEntry),
            [{**{f: getattr(e, f) for f in e.__slots__}, "hash": seals[e.instance_id]} for e in entries],
        )
        connection.execute(
            update(Instance.__table__)  # type: ignore[attr-defined]
            .where(col(Instance.organisation_id) == home.id, col(Instance.cycle_id).is_(None))
            .values(cycle_id=col(Instance.id))
        )
        for id_ in ids:
            connection.exec_driver_sql(
                "UPDATE instance SET head = '%s' WHERE id = %d" % (seals[id_], id_)  # noqa: UP031
            )
        connection.execute(
            insert(Cycle), [{"instance_id": i, "goal": "", "staff_hours": 0, "technology": {}} for i in ids]
        )
        if term:
            subjects = (_subject(i, seeded.digest, decision, home) for i in ids)
            rows = [row for subject in subjects for row in deadline_rows(subject, decision.deadlines)]
            connection.execute(insert(Deadline), rows)
        return ids


def _subject(id_: int, digest: str, decision: Any, home: Any) -> Subject:
    return Subject(
        id=id_, kind="cycle", cycle_id=id_, code="", title="Vernieuwing", digest=digest,
        means=decision.means, final=False, head=GENESIS, state=decision.state, home=home,
    )  # fmt: skip


def later(days: int) -> datetime:
    """Return a moment this many days after ``NOW``."""
    return NOW + timedelta(days=days)
