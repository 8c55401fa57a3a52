"""Letters that are refused, a mail server that is away, and answers that never came."""

from datetime import timedelta

import pytest

from notifications import trouble
from notifications.backoff import LONGEST_PAUSE, pause
from notifications.delivery import Delivered
from notifications.transports import TransportError
from pim.db import Database
from tests.notifications.post_office import (
    NO_ANSWER,
    NO_MAILBOX,
    NO_SERVER,
    NOT_NOW,
    NOW,
    Recorder,
    deliver,
    in_,
    letter,
    letters,
    outgoing,
    put,
    statuses,
)

# --- Refusals --------------------------------------------------------------------------------------------


def test_a_letter_refused_for_now_is_tried_again_later_and_later(database: Database) -> None:
    put(database, outgoing(1))
    now, pauses = NOW, []
    for _ in range(8):
        assert deliver(database, Recorder([NOT_NOW]), now) == Delivered(later=1)
        row = letter(database, 1)
        pauses.append(row.next_try_at - now)
        assert deliver(database, Recorder(), row.next_try_at - timedelta(seconds=1)) == Delivered()
        now = row.next_try_at
    assert (row.attempts, row.copies, row.error) == (8, 0, "450 try later")
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[0] < timedelta(minutes=2)
    assert max(pauses) <= LONGEST_PAUSE * 1.2
    assert deliver(database, Recorder(), now) == Delivered(accepted=1)
    assert letter(database, 1).error is None


def test_pauses_differ_between_letters_but_not_between_runs() -> None:
    assert pause("a", 3) == pause("a", 3)
    assert len({pause(f"letter {n}", 3) for n in range(100)}) > 90
    assert all(timedelta(minutes=3) < pause(f"letter {n}", 3) < timedelta(minutes=5) for n in range(100))
    assert pause("a", 10_000) <= LONGEST_PAUSE * 1.2


def test_a_letter_that_is_refused_for_days_becomes_an_incident(database: Database) -> None:
    put(database, outgoing(1))
    for day in range(10):
        assert deliver(database, Recorder([NOT_NOW]), in_(hours=12 * day)).later == 1
    assert deliver(database, Recorder([NOT_NOW]), in_(days=5)) == Delivered(incident=1)
    assert letter(database, 1).error == "450 try later"


def test_the_first_refusal_after_a_long_outage_is_not_the_end(database: Database) -> None:
    put(database, outgoing(1))
    assert deliver(database, Recorder([NOT_NOW]), in_(days=60)) == Delivered(later=1)


def test_an_address_that_does_not_exist_is_written_to_once(database: Database) -> None:
    put(database, outgoing(1), outgoing(2))
    post_office = Recorder([NO_MAILBOX])
    assert deliver(database, post_office) == Delivered(bounced=1, accepted=1)
    row = letter(database, 1)
    assert (row.status, row.error, row.copies) == ("bounced", "550 no such mailbox", 0)

    put(database, outgoing(3, address="MEDEWERKER1@noordervers.example"))
    assert deliver(database, post_office, in_(days=1)) == Delivered(bounced=1)
    assert len(post_office.posts) == 2
    assert "is on the bounce list: 550 no such mailbox" in letter(database, 3).error

    with database.write() as session:
        assert trouble.clear_bounce(session, row.address)
        trouble.retry(session, row.id, in_(days=2))
    assert deliver(database, post_office, in_(days=2)) == Delivered(accepted=1)


def test_a_letter_whose_words_are_refused_does_not_condemn_its_address(database: Database) -> None:
    put(database, outgoing(1))
    refused = TransportError("554 looks like spam", permanent=True)
    assert deliver(database, Recorder([refused])) == Delivered(bounced=1)
    put(database, outgoing(2, address=outgoing(1).address))
    assert deliver(database, Recorder()) == Delivered(accepted=1)


@pytest.mark.parametrize("address", ["no at sign", "two@example.org, three@example.org", "a@b\r\nBcc: c@d"])
def test_an_address_that_is_none_ends_its_letter_and_no_other(database: Database, address: str) -> None:
    put(database, outgoing(1, address=address), outgoing(2))
    post_office = Recorder()
    delivered = deliver(database, post_office)
    assert post_office.recipients == ["medewerker2@noordervers.example"]
    assert delivered.accepted == 1
    assert statuses(database)[0] in {"bounced", "kept"}


