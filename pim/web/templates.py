"""Templates: one Environment per language, strict about names, escaping everything."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import i18n

from pim.web.chart_labels import labels
from pim.web.labels import install
from pim.web.words import translations

FOLDER = Path(__file__).parent.parent / "templates"


@cache
def environment(language: str) -> Environment:
    """Return the templates in one language."""
    words = translations(language)
    env = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[i18n],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cast(Any, env).install_gettext_translations(words, newstyle=True)
    install(env, language, words)
    env.filters["moment"] = lambda moment, zone: say_moment(moment, zone, language)
    env.filters["local_day"] = lambda moment, zone: say_day(moment.astimezone(ZoneInfo(zone)), language)
    env.filters["chart_labels"] = labels
    env.filters["number"] = lambda number: format_decimal(number, "0.0", locale=language)
    env.filters["day"] = lambda day: say_day(day, language)
    env.filters["month"] = lambda day: format_date(day, "MMM yy", locale=language)
    env.filters["iso_day"] = lambda day: say_day(date.fromisoformat(day), language)
    env.globals["language"] = language
    return env


def say_moment(moment: datetime | None, zone: str, language: str) -> str:
    """Return a moment in local time, e.g. "ma 2 mrt 2026, 09:00"; nothing for None."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone))
    return format_datetime(local, "EEE d MMM y, HH:mm", locale=language)


def say_day(day: date | None, language: str) -> str:
    """Return a day, e.g. "ma 2 mrt 2026"; nothing for None."""
    return format_date(day, "EEE d MMM y", locale=language) if day else ""
