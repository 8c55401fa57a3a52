"""Terms in general, gathered notices, incidents, and the fields of an organisation's own letters."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.notice import Dated, Notice
from notifications.notices.parts import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRunningOut(Dated):
    """A term the law or a subsidy sets; `what` names it."""

    name: ClassVar[str] = "term_running_out"
    what: str
    consequence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineNear(Dated):
    name: ClassVar[str] = "deadline_near"
    what: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue(Dated):
    """`due` is the day that has passed."""

    name: ClassVar[str] = "overdue"
    calendar: ClassVar[str] = ""
    what: str
    waits_for: str
    missing: tuple[str, ...] = ()
    up_to_you: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyDigest(Notice):
    """About several innovations at once: `innovation` may be empty."""

    name: ClassVar[str] = "weekly_digest"
    week: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Notice):
    """Many notices for one person in one letter: each item is the subject of a letter that was not sent."""

    name: ClassVar[str] = "bundle"
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Notice):
    """To the administrator: something failed `attempts` times and now waits for a person.

    `commands`: what to type on the server to try again or to let go.
    """

    name: ClassVar[str] = "incident"
    problem: str
    where: str
    attempts: int
    since: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink(Notice):
    """To whoever asked to sign in. The link works once, `minutes` long; its end is filled in on leaving."""

    name: ClassVar[str] = "sign_in_link"
    must_say: ClassVar[frozenset[str]] = frozenset({"link"})
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class General(Dated):
    """What an organisation's own letters may use."""

    name: ClassVar[str] = "general"
    stage: str
    step: str
    actor: str = ""
    reason: str = ""
