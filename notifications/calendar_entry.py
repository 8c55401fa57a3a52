"""A deadline as a calendar entry (RFC 5545)."""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache

from icalendar import Calendar, Event


@lru_cache(maxsize=256)
def calendar_entry(series: str, link: str, moment: datetime, summary: str, description: str) -> bytes:
    """One VEVENT at `moment` (aware), without METHOD: an entry to keep, not an invitation to answer.

    An event and not a VTODO, because most phones show no tasks from mail. The UID comes from the `series`
    and the page: when the deadline moves, the new letter moves the entry instead of adding one. Cached: a
    round's entry is the same for everyone who is asked.
    """
    at = moment.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{series}|{link}'.encode()).hexdigest()[:32]}@pim")
    event.add("summary", summary)
    event.add("dtstart", at)
    # A letter has no clock of its own; this keeps the file the same at every attempt to send it.
    event.add("dtstamp", at)
    event.add("description", description)
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//PIM//Participatory Innovation Management//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
