"""Every date of a request: those that people gave, and those that were counted, each with why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from pim.consultation import why_words
from pim.consultation.queries import last_day_of, nullity_until, stage_that_meant, suspending_stage
from pim.consultation.tables import Consultation
from pim.errors import BadInput
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor
from workflows.machine import deadlines
from workflows.why import Why, why, why_beside

APPEAL = "WOR 26(2)"
_GIVEN = ("asked_on", "answer_by", "told_on", "noticed_on", "invoked_on")
# What the end of a stage's term is called, by what the stage means; elsewhere it is a day that was given.
_TERMS = {"given": "decide_by", "withheld": "decide_by"}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a request. ``why`` is None for a day that a person gave."""

    name: str
    day: date
    why: Why | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain data, with the explanation line by line in both languages."""
        found = self.why
        return {
            "name": self.name,
            "label": why_words.label(self.name),
            "day": self.day.isoformat(),
            "counted": found is not None,
            "law": why_words.law_of(self.name, found),
            "rule": None if found is None else why_words.rule(found),
            "inputs": {} if found is None else {found.since: found.start.isoformat()},
            "plainLastDay": None if found is None else found.plain.isoformat(),
            "skipped": []
            if found is None
            else [{"day": each.day.isoformat(), "nl": each.nl, "en": each.en} for each in found.skipped],
            "calendar": None if found is None else found.calendar,
            "zone": None if found is None else found.zone,
            "endsAt": None if found is None else found.ends_at.isoformat(),
            "said": {
                language: why_words.lines(self.name, self.day, found, language) for language in ("nl", "en")
            },
        }


def dates_of(session: Session, subject: Subject, request: Consultation) -> list[Dated]:
    """Return the dates of a request in order of time."""
    given = [Dated(name, subject.dates[name]) for name in _GIVEN if name in subject.dates]
    return sorted([*given, *_counted(session, subject, request)], key=lambda each: each.day)


def why_dates(
    session: Session, actor: Actor, consultation_id: int, which: str | None = None
) -> list[dict[str, Any]]:
    """Return the dates of a request with why; ``which`` names one, or is a day. Raises BadInput, NotFound."""
    subject = seen(session, actor, consultation_id, "consultation")
    request = session.get_one(Consultation, consultation_id)
    found = dates_of(session, subject, request)
    if which is None:
        return [each.as_json() for each in found]
    wanted = [each for each in found if which in (each.name, each.day.isoformat())]
    if not wanted:
        known = ", ".join(f"{each.name} ({each.day})" for each in found) or "none yet"
        raise BadInput(f"date: {which!r} is no date of {subject.title!r}; there are: {known}")
    return [each.as_json() for each in wanted]


def _counted(session: Session, subject: Subject, request: Consultation) -> Iterator[Dated]:
    yield from _suspension(session, subject, request)
    yield from _nullity(session, subject)
    yield from _running(session, subject)


def _suspension(session: Session, subject: Subject, request: Consultation) -> Iterator[Dated]:
    if request.waived_on is not None:
        return
    found = _why(session, subject, suspending_stage(session, subject, request))
    if found is None:
        return
    yield Dated("suspended_until", found.last, found)
    yield Dated("execution_from", found.last + timedelta(days=1), found)
    # WOR 26(2) counts the same month from the same day, for going to court.
    yield Dated("appeal_until", found.last, replace(found, law=APPEAL))


def _nullity(session: Session, subject: Subject) -> Iterator[Dated]:
    if nullity_until(session, subject) is None:
        return
    found = _why(session, subject, stage_that_meant(session, subject, "contestable"))
    if found is not None:
        yield Dated("nullity_until", found.last, found)


def _why(session: Session, subject: Subject, stage: str | None) -> Why | None:
    if last_day_of(session, subject, stage) is None or stage is None:
        return None
    term = machine_of(session, subject.digest).place(subject.kind, stage).term
    assert term is not None, "it has a last day"
    return why(term, subject.state.entered_at, subject.dates, calendar_of(session, subject.home))


def _running(session: Session, subject: Subject) -> Iterator[Dated]:
    """What the clock does in the stage it is in: the end of the term, its reminders and escalations."""
    machine, calendar = machine_of(session, subject.digest), calendar_of(session, subject.home)
    term = machine.place(subject.kind, subject.state.stage).term
    if term is None or subject.final:
        return
    found = why(term, subject.state.entered_at, subject.dates, calendar)
    if found is None:
        return
    if subject.means in _TERMS:
        yield Dated(_TERMS[subject.means], found.last, found)
    for due in deadlines(
        machine, subject.kind, subject.state.stage, subject.state.entered_at, subject.dates, calendar
    ):
        if due.what != "due":
            beside = why_beside(found, term, due, calendar)
            if beside is not None:
                yield Dated(f"{due.what}_{due.number}", beside.last, beside)
