"""Days of an instance: read from its row, and said in a letter."""

from collections.abc import Mapping
from datetime import date

from notifications.dates import say_day


def read_days(stored: Mapping[str, str]) -> dict[str, date]:
    """Return the named dates of an instance's row (ISO text) as days."""
    return {name: date.fromisoformat(day) for name, day in stored.items()}


def said_days(days: Mapping[str, date]) -> dict[str, dict[str, str]]:
    """Return named days in words of both languages, for the data of an event."""
    return {
        name: {language: say_day(day, language) for language in ("nl", "en")} for name, day in days.items()
    }
