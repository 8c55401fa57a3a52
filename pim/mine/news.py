"""What whoever follows something reads of it once a week: where it stands now, and what was answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from pim.feedback.titles import in_language
from pim.ideas.queries import OUTCOMES
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Home
from pim.settings import Settings
from pim.who_hears import followers

WEEK = timedelta(days=7)
WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "cycle": "Dit is nu de fase.",
        "idea": "Zo staat het idee er nu voor.",
        "round": "U zei – wij deden: de antwoorden op deze ronde staan klaar.",
    },
    "en": {
        "cycle": "This is its stage now.",
        "idea": "This is where the idea stands now.",
        "round": "You said – we did: the answers to this round are there.",
    },
}
Person = tuple[int, str, str | None, str]  # id, name, address, language
Item = dict[str, str]


def news(session: Session, home: Home, at: datetime, settings: Settings) -> Mapping[Person, Sequence[Item]]:
    """Return, by person, what changed in the week before ``at`` in what they follow. One statement."""
    found: dict[Person, list[Item]] = {}
    for id_, name, email, language, *thing in followers(session, home.id, at - WEEK, at):
        item = _item(session, language, settings.base_url.rstrip("/"), *thing)
        its = found.setdefault((id_, name, email, language), [])
        if item not in its:  # an idea inside an innovation that is followed as well
            its.append(item)
    return found


def _item(session: Session, language: str, base: str, *thing: Any) -> Item:
    id_, kind, code, title, digest, stage, outcome, because = thing
    label = machine_of(session, digest).stage(kind, stage).label[language]
    titled = f"{code}: {title}" if kind == "idea" else in_language(title, language)
    text = f"{OUTCOMES[outcome][language].capitalize()}. {because}" if outcome else WORDS[language][kind]
    link = f"{base}/{kind}s/{id_}{'/said' if kind == 'round' else ''}"
    return {"title": f"{titled} – {label}", "text": text, "link": link}
