"""A small workflow and a small house, to try the engine by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlmodel import Session

from notifications.outbox import Outgoing
from pim.db import Database
from pim.lifecycle.advance import Order, advance, begin
from pim.lifecycle.definitions import publish
from pim.lifecycle.subject import Subject, home_of
from pim.lifecycle.work import Actor, Event, Key, Work, run
from pim.people.tables import Organisation
from tests.cast import Cast, cast
from workflows.definition import load
from workflows.facts import Facts

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Amsterdam

WORKFLOW = """
workflow: small
title: {nl: Klein, en: Small}
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
        open_ideas:
          label: {nl: Beginnen, en: Begin}
          to: ideas
          by: lead
          needs: [sponsor_named, lesson_recorded]
          tells: {sponsor: stage_changed}
    ideas:
      label: {nl: Ideeën, en: Ideas}
      due: none
      steps:
        again:
          label: {nl: Opnieuw, en: Again}
          to: preparation
          by: lead
          reason: required
        close:
          label: {nl: Afronden, en: Close}
          to: closed
          by: sponsor
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
        then: [close, hold]
      steps:
        close:
          label: {nl: Sluiten, en: Close}
          to: closed
          by: clock
          needs:
            - response_at_least: {percent: 50}
        hold:
          label: {nl: Aanhouden, en: Hold}
          to: held
          by: clock
    held:
      label: {nl: Aangehouden, en: Held}
      due: none
      steps:
        close_anyway:
          label: {nl: Toch sluiten, en: Close anyway}
          to: closed
          by: lead
    closed:
      label: {nl: Gesloten, en: Closed}
      due: none
      steps:
        answer:
          label: {nl: Beantwoorden, en: Answer}
          to: answered
          by: lead
    answered:
      label: {nl: Beantwoord, en: Answered}
      final: true
"""
PILOT = """pilot:
  start: running
  stages:
    running:
      label: {nl: Loopt, en: Running}
      due:
        on: ends_on
        remind: [5 working days before]
        reminder: {lead: deadline_near}
      steps:
        end:
          label: {nl: Beëindigen, en: End}
          to: ended
          by: lead
    ended:
      label: {nl: Beëindigd, en: Ended}
      final: true
"""
LETTERS = frozenset({"deadline_near", "overdue", "stage_changed", "round_reminder", "incident"})


@dataclass
class SmallHouse:
    """Answers with the facts it was given and writes to whoever holds a role."""

    people: Cast
    given: dict[str, object] = field(default_factory=dict)
    entered_stages: list[str] = field(default_factory=list)
    poisoned: set[int] = field(default_factory=set)

    def facts(
        self, _session: Session, subject: Subject, groups: frozenset[str], today: date, *, live: bool
    ) -> Facts:
        if subject.id in self.poisoned:
            raise RuntimeError("these facts cannot be read")
        return Facts(today=today, **{name: value for name, value in self.given.items() if name in groups})

    def letters(
        self, _session: Session, events: Sequence[Event], *, names_only: bool = False
    ) -> list[Outgoing]:
        reader = self.people["marieke"]
        return [
            Outgoing(
                key=f"{event.key}:{tell.letter}:{tell.audience}",
                org_id=event.subject.home.id,
                notice=tell.letter,
                language="nl",
                context={"recipient": tell.audience},
                person_id=reader.person_id,
                address="marieke@noordervers.example",
                about_instance=event.subject.id,
                about_visit=event.subject.state.visit,
                check=event.check,
            )
            for event in events
            for tell in event.tells
        ]

    def entered(self, _session: Session, subject: Subject, now: datetime) -> None:
        self.entered_stages.append(subject.state.stage)


@dataclass
class Small:
    """A database with one cycle of the small workflow."""

    database: Database
    house: SmallHouse
    people: Cast
    digest: str

    @property
    def lead(self) -> Actor:
        return self.people["marieke"]

    def start(
        self, kind: str = "cycle", title: str = "Bestellen", now: datetime = NOON, **given: object
    ) -> int:
        """Start an instance and return its number."""

        def verb(work: Work) -> dict[str, object]:
            home = home_of(work.session.get_one(Organisation, self.lead.organisation_id))
            return {"id": begin(work, home, kind, self.digest, "", title, **given).id}  # type: ignore[arg-type]

        return int(run(self.database, self.house, self.lead, now, verb)["id"])

    def step(
        self,
        id_: int,
        name: str,
        actor: Actor | None = None,
        now: datetime = NOON,
        key: str | None = None,
        **order: object,
    ) -> dict[str, object]:
        """Take a step as somebody (the lead unless said otherwise) and return the answer."""
        wanted = Order(id_, name, **order)  # type: ignore[arg-type]
        return run(
            self.database,
            self.house,
            actor or self.lead,
            now,
            lambda w: advance(w, wanted).as_json(),
            Key(key) if key else None,
        )


def small(database: Database) -> Small:
    """Lay the small workflow, the cast and a lead into a fresh database."""
    with database.write() as session:
        people = cast(session)
        key = publish(session, load(WORKFLOW + PILOT, LETTERS), NOON)
    return Small(database, SmallHouse(people), people, key)
