"""The words a notice needs: from what happened and what is known to the fields of its letter.

A field is filled from the event itself, else from a provider below, else from the feature whose
instance it is about, else it stays at the notice's default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.catalogue import NOTICES
from notifications.dates import say_moment
from notifications.notice import Notice, shape
from notifications.notices.terms import General
from pim.answers import queries as answers
from pim.channels import links
from pim.consultation import queries as consultation
from pim.cycles import queries as cycles
from pim.cycles.tables import Cycle
from pim.evidence import facts as evidence
from pim.evidence.words import outcome_lines
from pim.feedback.titles import in_language
from pim.figures import queries as figures
from pim.figures import words as figure_words
from pim.ideas import queries as ideas
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Event
from pim.people.tables import Person
from pim.pilots import queries as pilots
from pim.rollout import queries as rollout
from pim.settings import Settings
from pim.variants import queries as variants
from workflows.reasons import explain, task

ASKED = ("asked", "not_answered")  # audiences of a round that answer it


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a letter. ``own`` are words that differ per reader, such as the site."""

    id: int
    name: str
    email: str | None
    language: str
    own: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Directory:
    """Who holds which role, for all events of a batch, in one statement."""

    holders: dict[tuple[int, int | None, str], list[Reader]] = field(default_factory=dict)

    def of(self, subject: Subject, role: str) -> list[Reader]:
        """Return the holders of a role: in this cycle, or else in the whole organisation."""
        return self.holders.get((subject.home.id, subject.cycle_id, role)) or self.holders.get(
            (subject.home.id, None, role), []
        )


def page_of(subject: Subject, settings: Settings) -> str:
    """Return the address of the page about a subject."""
    base = settings.base_url.rstrip("/")
    if subject.kind == "round":
        return f"{base}/rounds/{subject.id}{'/said' if subject.means == 'answered' else ''}"
    if subject.kind == "consultation":
        return f"{base}/consultations/{subject.id}"
    if subject.kind == "idea":
        return f"{base}/cycles/{subject.cycle_id}/ideas"
    return f"{base}/cycles/{subject.cycle_id}"


