"""Several workers at once, workers that sleep or vanish, and a database that fails."""

from typing import Any

import pytest

from notifications.delivery import Delivered
from notifications.message import Post
from notifications.outbox import Status
from pim.db import Database
from pim.errors import Busy
from tests.notifications.post_office import (
    NO_MAILBOX,
    NO_SERVER,
    Failing,
    Recorder,
    deliver,
    in_,
    letter,
    letters,
    outgoing,
    put,
    statuses,
)

# --- Several workers, and workers that sleep -------------------------------------------------------------


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


def test_a_sleeper_leaves_alone_what_the_next_worker_is_still_busy_with(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(3)))

    def sleep(_: Post) -> None:
        with pytest.raises(Vanished):
            deliver(database, Recorder([_raise_vanished]), in_(hours=1), worker="two")

    one = Recorder([sleep])
    assert deliver(database, one) == Delivered(lost=3)
    assert len(one.posts) == 1
    assert [(row.status, row.leased_by, row.lease_no) for row in letters(database)] == [
        ("sending", "two", 3)
    ] * 3
    assert [row.copies for row in letters(database)] == [2, 0, 0]


def test_a_sleepers_refusal_leaves_alone_what_the_next_worker_is_still_busy_with(database: Database) -> None:
    put(database, outgoing(1), outgoing(2))

    def sleep_and_be_refused(_: Post) -> None:
        with pytest.raises(Vanished):
            deliver(database, Recorder([_raise_vanished]), in_(hours=1), worker="two")
        raise NO_SERVER  # so that the second letter is given back, too

    assert deliver(database, Recorder([sleep_and_be_refused])).lost == 1
    assert {(row.status, row.leased_by) for row in letters(database)} == {("sending", "two")}


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


# --- The database fails us -------------------------------------------------------------------------------


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
