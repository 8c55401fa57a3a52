"""The commit happened, or did not, and nobody was told: who asks again with the same key gets one effect."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlmodel import Session

from notifications.outbox import LetterRow
from pim.db import Database
from pim.errors import Busy
from pim.lifecycle.journal import entries
from pim.lifecycle.tables import Instance, StepKey
from tests.faults.line import BadLine, bad_line
from tests.faults.oracle import complaints
from tests.faults.processes import Line, die, start
from tests.faults.settling import settle
from tests.faults.waiting import until_somebody_waits
from tests.faults.world import START, World, lay_world
from tests.notifications.sink import Sink

TIMES = 15


@pytest.fixture
def line(postgres_url: str) -> Iterator[BadLine]:
    with bad_line(postgres_url) as bad:
        yield bad


@pytest.fixture
def far(postgres_url: str, line: BadLine, tmp_path: Any, post_box: Sink) -> World:
    """A world whose database is at the other end of a bad line."""
    return replace(lay_world(postgres_url, tmp_path, post_box.port), url=line.url)


@pytest.fixture
def remote(far: World) -> Iterator[Database]:
    database = Database(far.url)
    yield database
    database.dispose()


def journal(database: Database, id_: int) -> list[str]:
    with database.read() as session:
        return [row.what for row in entries(session, id_)]


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_when_only_the_answer_to_the_commit_is_lost_the_person_still_gets_it(
    far: World, remote: Database, line: BadLine
) -> None:
    id_ = far.begin(remote)["id"]
    line.lose_answer()
    assert far.step(remote, id_, "begin_ideas", key="k")["version"] == 2
    assert line.lost == 1
    assert journal(remote, id_) == ["start", "begin_ideas"]


def test_when_the_line_is_cut_after_the_commit_asking_again_gives_that_answer_and_one_effect(
    far: World, remote: Database, line: BadLine
) -> None:
    for number in range(TIMES):
        id_, key = far.begin(remote)["id"], f"k{number}"
        line.lose_answer()
        line.cut()
        with pytest.raises(Busy):
            far.step(remote, id_, "begin_ideas", key=key)
        line.mend()
        answer = far.step(remote, id_, "begin_ideas", key=key)
        assert answer == far.step(remote, id_, "begin_ideas", key=key)
        assert (answer["id"], answer["version"]) == (id_, 2)
        assert journal(remote, id_) == ["start", "begin_ideas"]
    assert line.lost == count(remote, LetterRow) == TIMES


def test_when_the_commit_itself_is_lost_nothing_happened_and_asking_again_does_it(
    far: World, remote: Database, line: BadLine
) -> None:
    for number in range(TIMES):
        id_, key = far.begin(remote)["id"], f"k{number}"
        line.lose_question()
        with pytest.raises(Busy):
            far.step(remote, id_, "begin_ideas", key=key)
        assert journal(remote, id_) == ["start"]
        assert far.step(remote, id_, "begin_ideas", key=key)["version"] == 2
    assert line.lost == count(remote, LetterRow) == TIMES


@pytest.mark.parametrize("what", ["a step", "something new"])
def test_asking_again_while_the_first_commit_is_still_under_way_waits_for_it(
    far: World, remote: Database, line: BadLine, what: str
) -> None:
    id_ = far.begin(remote)["id"]

    def ask() -> dict[str, Any]:
        if what == "a step":
            return far.step(remote, id_, "begin_ideas", key="k")
        return far.begin(remote, "cycle", key="k")

    line.hold_up()
    with pytest.raises(Busy):
        ask()
    assert line.arrived.wait(60)
    answers: list[dict[str, Any]] = []
    again = threading.Thread(target=lambda: answers.append(ask()))
    again.start()
    until_somebody_waits(remote)
    assert not answers
    line.go_on.set()
    again.join()
    assert answers == [ask()]
    assert count(remote, Instance) == (1 if what == "a step" else 2)
    assert count(remote, StepKey) == 1


def test_a_worker_whose_commits_get_no_answer_does_nothing_twice(
    far: World, remote: Database, line: BadLine, post_box: Sink
) -> None:
    for number in range(12):
        far.begin(remote, "cycle" if number % 2 else "round")
    now, nth = START, 0
    for nth in range(1, 25):
        now += timedelta(days=1)
        line.lose_answer(nth)
        try:
            far.sweep(remote, now, limit=3)
            far.deliver(remote, now)
        except Busy:
            pass
    line.mend()
    assert line.lost > 10
    at_rest = settle(far, now, clients=0)
    assert complaints(far, remote, post_box.copies(), at_rest) == []


def step_and_die(_: Line, world: World, id_: int, name: str, key: str) -> None:
    """Take a step, and be killed right after its commit, before anybody hears of it."""
    event.listen(Session, "after_commit", lambda _: die())
    world.step(Database(world.url), id_, name, key=key)


def test_a_process_killed_between_its_commit_and_its_answer_did_it_and_asking_again_does_no_more(
    world: World, database: Database
) -> None:
    for number in range(4):
        id_, key = world.begin(database)["id"], f"k{number}"
        assert start(step_and_die, world, id_, "begin_ideas", key).was_killed()
        assert journal(database, id_) == ["start", "begin_ideas"]
        assert world.step(database, id_, "begin_ideas", key=key)["version"] == 2
        assert journal(database, id_) == ["start", "begin_ideas"]
        assert count(database, LetterRow) == number + 1