class Telling:
    """One event, being told. Reads each thing once, and only when a letter needs it."""

    def __init__(self, session: Session, event: Event, directory: Directory, settings: Settings) -> None:
        self.session = session
        self.event = event
        self.subject = event.subject
        self.directory = directory
        self.settings = settings
        self._shared: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._feature: dict[str, Mapping[str, Any]] = {}

    def context(self, letter: str, audience: str, reader: Reader) -> dict[str, Any]:
        """Return the fields of this letter for this reader, as plain values."""
        key = (letter, audience, reader.language)
        shared = self._shared.get(key)
        if shared is None:
            shared = self._shared[key] = self._fields(letter, audience, reader.language)
        words = {**reader.own, **self._way_in(audience, reader)}
        own = {name: _said(value, reader.language) for name, value in words.items() if name in shared}
        if "up_to_you" in shared:
            own["up_to_you"] = any(one.id == reader.id for one in self.acting())
        return {**shared, "recipient": reader.name, **own}

    def _way_in(self, audience: str, reader: Reader) -> Mapping[str, Any]:
        """Return how somebody who is asked comes to the form: by a link of their own, or with a slip."""
        if self.subject.kind != "round" or self.subject.means != "open" or audience not in ASKED:
            return {}
        if reader.email:
            return {"link": links.mailed(self.settings, self.subject.id)}
        return {"link": links.for_a_code(self.settings, self.subject.id), "slip": True}

    def _fields(self, letter: str, audience: str, language: str) -> dict[str, Any]:
        notice: type[Notice] = NOTICES.get(letter, General)
        form = shape(notice)
        names = (*form.required, *form.defaults)
        given = {**form.defaults, **dict.fromkeys(form.lists, ()), **dict.fromkeys(form.numbers, 0)}
        fields = {name: self._field(name, language, given) for name in names}
        if letter in ABOUT_THE_STAGE:
            fields["step"] = self.stage(language)
        if letter in TO_THE_IDEAS:
            base = self.settings.base_url.rstrip("/")
            fields["link"] = f"{base}/cycles/{self.subject.cycle_id}/ideas"
        fields["because"] = audience
        fields["because_label"] = self._role_label(audience, language)
        return fields

    def _field(self, name: str, language: str, given: Mapping[str, Any]) -> Any:
        if name in self.event.data:
            return _said(self.event.data[name], language)
        provider = PROVIDERS.get(name)
        if provider is not None:
            return provider(self, language)
        known = self._of_the_feature(language)
        if name in known:
            return known[name]
        return given.get(name, "")

    def _of_the_feature(self, language: str) -> Mapping[str, Any]:
        """Return what the feature knows about its instance: read once per language."""
        if language not in self._feature:
            words = FEATURES.get(self.subject.kind)
            self._feature[language] = words(self.session, self.subject.id, language) if words else {}
        return self._feature[language]

    def known(self, name: str, language: str) -> Any:
        """Return what the feature knows under a name, or nothing."""
        return self._of_the_feature(language).get(name, "")

    def _role_label(self, audience: str, language: str) -> str:
        label = machine_of(self.session, self.subject.digest).definition.roles.get(audience)
        return getattr(label, language) if label else ""

    def title(self) -> str:
        """Return the title of the cycle."""
        if self.subject.kind == "cycle":
            return self.subject.title
        title: str | None = self.session.scalar(
            select(col(Instance.title)).where(col(Instance.id) == self.subject.cycle_id)
        )
        return title or ""

    def names(self, role: str) -> str:
        """Return the names of those who hold a role."""
        return ", ".join(reader.name for reader in self.directory.of(self.subject, role))

    def actor(self) -> str:
        """Return the name of the person who acted, or the product's own name for the clock."""
        if self.event.actor_id is None:
            return "PIM"
        name: str | None = self.session.scalar(
            select(col(Person.name)).where(col(Person.id) == self.event.actor_id)
        )
        return name or ""

    def acting(self) -> list[Reader]:
        """Return those who can act now: of the first step that somebody can take."""
        machine = machine_of(self.session, self.subject.digest)
        for step in machine.possible(self.subject.kind, self.subject.state.stage):
            for role in step.by:
                if readers := self.directory.of(self.subject, role):
                    return readers
        return self.directory.of(self.subject, "lead")

    def what(self, language: str) -> str:
        """Return what has to be done in the stage the subject is in, and with what."""
        subject = self.subject
        title = in_language(subject.title, language)
        doing = task(subject.kind, subject.means, language)
        if doing is None:
            return f"{title}: {self.stage(language)}"
        return doing if subject.kind == "cycle" else f"{doing} (‘{title}’)"

    def late(self) -> bool:
        """Tell whether the term that begins with this step was over before it began."""
        return self.event.due_at is not None and self.event.due_at <= self.event.at

    def fate(self) -> str:
        """Return what becomes of a variant; a step of the cycle takes the chosen one to its pilot."""
        return "chosen" if self.subject.kind == "cycle" else self.subject.means

    def stage(self, language: str) -> str:
        """Return the label of the stage the subject is in."""
        machine = machine_of(self.session, self.subject.digest)
        return machine.stage(self.subject.kind, self.subject.state.stage).label[language]

    def step(self, language: str) -> str:
        """Return the label of the step that was taken."""
        machine = machine_of(self.session, self.subject.digest)
        ways = machine.place(self.subject.kind, self.event.from_stage or self.subject.state.stage).ways
        return ways[self.event.name].view.label[language] if self.event.name in ways else self.stage(language)

    def about(self, language: str) -> str:
        """Return the title of what inside the innovation it is about; nothing where it is that itself."""
        return "" if self.subject.kind == "cycle" else in_language(self.subject.title, language)

    def did(self, language: str) -> str:
        """Return the label of a step that left the stage as it was: else the stage says what happened."""
        stayed = self.event.from_stage == self.subject.state.stage
        return self.step(language) if stayed else ""

    def due(self, language: str) -> str | None:
        """Return the end of the term in words, in local time."""
        if self.event.due_at is None:
            return None
        return say_moment(self.event.due_at, language, ZoneInfo(self.subject.home.zone))

    def overrides(self, language: str) -> list[dict[str, str]]:
        """Return every requirement that was set aside, by whom and why."""
        by = self.actor()
        return [
            {"requirement": explain(unmet, language), "by": by, "reason": why}
            for unmet, why in self.event.overridden
        ]


