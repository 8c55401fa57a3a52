"""A small world that is put under faults: one workflow, a house that needs no memory, and plain letters.

Everything in it can be sent to another process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from notifications.delivery import Delivered, deliver_due
from notifications.lease import Claimed
from notifications.letter import Letter
from notifications.message import Sender
from notifications.outbox import Outgoing
from notifications.transports import Server, Smtp, Transport
from pim.db import Database
from pim.lifecycle.advance import Order, advance, begin
from pim.lifecycle.definitions import publish
from pim.lifecycle.subject import Subject, home_of, lock
from pim.lifecycle.sweep import Swept, sweep
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor, Event, Key, Work, run
from pim.people.tables import Organisation
from tests.cast import NOORDERVERS, cast
from workflows.definition import load
from workflows.facts import Charter, Facts, Own, RoundFact

START = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Amsterdam
LATER = timedelta(days=60)  # by then every term of a stage has ended, twice over

WORKFLOW = """
workflow: faults
title: {nl: Storingen, en: Faults}
calendar: nl
roles: [lead, sponsor, employee]
cycle:
  start: preparation
  stages:
    preparation:
      label: {nl: Voorbereiden, en: Preparation}
      due:
        in: 5 working days
        remind: [2 working days before]
        reminder: {lead: deadline_near}
        escalate: {after: 1 working day, to: sponsor}
      steps:
        begin_ideas:
          label: {nl: Beginnen, en: Begin}
          to: ideas
          by: lead
          needs: [sponsor_named, lesson_recorded]
          tells: {sponsor: stage_changed}
    ideas:
      label: {nl: Ideeën, en: Ideas}
      due:
        in: 10 days
        remind: [3 days before]
        reminder: {lead: deadline_near}
      steps:
        again:
          label: {nl: Opnieuw, en: Again}
          to: preparation
          by: lead
        close:
          label: {nl: Afronden, en: Close}
          to: closed
          by: sponsor
          tells: {lead: stage_changed}
    closed:
      label: {nl: Afgerond, en: Closed}
      final: true
round:
  start: open
  stages:
    open:
      label: {nl: Open, en: Open}
      due:
        lasts: 14 days
        remind: [day 7]
        reminder: {lead: round_reminder}
        then: close
      steps:
        close:
          label: {nl: Sluiten, en: Close}
          to: closed
          by: clock
          needs:
            - response_at_least: {percent: 50}
          tells: {lead: round_closed}
        close_now:
          label: {nl: Nu sluiten, en: Close now}
          to: closed
          by: lead
          tells: {sponsor: round_closed}
    closed:
      label: {nl: Gesloten, en: Closed}
      due: {in: 5 days, escalate: {after: 1 day, to: sponsor}}
      steps:
        answer:
          label: {nl: Beantwoorden, en: Answer}
          to: answered
          by: lead
    answered:
      label: {nl: Beantwoord, en: Answered}
      final: true