# --- The mail server is away -----------------------------------------------------------------------------


def test_when_the_mail_server_is_away_one_letter_tries_and_the_others_wait_untouched(
    database: Database,
) -> None:
    put(database, *(outgoing(n) for n in range(5)))
    post_office = Recorder([NO_SERVER])
    assert deliver(database, post_office) == Delivered(later=1, trouble="connection refused")
    assert len(post_office.posts) == 1
    assert statuses(database) == ["queued"] * 5
    assert [row.attempts for row in letters(database)] == [1, 0, 0, 0, 0]
    assert [row.copies for row in letters(database)] == [0] * 5
    assert deliver(database, post_office, in_(seconds=30)) == Delivered(accepted=4)
    assert deliver(database, post_office, in_(minutes=2)) == Delivered(accepted=1)


def test_an_outage_of_weeks_loses_nothing(database: Database) -> None:
    put(database, outgoing(1))
    for day in range(30):
        assert deliver(database, Recorder([NO_SERVER]), in_(days=day)).later == 1
    assert deliver(database, Recorder(), in_(days=31)) == Delivered(accepted=1)


def test_a_worker_that_is_asked_to_stop_gives_the_rest_back(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(5)))
    post_office = Recorder()
    stop = lambda: len(post_office.posts) >= 2  # noqa: E731
    assert deliver(database, post_office, stop=stop) == Delivered(accepted=2)
    assert statuses(database) == ["accepted"] * 2 + ["queued"] * 3
    assert [row.attempts for row in letters(database)] == [0] * 5
    assert deliver(database, post_office, worker="two") == Delivered(accepted=3)


# --- Nobody knows ----------------------------------------------------------------------------------------


def test_a_letter_without_an_answer_is_sent_once_more_and_then_never_again(database: Database) -> None:
    put(database, outgoing(1))
    post_office = Recorder([NO_ANSWER, NO_ANSWER])
    assert deliver(database, post_office) == Delivered(later=1)
    assert letter(database, 1).copies == 1
    assert deliver(database, post_office, in_(hours=1)) == Delivered(uncertain=1)
    assert deliver(database, post_office, in_(days=30)) == Delivered()
    first, second = post_office.posts
    assert first.message_id == second.message_id
    assert first.letter == second.letter
    row = letter(database, 1)
    assert (row.status, row.copies, row.error) == ("uncertain", 2, "no answer after the body")


def test_a_refusal_after_an_unanswered_copy_does_not_count_as_a_copy(database: Database) -> None:
    put(database, outgoing(1))
    post_office = Recorder([NO_ANSWER, NOT_NOW, NO_SERVER, NO_ANSWER])
    for hour in range(4):
        deliver(database, post_office, in_(hours=hour))
    assert (letter(database, 1).status, letter(database, 1).copies) == ("uncertain", 2)
    assert len(post_office.posts) == 4


def test_a_reminder_without_an_answer_is_not_sent_again(database: Database) -> None:
    put(database, outgoing(1, check="not_answered"))
    post_office = Recorder([NO_ANSWER])
    assert deliver(database, post_office) == Delivered(uncertain=1)
    assert deliver(database, post_office, in_(days=1)) == Delivered()
    assert (letter(database, 1).status, letter(database, 1).copies) == ("uncertain", 1)


def test_a_reminder_that_was_refused_for_now_is_sent_again(database: Database) -> None:
    put(database, outgoing(1, check="not_answered"))
    post_office = Recorder([NOT_NOW])
    deliver(database, post_office)
    assert deliver(database, post_office, in_(hours=1)) == Delivered(accepted=1)


def test_a_transport_that_breaks_is_not_believed_either_way(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, outgoing(1), outgoing(2))
    assert deliver(database, Recorder([ZeroDivisionError("a bug")])) == Delivered(later=1, accepted=1)
    assert (letter(database, 1).copies, letter(database, 1).error) == (1, "ZeroDivisionError: a bug")
    assert "the transport broke" in caplog.text
