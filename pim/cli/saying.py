"""What a command says to a person: in the chosen language, and in the local time of the organisation.

English stands in the commands, Dutch in ``nl.yaml`` beside this file. Data (``--json``) is no business of
this file: its names stay English and its moments UTC.
"""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date, format_datetime

from pim.settings import settings
from pim.web.labels import spaced
from pim.web.words import translations
from workflows.local_time import time_zone
from workflows.picture.words import span_in_words, word
from workflows.reasons import word_for
from workflows.vocabulary import KNOWN_ROLES

zone: ContextVar[str] = ContextVar("zone", default="UTC")
"""Of the organisation that the command is about; set by whoever looks up the actor or the organisation."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPAN = re.compile(r"(?P<before>in |lasts )?(?P<span>\d+ [a-z ]+?)(?P<after> before| after)?")
_DATE = re.compile(r"on (?P<date>[a-z_]+)")


@cache
def catalogue() -> dict[str, str]:
    """Return the Dutch of every message, by its English."""
    read: dict[str, str] = yaml.safe_load(Path(__file__).with_name("nl.yaml").read_text(encoding="utf-8"))
    return read


def say(text: str, /, **values: Any) -> str:
    """Return a message with its values, in the chosen language. ``text`` is one literal of the catalogue."""
    chosen = catalogue()[text] if settings().language == "nl" else text
    return chosen.format(**{name: for_people(value) for name, value in values.items()})


def for_people(value: Any) -> str:
    """Return a value as people write it: "10 juli 2026", "3,5". Data has its days and figures as they are."""
    language = settings().language
    if isinstance(value, float):
        return figure(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        value = date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, "d MMMM y", locale=language)
    return str(value)


def figure(value: float) -> str:
    """Return a figure with at most two decimals, behind the sign of the chosen language."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if settings().language == "nl" else text


def role_name(name: str) -> str:
    """Return a role as people call it; one of an organisation's own workflow stays as it is written."""
    pair = KNOWN_ROLES.get(name)
    return pair[0 if settings().language == "nl" else 1].lower() if pair else known(name)


def notice_name(name: str) -> str:
    """Return what a letter is about, in a few words, as the pages call it."""
    return translations(settings().language).gettext(spaced(name))


def known(name: str) -> str:
    """Return a code or the head of a column as people call it; one that has no word stays as it is."""
    return catalogue().get(name, name) if settings().language == "nl" else name


def label(words: Mapping[str, str]) -> str:
    """Return the label that a workflow gives, in the chosen language."""
    return words[settings().language]


def counted(number: int, one: str, more: str, /, **values: Any) -> str:
    """Return ``one`` or ``more``, whichever goes with this number; both are messages of the catalogue."""
    return say(one if number == 1 else more, number=number, **values)


def local(moment: datetime | str | None, at: str | None = None) -> str:
    """Return a moment (or its ISO text) in local time: "ma 2 mrt 2026, 09:00". Nothing for None.

    ``at`` is the time zone, where one list has several; else that of the command's organisation.
    """
    if moment is None:
        return ""
    there = time_zone(at or zone.get())
    aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    said = format_datetime(aware.astimezone(there), "EEE d MMM y, HH:mm", locale=settings().language)
    return f"{said} UTC" if there.key == "UTC" else said


def rule(written: str) -> str:
    """Return the rule of a deadline in words: "in 10 working days" → "binnen 10 werkdagen"."""
    language = settings().language
    if found := _DATE.fullmatch(written):
        return word_for(found["date"], language)
    if written.startswith("day "):
        return say("day {number}", number=written.removeprefix("day "))
    found = _SPAN.fullmatch(written)
    if language == "en" or found is None:
        return written
    before = {"in ": "binnen ", "lasts ": "duurt ", None: ""}[found["before"]]
    after = {" before": " ervoor", " after": " erna", None: ""}[found["after"]]
    return f"{before}{span_in_words(found['span'], language)}{after}"


def kind(name: str) -> str:
    """Return what sort of thing something is: "feedbackronde"."""
    return word(settings().language, name)


def deadline(due: dict[str, Any], at: str | None = None) -> str:
    """Return one line about a deadline: when, what, about what (where that is told) and by which rule."""
    about = f" – {due['about']}" if due.get("about") else ""
    return f"  {local(due['at'], at)}  {what(due['what'])}{about} ({rule(due['rule'])})"


def what(name: str) -> str:
    """Return what the clock will do."""
    said = {"due": say("end of the term"), "remind": say("reminder"), "escalate": say("escalation")}
    return said.get(name, name)