"""
NOTICES = frozenset({"deadline_near", "overdue", "stage_changed", "round_reminder", "round_closed"})
READERS = {"lead": ("marieke", False), "sponsor": ("henk", True), "administrator": ("bas", False)}
"""Who reads what an audience is told, and whether that may be bundled."""

_VISIT = select(col(Instance.visit)).where(col(Instance.id) == bindparam("id"))


@dataclass(frozen=True)
class FaultHouse:
    """Everything a step needs is there; letters go to one person for each audience."""

    people: Mapping[str, Actor]
    poisoned: frozenset[int] = frozenset()

    def facts(
        self, session: Session, subject: Subject, groups: frozenset[str], today: date, *, live: bool
    ) -> Facts:
        if subject.id in self.poisoned:
            raise RuntimeError("these facts cannot be read")
        return Facts(
            today=today,
            charter=Charter(sponsor_named=True),
            lessons=1,
            own=Own(round=RoundFact(id=1, invited=100, answered=80)),
        )

    def letters(
        self, session: Session, events: Sequence[Event], *, names_only: bool = False
    ) -> list[Outgoing]:
        return [self._letter(event, tell.audience, tell.letter) for event in events for tell in event.tells]

    def _letter(self, event: Event, audience: str, notice: str) -> Outgoing:
        name, bundle = READERS[audience]
        # To these two the sink says "not now", or hangs up, the first time it sees them.
        mood = {0: "busy", 3: "closing"}.get(event.subject.id % 7, "")
        return Outgoing(
            key=f"{event.key}:{notice}:{audience}",
            org_id=event.subject.home.id,
            notice=notice,
            language="nl",
            context={"about": event.subject.title, "link": "https://pim.example/cycles/1"},
            person_id=self.people[name].person_id,
            address=f"{mood}{event.subject.id if mood else name}@noordervers.example",
            about_instance=event.subject.id,
            about_visit=event.subject.state.visit,
            check=event.check,
            bundle=bundle,
        )

    def entered(self, session: Session, subject: Subject, now: datetime) -> None:
        pass


class Plain:
    """Renders any notice."""

    def render(self, name: str, language: str, context: Mapping[str, Any], /) -> Letter:
        return Letter(f"{name} ({language})", f"{name}\n\n{context}", f"<p>{name}</p>")


def still_true(session: Session, letter: Claimed) -> str | None:
    """What the house of PIM asks too: is the instance where it was?"""
    if letter.check is None:
        return None
    visit = session.connection().scalar(_VISIT, {"id": letter.about_instance})
    return None if visit == letter.about_visit else "this has moved on"


@dataclass(frozen=True)
class World:
    """Where it all happens. ``port``: of the mail server; without one letters are kept."""

    url: str
    folder: Path
    digest: str
    people: Mapping[str, Actor]
    port: int | None = None
    poisoned: frozenset[int] = field(default_factory=frozenset)

    @property
    def house(self) -> FaultHouse:
        return FaultHouse(self.people, self.poisoned)

    @property
    def lead(self) -> Actor:
        return self.people["marieke"]

    @property
    def sponsor(self) -> Actor:
        return self.people["henk"]

    def transport(self) -> Transport | None:
        if self.port is None:
            return None
        return Smtp(Server("127.0.0.1", self.port), Sender("PIM", "pim@noordervers.example"))

    def sweep(self, database: Database, now: datetime, **more: Any) -> Swept:
        return sweep(database, self.house, now, **more)

    def deliver(self, database: Database, now: datetime, worker: str = "one", **more: Any) -> Delivered:
        return deliver_due(
            database.write, self.transport(), Plain(), now, worker=worker, still_true=still_true, **more
        )

    def begin(
        self,
        database: Database,
        kind: str = "cycle",
        now: datetime = START,
        key: str | None = None,
        cycle_id: int | None = None,
        title: str = "Bestellen",
    ) -> dict[str, Any]:
        """Bring a cycle, or a round (of a cycle), to life; its journal says under which key."""

        def verb(work: Work) -> dict[str, Any]:
            if cycle_id is not None:
                lock(work.session, cycle_id)
            home = home_of(work.session.get_one(Organisation, self.lead.organisation_id))
            born = begin(
                work, home, kind, self.digest, key or "", title, cycle_id=cycle_id, said={"key": key}
            )
            return {"id": born.id, "version": born.state.version}

        return run(database, self.house, self.lead, now, verb, Key(key) if key else None)

    def step(
        self,
        database: Database,
        instance_id: int,
        name: str,
        now: datetime = START,
        key: str | None = None,
        actor: Actor | None = None,
        **order: Any,
    ) -> dict[str, Any]:
        """Take a step as the lead, or somebody else; its journal row says under which key."""
        wanted = Order(instance_id, name, said={"key": key}, **order)
        return run(
            database,
            self.house,
            actor or self.lead,
            now,
            lambda work: advance(work, wanted).as_json(),
            Key(key) if key else None,
        )


def lay_world(url: str, folder: Path, port: int | None = None) -> World:
    """Publish the workflow and bring Noordervers into a fresh database."""
    database = Database(url)
    with database.write() as session:
        people = cast(session, NOORDERVERS).people
        digest = publish(session, load(WORKFLOW, NOTICES), START)
    database.dispose()
    return World(url, folder, digest, people, port)
