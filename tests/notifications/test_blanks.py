"""A personal code goes out with a letter, and never stands in the database with it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlmodel import Session

from notifications.blanks import BLANK, blank_in, filled_in
from notifications.lease import Claimed
from notifications.letter import LetterError
from notifications.outbox import Outgoing
from notifications.transports import TransportError
from pim.db import Database
from tests.notifications.letter_examples import STORE
from tests.notifications.post_office import LETTERS, NOW, Recorder, deliver, in_, letters, outgoing, put

PAGE = "https://pim.noordervers.example/a/12-"


def _asked(number: int, **changes: Any) -> Outgoing:
    """An invitation whose page has a blank."""
    context = {**STORE["round_invitation"].context(), "link": PAGE + BLANK}
    return outgoing(number, notice="round_invitation", context=context, **changes)


def _word(person: int) -> str:
    return f"CODE-OF{person:02}-HERE"


def _words(_: Session, rows: Sequence[Claimed]) -> Mapping[int, str]:
    return {row.id: _word(row.person_id or 0) for row in rows}


def test_each_reader_gets_their_own_code_and_the_database_keeps_the_blank(database: Database) -> None:
    box = Recorder()
    put(database, _asked(1), _asked(2))
    assert deliver(database, box, words=_words).accepted == 2
    for post in box.posts:
        mine = _word(int(post.recipient.removeprefix("medewerker").partition("@")[0]))
        other = _word(3 - int(mine[7:9]))
        assert PAGE + mine in post.letter.text
        assert f'href="{PAGE}{mine}"' in post.letter.html
        assert BLANK not in post.letter.text + post.letter.html
        assert other not in post.letter.text + post.letter.html
    for row in letters(database):
        assert PAGE + BLANK in row.text
        assert PAGE + BLANK in row.html
        assert "CODE-OF" not in repr(tuple(row))


def test_the_second_copy_of_a_letter_is_the_same_as_the_first(database: Database) -> None:
    box = Recorder([TransportError("the line broke", uncertain=True)])
    put(database, _asked(1))
    deliver(database, box, words=_words)
    deliver(database, box, in_(hours=1), words=_words)
    first, second = box.posts
    assert first.letter == second.letter
    assert first.message_id == second.message_id
    assert _word(1) in second.letter.text


def test_a_letter_without_a_word_for_its_blank_waits_and_holds_up_nobody(database: Database) -> None:
    box = Recorder()
    put(database, _asked(1), outgoing(2))
    done = deliver(database, box, words=lambda _session, _rows: {})
    assert (done.accepted, done.later) == (1, 1)
    assert box.recipients == ["medewerker2@noordervers.example"]
    waiting = letters(database)[0]
    assert waiting.status == "queued"
    assert "the key of its round is not there" in waiting.error


def test_a_letter_that_is_only_kept_keeps_its_blank(database: Database) -> None:
    put(database, _asked(1))
    assert deliver(database, None, NOW, words=_words).kept == 1
    row = letters(database)[0]
    assert PAGE + BLANK in row.text
    assert "CODE-OF" not in repr(tuple(row))


def test_stars_that_somebody_wrote_are_no_blank(database: Database) -> None:
    box = Recorder()
    told = {**outgoing(1).context, "innovation": f"Sterren {BLANK}"}
    put(database, outgoing(1, context=told))
    assert deliver(database, box, words=_words).accepted == 1
    assert f"Sterren {BLANK}" in box.posts[0].letter.text


@given(st.integers(min_value=1, max_value=90))
def test_a_blank_is_filled_in_wherever_a_line_of_the_calendar_is_cut(long: int) -> None:
    link = f"https://{'x' * long}.example/a/7-{BLANK}"
    context = {
        **STORE["round_invitation"].context(),
        "link": link,
        "due_at": "2026-03-15T22:59:59+00:00",
    }
    letter = LETTERS.render("round_invitation", "nl", context)
    blank = blank_in(context)
    assert blank == f"7-{BLANK}"
    sent = filled_in(letter, blank, "7K3M-9QXT-0V2B")
    assert sent.ics is not None
    assert letter.ics is not None
    assert len(sent.ics) == len(letter.ics)
    (event,) = Calendar.from_ical(sent.ics).walk("VEVENT")
    assert event["url"] == link.replace(BLANK, "7K3M-9QXT-0V2B")
    assert "7K3M-9QXT-0V2B" in event["description"]
    assert b"*" not in sent.ics


@pytest.mark.parametrize("word", ["", "SHORT", "7K3M-9QXT-0V2BX", "7K3M-9QXT-0V2é"])
def test_what_does_not_fit_the_blank_is_refused(word: str) -> None:
    letter = LETTERS.render("round_invitation", "nl", STORE["round_invitation"].context())
    with pytest.raises(LetterError, match="14 signs"):
        filled_in(letter, f"7-{BLANK}", word)
