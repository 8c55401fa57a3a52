"""Bringing letters: the ordinary way, what became untrue, what cannot be sent or made."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from notifications import trouble
from notifications.delivery import Delivered
from notifications.lease import Claimed
from notifications.message import Post
from notifications.outbox import BOUNCE, LetterRow, Status
from pim.db import Database
from pim.errors import Busy
from tests.notifications.post_office import (
    NO_ANSWER,
    NO_MAILBOX,
    NOW,
    Failing,
    Recorder,
    counted_commits,
    deliver,
    in_,
    letter,
    letters,
    outgoing,
    poison,
    put,
    statuses,
)

# --- The ordinary way ------------------------------------------------------------------------------------


def test_a_due_letter_is_brought_once_and_kept_as_it_was_read(database: Database) -> None:
    put(database, outgoing(1))
    post_office = Recorder()
    assert deliver(database, post_office) == Delivered(accepted=1)
    assert deliver(database, post_office, in_(days=30)) == Delivered()
    assert post_office.recipients == ["medewerker1@noordervers.example"]
    row, post = letter(database, 1), post_office.posts[0]
    assert (row.status, row.copies, row.ended_at, row.body_going_out_at) == ("accepted", 1, NOW, None)
    assert (row.subject, row.text, row.html) == (post.letter.subject, post.letter.text, post.letter.html)
    assert row.message_id == post.message_id
    assert "Beste Medewerker 1," in row.text
    assert post_office.closed == 2


def test_a_letter_is_not_brought_before_its_moment(database: Database) -> None:
    put(database, outgoing(1, not_before=in_(hours=1)))
    post_office = Recorder()
    assert deliver(database, post_office, in_(minutes=59)) == Delivered()
    assert deliver(database, post_office, in_(hours=1)) == Delivered(accepted=1)


def test_the_oldest_due_letters_go_first_and_no_more_than_asked(database: Database) -> None:
    put(database, outgoing(1, not_before=in_(minutes=2)), outgoing(2, not_before=in_(minutes=1)))
    put(database, outgoing(3, not_before=in_(minutes=3)))
    post_office = Recorder()
    assert deliver(database, post_office, in_(hours=1), limit=2).accepted == 2
    assert set(post_office.recipients) == {f"medewerker{n}@noordervers.example" for n in (1, 2)}
    assert statuses(database) == ["accepted", "accepted", "queued"]


def test_each_letter_costs_one_commit(database: Database) -> None:
    def commits_for(first: int, count: int) -> int:
        put(database, *(outgoing(first + n) for n in range(count)))
        with counted_commits(database) as commits:
            assert deliver(database, Recorder()).accepted == count
        return len(commits)

    assert commits_for(100, 45) - commits_for(0, 5) == 40


def test_the_body_goes_out_only_after_that_was_committed(database: Database) -> None:
    put(database, outgoing(1))
    seen: list[tuple[str, int, bool]] = []

    def look(_: Post) -> None:
        row = letter(database, 1)  # on a connection of its own: sees what is committed
        seen.append((row.status, row.copies, row.body_going_out_at == NOW))

    deliver(database, Recorder([look]))
    assert seen == [("sending", 1, True)]


# --- What became untrue ----------------------------------------------------------------------------------


def test_a_letter_that_became_untrue_is_cancelled_and_says_why(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(1, 5)))
    post_office = Recorder()

    def even_ones(_: Session, row: Claimed) -> str | None:
        return None if row.person_id in {2, 4} else "answered meanwhile"

    assert deliver(database, post_office, still_true=even_ones) == Delivered(accepted=2, cancelled=2)
    assert post_office.recipients == [f"medewerker{n}@noordervers.example" for n in (2, 4)]
    row = letter(database, 1)
    assert (row.status, row.error, row.ended_at, row.copies) == ("cancelled", "answered meanwhile", NOW, 0)


def test_truth_is_asked_in_the_transaction_that_lets_the_body_go(database: Database) -> None:
    """What is answered while the letter before it goes out is noticed."""
    put(database, outgoing(1), outgoing(2))
    answered: set[int] = set()
    post_office = Recorder([lambda _: answered.add(2)])

    def check(_: Session, row: Claimed) -> str | None:
        return "answered meanwhile" if row.person_id in answered else None

    assert deliver(database, post_office, still_true=check) == Delivered(accepted=1, cancelled=1)


def test_what_the_check_reads_and_that_the_body_goes_out_are_one_transaction(database: Database) -> None:
    put(database, outgoing(1))
    failing: Any = Failing(database, 4)  # 1 left behind, 2 bundles, 3 claim, 4 the check and the going out
    post_office = Recorder()

    def check(session: Session, _: Claimed) -> str | None:
        trouble.note_bounce(session, "mark@example.org", "the check was here", NOW)
        return None

    with pytest.raises(Busy):
        deliver(failing, post_office, still_true=check)
    with database.read() as session:
        assert trouble.bounced(session, ["mark@example.org"]) == {}
    assert post_office.posts == []


def test_a_letter_that_cannot_be_made_but_is_untrue_is_cancelled_not_an_incident(database: Database) -> None:
    put(database, poison(1, address=None), poison(2))
    assert deliver(database, Recorder(), still_true=lambda *_: "stopped") == Delivered(cancelled=2)


def test_a_letter_of_which_a_copy_may_have_arrived_is_not_called_cancelled(database: Database) -> None:
    put(database, outgoing(1))
    deliver(database, Recorder([NO_ANSWER]))
    assert deliver(database, Recorder(), in_(hours=1), still_true=lambda *_: "answered").uncertain == 1
    row = letter(database, 1)
    assert (row.status, row.copies, row.error) == ("uncertain", 1, "may have arrived; not repeated: answered")


# --- No way to send --------------------------------------------------------------------------------------


def test_without_a_mail_server_letters_are_made_and_kept(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(3)), outgoing(3, address=None))
    assert deliver(database, None) == Delivered(kept=4)
    row = letter(database, 3)
    assert (row.status, row.copies, row.ended_at) == ("kept", 0, NOW)
    assert "Beste Medewerker 3," in row.text
    assert row.html.startswith("<!doctype html>")


def test_somebody_without_an_address_gets_a_letter_on_paper(database: Database) -> None:
    put(database, outgoing(1, address=None), outgoing(2, address=""), outgoing(3))
    post_office = Recorder()
    assert deliver(database, post_office) == Delivered(kept=2, accepted=1)
    assert post_office.recipients == ["medewerker3@noordervers.example"]


def test_keeping_many_letters_does_not_cost_a_commit_each(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(50)))
    with counted_commits(database) as commits:
        deliver(database, None)
    assert len(commits) < 10


# --- Poison ----------------------------------------------------------------------------------------------


def test_one_bad_letter_among_many_is_parked_after_five_tries_and_told(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(30)), poison(30), *(outgoing(n) for n in range(31, 60)))
    told: list[tuple[str, Status, str]] = []

    def tell(session: Session, row: Claimed, status: Status, why: str) -> None:
        assert session.in_transaction()
        told.append((row.key, status, why))

    post_office = Recorder()
    became = [deliver(database, post_office, in_(hours=n), on_trouble=tell) for n in range(6)]
    assert became[0] == Delivered(accepted=59, later=1)
    assert became[1:4] == [Delivered(later=1)] * 3
    assert became[4:] == [Delivered(incident=1), Delivered()]
    row = letter(database, 30)
    assert (row.status, row.attempts, row.copies) == ("incident", 4, 0)
    assert "LetterError: stage_changed (nl): missing stage" in row.error
    assert told == [(row.key, Status.INCIDENT, row.error)]


def test_an_incident_that_was_mended_goes_out(database: Database) -> None:
    put(database, poison(1))
    for hour in range(5):
        deliver(database, Recorder(), in_(hours=hour))
    mended = dict(outgoing(1).context)
    with database.write() as session:
        row = session.get_one(LetterRow, letter(database, 1).id)
        row.context = mended
        session.add(row)
        session.flush()
        trouble.retry(session, row.id or 0, in_(days=1))
    assert deliver(database, Recorder(), in_(days=1)) == Delivered(accepted=1)


def test_a_check_that_breaks_harms_only_its_own_letter(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(4)), outgoing(4, address=None), outgoing(5, address=None))

    def check(_: Session, row: Claimed) -> str | None:
        if row.person_id in {1, 4}:
            raise KeyError("no such round")
        return None

    post_office = Recorder()
    became = [deliver(database, post_office, in_(hours=n), still_true=check) for n in range(5)]
    assert became[0] == Delivered(accepted=3, kept=1, later=2)
    assert became[4] == Delivered(incident=2)
    assert [row.status for row in letters(database)] == [
        "accepted", "incident", "accepted", "accepted", "incident", "kept",
    ]  # fmt: skip
    assert len(post_office.posts) == 3


def test_a_listener_that_breaks_undoes_only_its_own_work(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, outgoing(1))

    def tell(session: Session, *_: object) -> None:
        for _twice in range(2):
            session.connection().execute(insert(BOUNCE), {"address": "x", "at": NOW, "reason": "x"})

    assert deliver(database, Recorder([NO_MAILBOX]), on_trouble=tell) == Delivered(bounced=1)
    assert statuses(database) == ["bounced"]
    with database.read() as session:
        assert list(trouble.bounced(session, ["x", outgoing(1).address or ""])) == [outgoing(1).address]
    assert "nobody could be told" in caplog.text


def test_trouble_with_the_letter_about_trouble_is_not_told_again(database: Database) -> None:
    put(database, outgoing(1, notice="incident"))
    told: list[object] = []
    for hour in range(5):
        delivered = deliver(database, Recorder(), in_(hours=hour), on_trouble=lambda *all_: told.append(all_))
    assert delivered.incident == 1
    assert told == []
