"""Bringing letters: nothing lost, nothing sent for ever, and how each letter ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from notifications import trouble
from notifications.backoff import LONGEST_PAUSE, pause
from notifications.delivery import Delivered
from notifications.lease import Claimed
from notifications.message import Post
from notifications.outbox import LetterRow, Status
from notifications.transports import TransportError
from pim.db import Database
from pim.errors import Busy
from tests.notifications.post_office import (
    NOW,
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

NO_ANSWER = TransportError("no answer after the body", uncertain=True)
NOT_NOW = TransportError("450 try later")
NO_MAILBOX = TransportError("550 no such mailbox", permanent=True, about="address")
NO_SERVER = TransportError("connection refused", about="server")


# --- The ordinary way -------------------------------------------------------------------------------------


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


# --- What became untrue -----------------------------------------------------------------------------------


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


# --- No way to send ---------------------------------------------------------------------------------------


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


# --- Refusals ---------------------------------------------------------------------------------------------


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


# --- The mail server is away ------------------------------------------------------------------------------


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


# --- Nobody knows -----------------------------------------------------------------------------------------


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


# --- Poison -----------------------------------------------------------------------------------------------


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


def test_a_listener_that_breaks_undoes_nothing(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    put(database, outgoing(1))

    def tell(*_: object) -> None:
        raise RuntimeError("no administrator")

    assert deliver(database, Recorder([NO_MAILBOX]), on_trouble=tell) == Delivered(bounced=1)
    assert statuses(database) == ["bounced"]
    assert "nobody could be told" in caplog.text


def test_trouble_with_the_letter_about_trouble_is_not_told_again(database: Database) -> None:
    put(database, outgoing(1, notice="incident"))
    told: list[object] = []
    for hour in range(5):
        delivered = deliver(database, Recorder(), in_(hours=hour), on_trouble=lambda *all_: told.append(all_))
    assert delivered.incident == 1
    assert told == []


# --- Several workers, and workers that sleep --------------------------------------------------------------


def test_what_one_worker_holds_another_does_not_send(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(6)))
    other = Recorder()
    became: list[Delivered] = []

    def meanwhile(_: Post) -> None:
        became.append(deliver(database, other, worker="two"))

    one = Recorder([meanwhile])
    assert deliver(database, one, limit=4) == Delivered(accepted=4)
    assert became == [Delivered(accepted=2)]
    assert sorted(one.recipients + other.recipients) == [
        f"medewerker{n}@noordervers.example" for n in range(6)
    ]


def test_a_worker_that_slept_past_its_lease_changes_nothing_any_more(database: Database) -> None:
    """It wakes in the middle of sending: its own copy is out, but all its marks are void."""
    put(database, *(outgoing(n) for n in range(3)))
    other = Recorder()

    def sleep(_: Post) -> None:
        assert deliver(database, other, in_(hours=1), worker="two") == Delivered(accepted=3)

    one = Recorder([sleep])
    assert deliver(database, one) == Delivered(lost=3)
    assert len(one.posts) == 1
    assert [row.copies for row in letters(database)] == [2, 1, 1]
    assert statuses(database) == ["accepted"] * 3
    assert other.posts[0].message_id == one.posts[0].message_id


def test_a_sleepers_refusal_does_not_undo_what_the_next_worker_did(database: Database) -> None:
    put(database, outgoing(1))

    def sleep_and_be_refused(_: Post) -> None:
        deliver(database, Recorder(), in_(hours=1), worker="two")
        raise NO_MAILBOX

    assert deliver(database, Recorder([sleep_and_be_refused])) == Delivered(lost=1)
    assert statuses(database) == ["accepted"]


def test_a_long_run_renews_the_lease_of_each_letter_that_goes_out(database: Database) -> None:
    """Slow is not vanished: nobody takes over a letter while a slow server thinks about it."""
    put(database, *(outgoing(n) for n in range(3)))
    clock = iter(range(0, 100_000, 300))  # five minutes pass each time it is looked at
    other = Recorder()

    def meanwhile(_: Post) -> None:
        deliver(database, other, in_(minutes=16), worker="two")

    one = Recorder([None, meanwhile])
    assert deliver(database, one, stopwatch=lambda: float(next(clock))) == Delivered(accepted=2, lost=1)
    assert one.recipients == [f"medewerker{n}@noordervers.example" for n in (0, 1)]
    assert other.recipients == ["medewerker2@noordervers.example"]


class Vanished(BaseException):
    """Stands for SIGKILL: nothing of the worker runs afterwards that would matter."""


def vanish(database: Database, number: int = 1) -> None:
    """A worker takes all due letters and is gone while the body of the first is under way."""

    class Gone(Recorder):
        def send(self, post: Post) -> None:
            raise Vanished

    with pytest.raises(Vanished):
        deliver(database, Gone())


def test_what_a_vanished_worker_left_waits_for_the_end_of_its_lease(database: Database) -> None:
    put(database, outgoing(1), outgoing(2))
    vanish(database)
    assert statuses(database) == ["sending"] * 2
    post_office = Recorder()
    assert deliver(database, post_office, in_(minutes=9), worker="two") == Delivered()
    assert deliver(database, post_office, in_(minutes=11), worker="two") == Delivered(accepted=2)
    assert [row.copies for row in letters(database)] == [2, 1]


def test_a_letter_that_was_going_out_twice_when_workers_vanished_is_parked_and_told(
    database: Database,
) -> None:
    put(database, outgoing(1))
    vanish(database)
    with pytest.raises(Vanished):
        deliver(database, Recorder([_raise_vanished]), in_(hours=1))
    told: list[tuple[str, Status]] = []
    became = deliver(
        database,
        Recorder(),
        in_(hours=2),
        on_trouble=lambda _s, row, status, _w: told.append((row.key, status)),
    )
    assert became == Delivered(uncertain=1)
    assert told == [(outgoing(1).key, Status.UNCERTAIN)]
    assert (letter(database, 1).copies, letter(database, 1).ended_at) == (2, in_(hours=2))


def _raise_vanished(_: Post) -> None:
    raise Vanished


def test_a_reminder_that_was_going_out_when_its_worker_vanished_is_parked_at_once(database: Database) -> None:
    put(database, outgoing(1, check="not_answered"), outgoing(2, check="not_answered"))
    vanish(database)
    post_office = Recorder()
    assert deliver(database, post_office, in_(hours=1)) == Delivered(uncertain=1, accepted=1)
    assert post_office.recipients == ["medewerker2@noordervers.example"]  # it was leased, but not going out


# --- The database fails us --------------------------------------------------------------------------------


class Failing:
    """`write` of a database whose nth transaction cannot be committed."""

    def __init__(self, database: Database, *nth: int) -> None:
        self.database = database
        self.nth = set(nth)
        self.count = 0

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.count += 1
        failing = self.count in self.nth
        with self.database.write() as session:
            yield session
            if failing:
                raise OperationalError("COMMIT", {}, Exception("the connection was lost"))


def test_a_mark_that_cannot_be_written_is_tried_once_more_because_it_saves_a_copy(database: Database) -> None:
    put(database, outgoing(1), outgoing(2))
    failing: Any = Failing(
        database, 5
    )  # 1 left behind, 2 bundles, 3 claim, 4 first letter, 5 the turn after it
    with pytest.raises(Busy):
        deliver(failing, Recorder())
    assert statuses(database) == ["accepted", "sending"]
    assert deliver(database, Recorder(), in_(hours=1)) == Delivered(accepted=1)
    assert [row.copies for row in letters(database)] == [1, 1]


def test_when_the_database_is_gone_for_good_the_letter_counts_as_perhaps_arrived(database: Database) -> None:
    put(database, outgoing(1))
    failing: Any = Failing(database, 5, 6)
    with pytest.raises(Busy):
        deliver(failing, Recorder())
    assert (letter(database, 1).status, letter(database, 1).copies) == ("sending", 1)
    assert deliver(database, Recorder(), in_(hours=1)) == Delivered(accepted=1)
    assert letter(database, 1).copies == 2
