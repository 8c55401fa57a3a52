"""Days and moments as a person writes them, in Dutch and English."""

from datetime import date, datetime, tzinfo

_MONTHS = {
    "nl": tuple(
        "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
    ),
    "en": tuple(
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
}
_WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_CLOCK = {"nl": "{day}, {hour:02}:{minute:02} uur", "en": "{day}, {hour:02}:{minute:02}"}


def say_day(day: date, language: str) -> str:
    """A day: "27 maart 2026" or "27 March 2026". A datetime is said in its own zone."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def say_weekday(day: date, language: str) -> str:
    """A day with its name: "vrijdag 27 maart 2026" or "Friday 27 March 2026"."""
    return f"{_WEEKDAYS[language][day.weekday()]} {say_day(day, language)}"


def say_moment(moment: datetime, language: str, zone: tzinfo) -> str:
    """A moment: "27 maart 2026, 23:59 uur" or "27 March 2026, 23:59", in `zone`; seconds are cut off.

    Raises ValueError for a moment without a zone: whose clock it is would be a guess.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    local = moment.astimezone(zone)
    return _CLOCK[language].format(day=say_day(local, language), hour=local.hour, minute=local.minute)
