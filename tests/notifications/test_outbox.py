"""Queueing letters, and what an administrator can do about them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, event, text, update
from sqlalchemy.exc import IntegrityError

from notifications import lease, trouble
from notifications.contracts import always
from notifications.digest import bundle_due
from notifications.outbox import LETTER, Status, queue
from pim.db import Database
from tests.notifications.post_office import LETTERS, NOW, in_, letter, letters, outgoing, put, statuses


def set_to(database: Database, number: int, **values: object) -> int:
    """Make a letter stand as it would after a history that is not what is tested here."""
    with database.write() as session:
        session.connection().execute(
            update(LETTER).where(LETTER.c.key == outgoing(number).key).values(**values)
        )
    return letter(database, number).id


# --- Queueing ---------------------------------------------------------------------------------------------


def test_a_queued_letter_waits_with_everything_it_needs(database: Database) -> None:
    asked = outgoing(1, about_instance=7, about_visit=3, check="same_visit", bundle=True)
    assert put(database, asked) == 1
    row = letter(database, 1)
    assert (row.status, row.attempts, row.copies, row.lease_no) == ("queued", 0, 0, 0)
    assert (row.queued_at, row.next_try_at, row.ended_at) == (NOW, NOW, None)
    assert (row.about_instance, row.about_visit, row.check, row.bundle) == (7, 3, "same_visit", True)
    assert row.context == asked.context
    assert (row.address, row.language, row.person_id) == ("medewerker1@noordervers.example", "nl", 1)
    assert row.subject is None


def test_the_same_key_is_queued_once_and_the_first_one_stays(database: Database) -> None:
    assert put(database, outgoing(1), outgoing(2)) == 2
    assert put(database, outgoing(2, address="other@example.org"), outgoing(3), outgoing(3)) == 1
    assert [row.key for row in letters(database)] == [outgoing(n).key for n in (1, 2, 3)]
    assert letter(database, 2).address == "medewerker2@noordervers.example"


def test_nothing_to_queue_is_no_work(database: Database) -> None:
    assert put(database) == 0


def test_a_letter_disappears_with_the_transaction_that_queued_it(database: Database) -> None:
    def step() -> None:
        with database.write() as session:
            queue(session, [outgoing(1)], NOW)
            raise RuntimeError("the step failed")

    with pytest.raises(RuntimeError, match="the step failed"):
        step()
    assert letters(database) == []


def test_a_letter_can_be_held_back_until_a_moment(database: Database) -> None:
    put(database, outgoing(1, not_before=in_(days=1)))
    row = letter(database, 1)
    assert (row.queued_at, row.next_try_at) == (NOW, in_(days=1))


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_cannot_be_kept_whole_is_refused_at_once(key: str) -> None:
    with pytest.raises(ValueError, match="1 to 200 characters"):
        replace(outgoing(1), key=key)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"), database.write() as session:
        queue(session, [outgoing(1)], NOW.replace(tzinfo=None))


def test_a_thousand_letters_are_queued_at_once(database: Database) -> None:
    assert put(database, *(outgoing(n) for n in range(1000))) == 1000


# --- The table keeps the promises -------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "value"), [("copies", 3), ("copies", -1), ("status", "sent")])
def test_the_database_refuses_a_third_copy_and_a_status_that_is_none(
    database: Database, column: str, value: object
) -> None:
    put(database, outgoing(1))
    with pytest.raises(IntegrityError, match=f"ck_letter_{column}"):
        set_to(database, 1, **{column: value})


LOOKING = {
    "ix_letter_due": lambda session: lease.take(session, NOW, in_(minutes=10), "one", 50),
    "ix_letter_leased": lambda session: lease.take_back(session, NOW),
    "ix_letter_to_bundle": lambda session: bundle_due(lambda: nullcontext(session), LETTERS, NOW, always),
}


@pytest.mark.parametrize("index", LOOKING)
def test_looking_for_work_uses_the_index_that_holds_only_work(database: Database, index: str) -> None:
    put(database, *(outgoing(n, bundle=True) for n in range(600)))
    with database.write() as session:
        connection = session.connection()
        connection.execute(update(LETTER).values(status="accepted"))
        connection.execute(text("ANALYZE"))
        asked: list[tuple[str, Any]] = []
        with seen_statements(connection, asked):
            LOOKING[index](session)
        explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
        statement, values = next(one for one in asked if "letter" in one[0])
        plan = connection.exec_driver_sql(explain + statement, values).all()
    assert index in str(plan)


@contextmanager
def seen_statements(connection: Connection, seen: list[tuple[str, Any]]) -> Iterator[None]:
    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        seen.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    yield
    event.remove(connection, "before_cursor_execute", note)


def test_names_of_constraints_and_indexes_do_not_depend_on_who_is_imported_first() -> None:
    assert {
        str(constraint.name) for constraint in LETTER.constraints if isinstance(constraint, CheckConstraint)
    } == {
        "ck_letter_status",
        "ck_letter_copies",
    }


# --- The bounce list --------------------------------------------------------------------------------------


def test_an_address_on_the_bounce_list_is_known_in_any_spelling(database: Database) -> None:
    with database.write() as session:
        trouble.note_bounce(session, "Piet@Example.org", "550 no such user", NOW)
        trouble.note_bounce(session, "piet@example.org", "550 still no such user", in_(days=1))
        assert trouble.bounced(session, ["PIET@example.org", "jan@example.org"]) == {
            "piet@example.org": "550 still no such user"
        }


def test_an_address_is_cleared_once(database: Database) -> None:
    with database.write() as session:
        trouble.note_bounce(session, "piet@example.org", "550 no such user", NOW)
        assert trouble.clear_bounce(session, "Piet@example.org")
        assert not trouble.clear_bounce(session, "piet@example.org")
        assert trouble.bounced(session, ["piet@example.org"]) == {}


# --- Retry and skip ---------------------------------------------------------------------------------------


def test_a_letter_that_ended_badly_can_be_tried_again(database: Database) -> None:
    for number, status in enumerate(sorted(trouble.RETRIED)):
        put(database, outgoing(number))
        id_ = set_to(
            database, number, status=status, attempts=5, subject="Old", text="Old", html="Old", ended_at=NOW
        )
        with database.write() as session:
            trouble.retry(session, id_, in_(days=1))
        row = letter(database, number)
        assert (row.status, row.attempts, row.next_try_at, row.ended_at) == ("queued", 0, in_(days=1), None)
        assert (row.subject, row.text, row.html) == (None, None, None)  # made anew: that may have been wrong


def test_a_letter_of_which_a_copy_may_have_arrived_keeps_its_words(database: Database) -> None:
    put(database, outgoing(1))
    id_ = set_to(database, 1, status="uncertain", copies=1, subject="Old", text="Old", html="Old")
    with database.write() as session:
        trouble.retry(session, id_, NOW)
    assert letter(database, 1).subject == "Old"


def test_nobody_can_order_a_third_copy(database: Database) -> None:
    put(database, outgoing(1))
    id_ = set_to(database, 1, status="uncertain", copies=2)
    with pytest.raises(trouble.NotPossible, match=r"2 copies .* no third"), database.write() as session:
        trouble.retry(session, id_, NOW)
    assert statuses(database) == ["uncertain"]


def test_a_letter_that_is_under_way_or_arrived_cannot_be_tried_again(database: Database) -> None:
    put(database, outgoing(1))
    for status in sorted(set(Status) - trouble.RETRIED):
        id_ = set_to(database, 1, status=status)
        with pytest.raises(trouble.NotPossible, match=f"is {status}; only"), database.write() as session:
            trouble.retry(session, id_, NOW)


@pytest.mark.parametrize(("copies", "ends"), [(0, "cancelled"), (1, "uncertain")])
def test_a_letter_can_be_skipped_with_a_reason(database: Database, copies: int, ends: str) -> None:
    put(database, outgoing(1))
    id_ = set_to(database, 1, status="incident", copies=copies)
    with database.write() as session:
        trouble.skip(session, id_, "told by telephone", in_(hours=1))
    row = letter(database, 1)
    assert (row.status, row.error, row.ended_at) == (ends, "told by telephone", in_(hours=1))


def test_a_letter_that_goes_out_now_or_ended_cannot_be_skipped(database: Database) -> None:
    put(database, outgoing(1))
    for status in sorted(set(Status) - trouble.SKIPPED):
        id_ = set_to(database, 1, status=status)
        with pytest.raises(trouble.NotPossible, match="can be skipped"), database.write() as session:
            trouble.skip(session, id_, "no longer needed", NOW)


def test_a_letter_that_does_not_exist_can_be_neither_retried_nor_skipped(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(trouble.LetterNotFound, match="no letter 99"):
            trouble.retry(session, 99, NOW)
        with pytest.raises(trouble.LetterNotFound, match="no letter 99"):
            trouble.skip(session, 99, "", NOW)
