"""Many notices for one person become one letter."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session

from notifications.delivery import Delivered
from notifications.digest import LONGEST_ITEM, gist
from notifications.lease import Claimed
from notifications.message import Post
from notifications.transports import TransportError
from pim.db import Database
from tests.notifications.post_office import (
    LETTERS,
    Recorder,
    deliver,
    in_,
    letter,
    letters,
    outgoing,
    poison,
    put,
    statuses,
)

FATIMA = {"person_id": 9, "address": "fatima@noordervers.example", "bundle": True}


def for_fatima(number: int, **changes: Any) -> Any:
    return outgoing(number, **{**FATIMA, **changes})


def test_many_due_notices_for_one_person_become_one_letter_that_says_them_all(database: Database) -> None:
    put(database, *(for_fatima(n) for n in range(1, 4)), outgoing(5, bundle=True))
    post_office = Recorder()
    assert deliver(database, post_office) == Delivered(accepted=2, bundled=3)
    assert sorted(post_office.recipients) == ["fatima@noordervers.example", "medewerker5@noordervers.example"]
    carrier = next(row for row in letters(database) if row.notice == "bundle")
    originals = [letter(database, n) for n in range(1, 4)]
    assert {(row.status, row.carried_by) for row in originals} == {("bundled", carrier.id)}
    for number, row in enumerate(originals, 1):
        said = LETTERS.render(row.notice, "nl", row.context)
        assert said.subject in carrier.text
        assert f"https://pim.noordervers.example/cycles/7?from={number}" in carrier.text
    assert carrier.text.count("Met vriendelijke groet") == 1
    assert carrier.text.count("U krijgt dit bericht omdat") == 1
    assert (carrier.person_id, carrier.status) == (9, "accepted")


def test_notices_that_say_the_same_are_said_once_and_all_end_as_carried(database: Database) -> None:
    same = for_fatima(1)
    put(database, same, *(replace(for_fatima(n), context=same.context) for n in (2, 3)), for_fatima(4))
    assert deliver(database, Recorder()) == Delivered(accepted=1, bundled=4)
    carrier = next(row for row in letters(database) if row.notice == "bundle")
    assert carrier.text.count("cycles/7?from=1") == 1
    assert carrier.text.count("cycles/7?from=4") == 1


def test_one_notice_alone_is_not_bundled(database: Database) -> None:
    put(database, for_fatima(1), for_fatima(2, bundle=False))
    assert deliver(database, Recorder()) == Delivered(accepted=2)


def test_notices_that_are_not_due_yet_are_not_waited_for(database: Database) -> None:
    put(database, for_fatima(1), for_fatima(2, not_before=in_(hours=1)))
    assert deliver(database, Recorder()) == Delivered(accepted=1)


def test_different_people_languages_addresses_and_organisations_are_never_mixed(database: Database) -> None:
    put(
        database,
        for_fatima(1),
        for_fatima(2, person_id=10),
        for_fatima(3, language="en"),
        for_fatima(4, address="home@fatima.example"),
        for_fatima(5, org_id=2),
        for_fatima(6, person_id=None),
        for_fatima(7, person_id=None),
    )
    assert deliver(database, Recorder()) == Delivered(accepted=7)


def test_notices_held_for_the_same_moment_are_gathered_then(database: Database) -> None:
    morning = in_(days=1)
    put(database, *(for_fatima(n, not_before=morning) for n in range(5)))
    assert deliver(database, Recorder(), in_(hours=3)) == Delivered()
    assert deliver(database, Recorder(), morning) == Delivered(accepted=1, bundled=5)


def test_what_became_untrue_is_cancelled_and_not_gathered(database: Database) -> None:
    put(database, *(for_fatima(n) for n in range(1, 4)))
    post_office = Recorder()

    def check(_: Session, row: Claimed) -> str | None:
        return "moved on" if row.key == outgoing(2).key else None

    assert deliver(database, post_office, still_true=check) == Delivered(accepted=1, bundled=2, cancelled=1)
    assert "from=2" not in post_office.posts[0].letter.text
    assert (letter(database, 2).status, letter(database, 2).error) == ("cancelled", "moved on")


def test_when_only_one_is_still_true_it_goes_by_itself(database: Database) -> None:
    put(database, for_fatima(1), for_fatima(2))
    check = lambda _, row: "moved on" if row.key == outgoing(2).key else None  # noqa: E731
    assert deliver(database, Recorder(), still_true=check) == Delivered(accepted=1, cancelled=1)
    assert statuses(database) == ["accepted", "cancelled"]


def test_a_bundle_that_waits_is_taken_apart_when_part_of_it_becomes_untrue(database: Database) -> None:
    put(database, *(for_fatima(n) for n in range(1, 4)))
    assert deliver(database, Recorder([TransportError("450 later")])) == Delivered(bundled=3, later=1)
    check = lambda _, row: "moved on" if row.key == outgoing(2).key else None  # noqa: E731
    post_office = Recorder()
    deliver(database, post_office, in_(hours=1), still_true=check)
    deliver(database, post_office, in_(hours=2), still_true=check)
    said = " ".join(post.letter.text for post in post_office.posts)
    assert ("from=1" in said, "from=2" in said, "from=3" in said) == (True, False, True)
    assert letter(database, 2).status == "cancelled"
    assert letter(database, 1).status in {"accepted", "bundled"}
    assert next(row.status for row in letters(database) if row.notice == "bundle") == "cancelled"


def test_a_bundle_of_which_everything_is_untrue_is_cancelled_whole(database: Database) -> None:
    put(database, for_fatima(1), for_fatima(2))
    deliver(database, Recorder([TransportError("450 later")]))
    assert deliver(database, Recorder(), in_(hours=1), still_true=lambda *_: "stopped").cancelled == 1
    assert statuses(database) == ["cancelled"] * 3


def test_a_bundle_that_may_have_arrived_is_not_taken_apart(database: Database) -> None:
    put(database, for_fatima(1), for_fatima(2))
    deliver(database, Recorder([TransportError("no answer", uncertain=True)]))
    assert deliver(database, Recorder(), in_(hours=1), still_true=lambda *_: "moved on") == Delivered(
        uncertain=1
    )
    assert statuses(database) == ["bundled", "bundled", "uncertain"]


def test_a_notice_that_cannot_be_made_does_not_spoil_the_bundle(database: Database) -> None:
    put(database, for_fatima(1), for_fatima(2), poison(3, **FATIMA))
    assert deliver(database, Recorder()) == Delivered(accepted=1, bundled=2, later=1)
    assert letter(database, 3).status == "queued"


def test_a_check_that_breaks_lets_the_letters_go_by_themselves(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, *(for_fatima(n) for n in range(1, 4)))

    def check(_: Session, row: Claimed) -> str | None:
        if row.key == outgoing(2).key:
            raise KeyError("no such instance")
        return None

    assert deliver(database, Recorder(), still_true=check) == Delivered(accepted=2, later=1)
    assert "could not be bundled" in caplog.text


def test_a_letter_that_may_have_arrived_already_is_not_sent_again_inside_a_bundle(database: Database) -> None:
    put(database, for_fatima(1))
    deliver(database, Recorder([TransportError("no answer", uncertain=True)]))
    put(database, for_fatima(2))
    post_office = Recorder()
    assert deliver(database, post_office, in_(hours=1)) == Delivered(accepted=2)
    assert len({post.message_id for post in post_office.posts}) == 2


def test_without_a_mail_server_the_bundle_is_what_is_kept(database: Database) -> None:
    put(database, for_fatima(1, address=None), for_fatima(2, address=None))
    assert deliver(database, None) == Delivered(kept=1, bundled=2)


def test_two_workers_do_not_make_two_bundles(database: Database) -> None:
    put(database, outgoing(50))
    other = Recorder()

    def meanwhile(_: Post) -> None:
        put(database, for_fatima(1), for_fatima(2))
        assert deliver(database, other, worker="two") == Delivered(accepted=1, bundled=2)

    one = Recorder([meanwhile])
    assert deliver(database, one) == Delivered(accepted=1)


def test_a_hundred_people_get_one_letter_each(database: Database) -> None:
    people = range(100)
    put(database, *(outgoing(p * 10 + n, person_id=p, address=f"p{p}@example.org", bundle=True)
                    for p in people for n in range(4)))  # fmt: skip
    post_office = Recorder()
    assert deliver(database, post_office) == Delivered(accepted=100, bundled=400)
    assert sorted(post_office.recipients) == sorted(f"p{p}@example.org" for p in people)


def test_the_gist_of_a_letter_is_what_stands_between_greeting_and_regards() -> None:
    row = outgoing(1)
    said = gist(LETTERS.render(row.notice, "nl", row.context).text)
    assert "Fatima Bakker" in said
    for outside in ("Beste ", "\n", "https://", "Met vriendelijke groet", "U krijgt dit bericht"):
        assert outside not in said


def test_a_long_gist_ends_at_a_word() -> None:
    said = gist("Beste Piet,\n\n" + "woorden " * 200 + "\n\nOpen\n\nGroet\n\nOmdat")
    assert len(said) <= LONGEST_ITEM + 2
    assert said.endswith("woorden …")