def _said(value: Any, language: str) -> Any:
    """Return a value in one language, where it has two."""
    if isinstance(value, Mapping) and value.keys() == {"nl", "en"}:
        return value[language]
    return value


def _short_link(telling: Telling, language: str) -> str:
    """Return the address under which the answers of a round can be read without signing in."""
    code = telling.known("code", language)
    return f"{telling.settings.base_url.rstrip('/')}/s/{code}" if code else ""


def _lesson(telling: Telling, _: str) -> str:
    """Return the newest lesson, where the step that was taken asks for one."""
    subject, event = telling.subject, telling.event
    machine = machine_of(telling.session, subject.digest)
    way = machine.place(subject.kind, event.from_stage or subject.state.stage).ways.get(event.name)
    if way is None or "lesson_recorded" not in way.view.needs:
        return ""
    return next(reversed(cycles.lessons(telling.session, subject.cycle_id)), "")


def _counted(telling: Telling, language: str) -> list[str]:
    """Return what was counted at the newest moment that can be compared with the time before."""
    found = figures.figures_of(telling.session, telling.subject.cycle_id)
    moment = figure_words.newest(found)
    return figure_words.lines(found, language, moment) if moment else []


def _outcomes(telling: Telling, language: str) -> list[str]:
    """Return each outcome before and after, where enough people answered both times."""
    return outcome_lines(evidence.measures(telling.session, telling.subject.cycle_id), language)


def _goal(telling: Telling, _: str) -> str:
    row = telling.session.get(Cycle, telling.subject.cycle_id)
    return row.goal if row else ""


# A decision is waited for in a stage, whichever step led there.
ABOUT_THE_STAGE = frozenset({"gate_waiting"})

# Where somebody can do what the letter asks: not the page of the innovation, but the form for an idea.
TO_THE_IDEAS = frozenset({"ideas_open"})

Provider = Callable[[Telling, str], Any]
PROVIDERS: Mapping[str, Provider] = {
    "organisation": lambda t, _: t.subject.home.name,
    "innovation": lambda t, _: t.title(),
    "link": lambda t, _: page_of(t.subject, t.settings),
    "short_link": _short_link,
    "recipient": lambda _, __: "",
    "actor": lambda t, _: t.actor(),
    "lead": lambda t, _: t.names("lead"),
    "waits_for": lambda t, _: ", ".join(reader.name for reader in t.acting()),
    "stage": lambda t, language: t.stage(language),
    "step": lambda t, language: t.step(language),
    "decision": lambda t, language: t.step(language),
    "about": lambda t, language: t.about(language),
    "did": lambda t, language: t.did(language),
    "what": lambda t, language: t.what(language),
    "late": lambda t, _: t.late(),
    "fate": lambda t, _: t.fate(),
    "reason": lambda t, _: t.event.reason or "",
    "reasons": lambda t, _: [t.event.reason] if t.event.reason else [],
    "overrides": lambda t, language: t.overrides(language),
    "missing": lambda t, language: [explain(unmet, language) for unmet in t.event.warnings],
    "due": lambda t, language: t.due(language),
    "due_at": lambda t, _: t.event.due_at.isoformat() if t.event.due_at else None,
    "counted": _counted,
    "goal": _goal,
    "lesson": _lesson,
    "lessons": lambda t, _: cycles.lessons(t.session, t.subject.cycle_id),
    "outcomes": _outcomes,
    "variants": lambda t, _: variants.lines(t.session, t.subject.cycle_id),
    "functionality": lambda t, _: variants.functionality(t.session, t.subject.cycle_id),
    "choices": lambda t, language: variants.choices(t.session, t.subject.cycle_id, language),
}

# What a feature knows about one of its instances, in letter fields. One or two statements each.
FEATURES: Mapping[str, Callable[[Session, int, str], Mapping[str, Any]]] = {
    "idea": ideas.letter_words,
    "round": answers.letter_words,
    "pilot": pilots.letter_words,
    "wave": rollout.letter_words,
    "consultation": consultation.letter_words,
}
