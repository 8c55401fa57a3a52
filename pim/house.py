"""The house: how the engine, which knows no feature, gets its facts, its letters and its consequences."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from notifications.outbox import Outgoing
from pim.answers.report_back import lay_desk, publish_answers
from pim.cycles.facts import gather
from pim.feedback.closing import close_books, withdraw_books
from pim.feedback.opening import open_books
from pim.lifecycle.held import follow_the_innovation
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Event
from pim.settings import Settings
from pim.who_hears import letters_for
from workflows.facts import Facts

Arrival = Callable[[Session, Subject, datetime, Settings], None]


def _closed(session: Session, subject: Subject, now: datetime, settings: Settings) -> None:
    """Close the books of a round first: what lies on the desk is what may be shown of them."""
    close_books(session, subject, now, settings)
    lay_desk(session, subject, now, settings)


# What a feature does when its instance arrives in a stage that means this.
ARRIVALS: Mapping[tuple[str, str], Arrival] = {
    ("round", "open"): open_books,
    ("round", "closed"): _closed,
    ("round", "answered"): publish_answers,
    ("round", "withdrawn"): withdraw_books,
}


class PimHouse:
    """Answers what ``pim.lifecycle.work.House`` asks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def facts(
        self, session: Session, subject: Subject, groups: frozenset[str], today: date, *, live: bool
    ) -> Facts:
        """Return the groups of facts that a step looks at."""
        return gather(session, subject, groups, today, live=live)

    def letters(
        self, session: Session, events: Sequence[Event], *, names_only: bool = False
    ) -> list[Outgoing]:
        """Return the letters that the events call for."""
        return letters_for(session, events, self.settings, names_only=names_only)

    def entered(self, session: Session, subject: Subject, now: datetime) -> None:
        """Do what a feature does when its instance arrives in a stage."""
        arrival = ARRIVALS.get((subject.kind, subject.means))
        if arrival:
            arrival(session, subject, now, self.settings)
        if subject.kind == "cycle":
            follow_the_innovation(session, self, subject, now)
