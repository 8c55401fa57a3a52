"""The journal of one organisation: what happened to what, by whom and when, looked for by each of these."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session, col

from pim.cycles.view import Line
from pim.lifecycle.anchors import wrong_anchors
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance, JournalEntry
from pim.lifecycle.verify import changed_workflows, verify
from pim.people.tables import Person
from pim.web.labels import Labels
from pim.web.sheets import Cell
from pim.web.words import translations

CLOCK = "clock"
HEADS = {
    "nl": ("Moment (UTC)", "Soort", "Nummer", "Waarover", "Regel", "Wat", "Van fase", "Naar fase", "Door",
           "Reden", "Zegel"),
    "en": ("Moment (UTC)", "Kind", "Number", "About", "Line", "What", "From stage", "To stage", "By",
           "Reason", "Seal"),
}  # fmt: skip
BY_CLOCK = {"nl": "de klok", "en": "the clock"}
_SINGLE = {
    "cycle": ("vernieuwing", "innovation"), "idea": ("idee", "idea"), "variant": ("variant", "variant"),
    "round": ("feedbackronde", "feedback round"), "pilot": ("proef", "pilot"),
    "consultation": ("advies of instemming", "advice or consent"), "wave": ("golf", "wave"),
}  # fmt: skip
_ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words in the title or code, words in the name of who did it, first and last day."""

    about: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line with what seals it."""

    line: Line
    version: int
    digest: str
    seal: str

    @property
    def path(self) -> str:
        """Return the page of what it is about."""
        return f"/{self.line.kind}s/{self.line.instance_id}"


def _like(words: str) -> str:
    for sign in (_ESCAPE, "%", "_"):
        words = words.replace(sign, _ESCAPE + sign)
    return f"%{words.lower()}%"


def _conditions(organisation_id: int, wanted: Wanted, zone: str) -> Iterator[Any]:
    yield col(Instance.organisation_id) == organisation_id
    if wanted.about:
        words = _like(wanted.about)
        yield or_(
            func.lower(col(Instance.title)).like(words, escape=_ESCAPE),
            func.lower(col(Instance.code)).like(words, escape=_ESCAPE),
        )
    if wanted.by.lower() in (CLOCK, *BY_CLOCK.values(), "klok"):
        yield col(JournalEntry.actor_id).is_(None)
    elif wanted.by:
        yield func.lower(col(Person.name)).like(_like(wanted.by), escape=_ESCAPE)
    if wanted.since:
        yield col(JournalEntry.at) >= _morning(wanted.since, zone)
    if wanted.until:
        yield col(JournalEntry.at) < _morning(wanted.until + timedelta(days=1), zone)


def _morning(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _rows(organisation_id: int, wanted: Wanted, zone: str) -> Select[Any]:
    columns: tuple[Any, ...] = (
        col(JournalEntry.instance_id), col(Instance.kind), col(Instance.code), col(Instance.title),
        col(JournalEntry.at), col(JournalEntry.what), col(JournalEntry.from_stage),
        col(JournalEntry.to_stage), col(Person.name), col(JournalEntry.data),
        col(JournalEntry.version), col(Instance.digest), col(JournalEntry.hash),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Instance, col(Instance.id) == col(JournalEntry.instance_id))
        .outerjoin(Person, col(Person.id) == col(JournalEntry.actor_id))
        .where(*_conditions(organisation_id, wanted, zone))
        .order_by(
            col(JournalEntry.at).desc(),
            col(JournalEntry.instance_id).desc(),
            col(JournalEntry.version).desc(),
        )
    )


def _row(found: Any) -> Row:
    *line, data, version, digest, seal = tuple[Any, ...](found)
    return Row(Line(*tuple[Any, ...]((*line, json.loads(data)))), version, digest, seal)


def story(
    session: Session, organisation_id: int, wanted: Wanted, zone: str, *, limit: int, after: int = 0
) -> list[Row]:
    """Return lines of the journal, newest first. One statement."""
    rows = session.execute(_rows(organisation_id, wanted, zone).limit(limit).offset(after))
    return [_row(found) for found in rows]


def story_cells(
    session: Session, organisation_id: int, wanted: Wanted, zone: str, language: str
) -> Iterator[list[Cell]]:
    """Yield every line that is looked for as cells of a file, a thousand rows at a time in memory."""
    labels = Labels(language, translations(language))
    rows = session.execute(_rows(organisation_id, wanted, zone).execution_options(yield_per=1_000))
    for found in rows:
        row = _row(found)
        line = row.line
        machine = machine_of(session, row.digest)
        yield [
            line.at.isoformat(timespec="seconds"), _SINGLE[line.kind][0 if language == "nl" else 1],
            line.instance_id, labels.title(line), row.version, labels.happened(line, machine),
            line.from_stage, line.to_stage, line.actor or BY_CLOCK[language], labels.why(line), row.seal,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the journal found: things that were tampered with, days that differ, workflows."""

    things: tuple[tuple[int, int, str], ...]
    days: tuple[date, ...]
    workflows: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Tell whether nothing was tampered with."""
        return not (self.things or self.days or self.workflows)


def verdict(session: Session, organisation_id: int) -> Verdict:
    """Check every seal of an organisation, its daily anchors, and the workflows it may run on."""
    things = tuple((one.instance_id, one.version, one.why) for one in verify(session, organisation_id))
    days = tuple(wrong_anchors(session, organisation_id))
    return Verdict(things, days, tuple(changed_workflows(session)))
