"""A deadline in the reader's own calendar."""

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from notifications.catalogue import NOTICES, Dated
from notifications.letters import Letter, LetterError, Letters
from tests.notifications.letter_examples import CLOSES, STORE

LETTERS = Letters()


def letter(name: str, **changed: Any) -> Letter:
    """Render the store's example in Dutch, with some fields changed."""
    return LETTERS.render(name, "nl", {**STORE[name].context(), **changed})


def event(made: Letter) -> Any:
    """Return the one event of a letter's calendar."""
    assert made.ics is not None
    calendar = Calendar.from_ical(made.ics)
    (only,) = calendar.walk("VEVENT")
    return only


def test_an_invitation_puts_the_last_moment_in_the_calendar() -> None:
    made = letter("round_invitation")
    entry = event(made)
    assert entry["DTSTART"].dt == CLOSES
    assert entry["SUMMARY"] == made.subject
    assert entry["URL"] == STORE["round_invitation"].link
    assert entry["TRANSP"] == "TRANSPARENT"


def test_the_entry_is_no_meeting_that_asks_for_an_answer() -> None:
    made = letter("round_invitation")
    calendar = Calendar.from_ical(made.ics)
    assert "METHOD" not in calendar
    assert "ATTENDEE" not in event(made)
    assert calendar["PRODID"] == "-//PIM//Participatory Innovation Management//EN"


def test_a_reminder_and_an_extension_move_the_entry_and_add_none() -> None:
    later = datetime(2026, 3, 22, 22, 59, 59, tzinfo=UTC)
    first, reminder = event(letter("round_invitation")), event(letter("round_reminder"))
    extended = event(letter("round_extended", due_at=later.isoformat()))
    assert first["UID"] == reminder["UID"] == extended["UID"]
    assert extended["DTSTART"].dt == later


def test_two_rounds_or_two_deadlines_of_one_page_are_two_entries() -> None:
    one = event(letter("round_invitation"))["UID"]
    assert event(letter("round_invitation", link="https://pim.noordervers.example/rondes/3"))["UID"] != one
    assert event(letter("deadline_near", what="Ideeën"))["UID"] != event(letter("deadline_near"))["UID"]
    assert event(letter("advice_requested"))["UID"] != event(letter("deadline_near"))["UID"]


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_a_letter_has_an_entry_exactly_when_the_reader_has_a_last_day(name: str) -> None:
    kind = NOTICES[name]
    given = STORE[name].context().get("due_at") is not None
    ahead = issubclass(kind, Dated) and bool(kind.calendar)
    assert (letter(name).ics is not None) == (given and ahead)
    if given:
        assert letter(name, due_at=None, due=None).ics is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(LetterError, match="needs a time zone"):
        letter("round_invitation", due_at="2026-03-15T23:59:59")
    with pytest.raises(LetterError, match="is no moment"):
        letter("round_invitation", due_at="morgen")


def test_the_file_has_the_lines_that_calendars_expect() -> None:
    made = letter("round_invitation", round="een hele lange naam, met komma; en puntkomma " * 2)
    assert made.ics is not None
    lines = made.ics.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert not [line for line in lines if len(line) > 75 or b"\n" in line]
    assert event(made)["SUMMARY"] == made.subject
