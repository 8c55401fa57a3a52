"""What the clock does for every organisation: an anchor each evening, a digest each Monday."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from notifications.catalogue import NOTICES
from notifications.outbox import Outgoing, queue
from pim.cycles.queries import Card, board
from pim.feedback.counting import count_open_rounds
from pim.lifecycle.anchors import EVENING, anchor_day
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.duties import Recurring, every_evening, every_monday
from pim.lifecycle.subject import Home
from pim.people.tables import Person, Role
from pim.settings import Settings

MOST_ITEMS = 50
WORDS = {
    "nl": {
        "late": ("Eén taak is te laat", "{n} taken zijn te laat"),
        "open": ("Er loopt één feedbackronde", "Er lopen {n} feedbackrondes"),
        "fine": ("Alles is op tijd",) * 2,
    },
    "en": {
        "late": ("One task is late", "{n} tasks are late"),
        "open": ("One feedback round is open", "{n} feedback rounds are open"),
        "fine": ("Everything is on time",) * 2,
    },
}


def duties(settings: Settings) -> dict[str, Recurring]:
    """Return the duties of every organisation, by name."""

    def digest(session: Session, home: Home, at: datetime) -> None:
        _weekly_digest(session, home, at, settings)

    return {
        EVENING: Recurring(_evening, every_evening),
        "weekly_digest": Recurring(digest, every_monday),
    }


def _evening(session: Session, home: Home, at: datetime) -> None:
    """Anchor the journal, and let the shown response of open rounds move: once a day, never in between."""
    today = calendar_of(session, home).local_date(at)
    anchor_day(session, home.id, today, at)
    count_open_rounds(session, home.id, today)


def _weekly_digest(session: Session, home: Home, at: datetime, settings: Settings) -> None:
    """Write one letter to each sponsor and manager: where their innovations stand and what is late."""
    cards = [
        card for card in board(session, home.id, at, limit=1_000) if card.means not in ("closed", "stopped")
    ]
    if not cards:
        return
    monday = calendar_of(session, home).local_date(at)
    year, week, _ = monday.isocalendar()
    readers = session.execute(
        select(
            col(Person.id), col(Person.name), col(Person.email), col(Person.language),
            col(Role.role), col(Role.cycle_id),
        )
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(
            col(Role.organisation_id) == home.id,
            col(Person.active),
            or_(col(Role.role) == "sponsor", and_(col(Role.role) == "manager", col(Role.site_id).is_(None))),
        )
        .order_by(col(Person.id))
    ).all()  # fmt: skip
    mine: dict[tuple[Any, ...], list[Card]] = {}
    for *person, role, cycle_id in readers:
        seen = mine.setdefault((*person, role), [])
        seen += [c for c in cards if c not in seen and (cycle_id is None or c.id == cycle_id)]
    letters: dict[str, Outgoing] = {}
    for (id_, name, email, language, role), its in mine.items():
        if not its:
            continue
        letter = Outgoing(
            key=f"weekly:{home.id}:{year}-{week:02}:{id_}",
            org_id=home.id,
            notice="weekly_digest",
            language=language,
            context={
                "organisation": home.name,
                "recipient": name,
                "innovation": "",
                "link": settings.base_url.rstrip("/") + "/overview",
                "because": role,
                "because_label": "",
                "week": f"week {week} ({year})",
                "items": [_item(session, card, language, settings) for card in its[:MOST_ITEMS]],
            },
            person_id=id_,
            address=email,
            bundle=NOTICES["weekly_digest"].bundle,
        )
        letters.setdefault(letter.key, letter)
    queue(session, list(letters.values()), at)


def _item(session: Session, card: Card, language: str, settings: Settings) -> dict[str, str]:
    words = WORDS[language]
    label = machine_of(session, card.digest).stage("cycle", card.stage).label[language]
    counts = (("late", card.overdue), ("open", card.open_rounds))
    said = [words[what][count > 1].format(n=count) for what, count in counts if count]
    return {
        "title": f"{card.title}: {label}",
        "text": ". ".join(said or [words["fine"][0]]) + ".",
        "link": f"{settings.base_url.rstrip('/')}/cycles/{card.id}",
    }
