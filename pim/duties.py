"""What the clock does for every organisation: an anchor each evening, a digest each Monday."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from notifications.catalogue import NOTICES
from notifications.outbox import Outgoing, queue
from pim.cycles.queries import Card, card_query, read_cards
from pim.feedback.counting import count_open_rounds
from pim.lifecycle.anchors import EVENING, anchor_day
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.duties import Recurring, every_evening, every_monday
from pim.lifecycle.subject import Home
from pim.lifecycle.tables import Instance
from pim.mine.news import news
from pim.people.letters_off import WEEKLY
from pim.people.tables import LetterOff, Person, Role
from pim.settings import Settings
from pim.web.fields import BIGGEST

MOST_ITEMS = 50
AT_ONCE = 1_000
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
    """Write one letter to each sponsor and manager, and to whoever follows something that changed.

    To the first: where their innovations stand and what is late. Whoever is both gets one letter.
    """
    year, week, _ = calendar_of(session, home).local_date(at).isocalendar()
    letters: dict[str, Outgoing] = {}
    for reader, items in _digest_items(session, home, at, settings).items():
        letter = _digest_letter(home, settings, f"{year}-{week:02}", f"week {week} ({year})", *reader, items)
        letters.setdefault(letter.key, letter)  # who is both sponsor and manager gets one
    queue(session, list(letters.values()), at)


Reader = tuple[int, str, str | None, str, str]  # id, name, address, language, because


def _digest_items(
    session: Session, home: Home, at: datetime, settings: Settings
) -> dict[Reader, list[dict[str, str]]]:
    items = {
        (*person, role): [_item(session, card, person[3], settings) for card in _first(cards)]
        for (*person, role), cards in _cards(session, home, at).items()
        if cards
    }
    first = {key[0]: key for key in reversed(items)}
    for person, its in news(session, home, at, settings).items():
        mine = items.setdefault(first.get(person[0], (*person, "follower")), [])
        known = {one["link"] for one in mine}
        mine += [one for one in its if one["link"] not in known][: max(0, MOST_ITEMS - len(mine))]
    off = set(session.scalars(select(col(LetterOff.person_id)).where(col(LetterOff.notice) == WEEKLY)))
    return {reader: its for reader, its in items.items() if reader[0] not in off}


def _cards(session: Session, home: Home, at: datetime) -> dict[tuple[Any, ...], list[Card]]:
    """Return, by sponsor and manager with their role, the innovations that they are told of."""
    cards = _running(session, home, at)
    if not cards:
        return {}
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
    mine: dict[tuple[Any, ...], dict[int, Card]] = {}
    for *person, role, cycle_id in readers:
        theirs = cards if cycle_id is None else {cycle_id: cards[cycle_id]} if cycle_id in cards else {}
        mine.setdefault((*person, role), {}).update(theirs)
    return {reader: list(its.values()) for reader, its in mine.items()}


def _running(session: Session, home: Home, at: datetime) -> dict[int, Card]:
    """Return every innovation that has not ended, however old: read a thousand at a time."""
    found: dict[int, Card] = {}
    last = BIGGEST
    running = card_query(
        col(Instance.organisation_id) == home.id, col(Instance.means).not_in(("closed", "stopped"))
    ).order_by(col(Instance.id).desc())
    while cards := read_cards(session, running.where(col(Instance.id) < last).limit(AT_ONCE), at):
        found.update((card.id, card) for card in cards)
        last = cards[-1].id
    return found


def _first(cards: Iterable[Card]) -> list[Card]:
    """Return what a letter has room for: what is late first, then the newest."""
    return sorted(cards, key=lambda card: (not card.is_late, -card.id))[:MOST_ITEMS]


def _digest_letter(
    home: Home,
    settings: Settings,
    number: str,
    week: str,
    id_: int,
    name: str,
    email: str | None,
    language: str,
    because: str,
    items: list[dict[str, str]],
) -> Outgoing:
    page = "/mine" if because == "follower" else "/overview"
    return Outgoing(
        key=f"weekly:{home.id}:{number}:{id_}",
        org_id=home.id,
        notice="weekly_digest",
        language=language,
        context={
            "organisation": home.name,
            "recipient": name,
            "innovation": "",
            "link": settings.base_url.rstrip("/") + page,
            "because": because,
            "because_label": "",
            "week": week,
            "items": items,
        },
        person_id=id_,
        address=email,
        bundle=NOTICES["weekly_digest"].bundle,
    )


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
