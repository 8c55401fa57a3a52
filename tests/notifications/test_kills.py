"""Workers that are killed: no letter lost, at most two copies, and two only where the gap explains it.

PIM_LETTER_KILLS sets the number of kills at random moments on each database (24).
"""

import ast
import os
import random
import select
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from notifications.failpoints import LETTER_POINTS, POINTS, UnknownFailpoint, arm, failpoint
from notifications.lease import Claimed
from notifications.outbox import Outgoing
from notifications.transports import Server, Smtp
from pim.db import Database
from tests.notifications.post_office import SENDER, deliver, in_, letters, outgoing, put
from tests.notifications.sink import Sink, sink
from tests.source import modules, tree

KILLS = int(os.environ.get("PIM_LETTER_KILLS", "24"))
WORKERS = 3
IN_THE_GAP = {"delivery.after_body", "delivery.before_turn_commit"}
"""Only here has the mail server said yes while we have not written it down."""


@pytest.fixture
def post_box(tmp_path: Path) -> Iterator[Sink]:
    with sink(tmp_path) as running:
        yield running


def mixed(first: int) -> list[Outgoing]:
    """Letters of every kind: plain, untrue, reminders, refused at first, on paper, and some to be bundled."""
    to = lambda name, n: {"address": f"{name}{n}@example.org"}  # noqa: E731
    numbers = iter(range(first, first + 100))
    made = [outgoing(next(numbers)) for _ in range(5)]
    made += [outgoing(n, **to("busy", n)) for n in (next(numbers), next(numbers))]
    made += [outgoing(next(numbers), about_visit=2, check="same_visit") for _ in range(2)]
    made += [outgoing(next(numbers), bundle=True, person_id=first, **to("fatima", first)) for _ in range(3)]
    made += [outgoing(next(numbers), check="not_answered") for _ in range(2)]
    made += [outgoing(n, **to("closing", n)) for n in (next(numbers),)]
    made += [outgoing(next(numbers), address=None), outgoing(next(numbers)), outgoing(next(numbers))]
    return made


def still_true(_: Session, row: Claimed) -> str | None:
    return "moved on" if row.about_visit == 2 else None


def start(database: Database, box: Sink, now: datetime, name: str, place: str | None = None) -> int:
    """Start a worker that delivers once, in a process of its own; returns its process id."""
    database.dispose()  # a connection must not be shared with a child
    child = os.fork()
    if child:
        return child
    try:
        arm(place)
        transport = Smtp(Server("127.0.0.1", box.port), SENDER)
        deliver(Database(database.url), transport, now, worker=name, still_true=still_true)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it was, a child must not go on as a second test run
        traceback.print_exc()
        os._exit(1)


def ended_by(child: int) -> int:
    """Wait for a worker. Returns the signal that killed it, or 0; fails when it ended in an error."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -signal.SIGKILL}, "a worker failed by itself; see its traceback"
    return -code


def kill_at_some_moment(child: int, chance: random.Random) -> bool:
    """Kill a worker within a quarter of a second, unless it is ready. Returns whether it was killed."""
    watched = os.pidfd_open(child)
    select.select([watched], [], [], chance.uniform(0, 0.25))
    os.close(watched)
    os.kill(child, signal.SIGKILL)
    return ended_by(child) == signal.SIGKILL


def moving(database: Database) -> bool:
    return any(row.status in {"queued", "sending"} for row in letters(database))


def finish(database: Database, box: Sink, hour: int) -> None:
    """Deliver, undisturbed, until every letter has ended."""
    for later in range(hour, hour + 30):
        if not moving(database):
            return
        assert ended_by(start(database, box, in_(hours=later), "undisturbed")) == 0
    raise AssertionError("letters still move after thirty tries")


def promise_kept(database: Database, box: Sink, queued: int) -> Counter[int]:
    """Check every letter against what arrived; returns how often a letter arrived how many times."""
    rows, arrived = letters(database), box.copies()
    by_id = {row.message_id: row for row in rows if row.message_id}
    assert len([row for row in rows if row.notice != "bundle"]) == queued
    assert not arrived.keys() - by_id.keys(), "something arrived that nobody queued"
    assert max(arrived.values(), default=0) <= 2
    for row in rows:
        copies = arrived[row.message_id]
        assert row.status in {"accepted", "uncertain", "cancelled", "bundled", "kept"}, row
        assert copies <= row.copies <= 2, f"letter {row.id} counts fewer copies than arrived"
        assert copies >= 1 or row.status != "accepted", f"letter {row.id} is lost"
        assert copies == 0 or row.status in {"accepted", "uncertain"}, row
        assert copies <= 1 or row.check != "not_answered", f"reminder {row.id} was sent again"
        assert (row.status == "cancelled") == (row.about_visit == 2), row
    return Counter(arrived.values())


@pytest.mark.parametrize("place", sorted(LETTER_POINTS))
def test_a_worker_that_is_killed_at_this_place_loses_no_letter(
    database: Database, post_box: Sink, place: str
) -> None:
    queued = put(database, *mixed(0))
    kills = [ended_by(start(database, post_box, in_(hours=n), "w", f"{place}:{n + 1}")) for n in range(3)]
    assert signal.SIGKILL in kills, "the place was never passed"
    finish(database, post_box, 3)
    often = promise_kept(database, post_box, queued)
    if place not in IN_THE_GAP:
        assert often[2] == 0, "a second copy that the gap does not explain"
    elif place == "delivery.after_body":
        assert often[2] > 0, "nothing was killed in the gap"


@pytest.mark.slow
def test_three_workers_that_are_killed_at_any_moment_lose_no_letter(
    database: Database, post_box: Sink
) -> None:
    chance = random.Random(20260302)
    killed = hour = queued = 0
    while killed < KILLS:
        if not moving(database):
            queued += put(database, *mixed(queued * 100), *mixed(queued * 100 + 50), now=in_(hours=hour))
        children = [start(database, post_box, in_(hours=hour), f"worker {n}") for n in range(WORKERS)]
        killed += sum(kill_at_some_moment(child, chance) for child in children)
        hour += 1
    finish(database, post_box, hour)
    promise_kept(database, post_box, queued)


def test_three_workers_that_nobody_disturbs_send_each_letter_once(database: Database, post_box: Sink) -> None:
    queued = put(database, *(letter for n in range(4) for letter in mixed(n * 100)))
    for hour in range(10):
        if not moving(database):
            break
        children = [start(database, post_box, in_(hours=hour), f"worker {n}") for n in range(WORKERS)]
        assert [ended_by(child) for child in children] == [0] * WORKERS
    assert not moving(database)
    assert set(promise_kept(database, post_box, queued)) == {1}


# --- The places themselves --------------------------------------------------------------------------------


def test_every_place_in_the_source_is_listed_and_every_listed_place_is_in_the_source() -> None:
    passed: list[str] = []
    for file in modules("notifications", "pim"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "failpoint":
                argument = node.args[0]
                assert isinstance(argument, ast.Constant), f"{file}: a place is named by a plain string"
                passed.append(argument.value)
    assert set(passed) == POINTS
    assert len(passed) == len(set(passed)), "two places have one name"


@pytest.mark.parametrize("place", ["delivery.somewhere", "delivery.after_body:x", "delivery.after_body:-1"])
def test_a_place_that_does_not_exist_cannot_be_armed(place: str) -> None:
    with pytest.raises(UnknownFailpoint, match="there is no"):
        arm(place)


@pytest.mark.parametrize(
    ("armed", "passes", "code"),
    [
        ("delivery.after_body", 1, -signal.SIGKILL),
        ("delivery.after_body:2", 1, 0),
        ("nowhere", 0, 1),
        ("", 1, 0),
    ],
)
def test_a_process_is_armed_by_its_environment(armed: str, passes: int, code: int) -> None:
    program = (
        "from notifications.failpoints import failpoint\n" + "failpoint('delivery.after_body')\n" * passes
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PIM_FAILPOINT": armed},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code


def test_a_place_that_is_not_armed_does_nothing() -> None:
    for place in (None, "", "delivery.after_claim"):
        arm(place)
        failpoint("delivery.after_body")
    arm(None)


def test_a_place_kills_at_the_passage_that_was_asked_for() -> None:
    def passes(times: int) -> Any:
        child = os.fork()
        if child == 0:
            arm("delivery.after_body:3")
            for _ in range(times):
                failpoint("delivery.after_body")
            os._exit(0)
        return ended_by(child)

    assert passes(2) == 0
    assert passes(3) == signal.SIGKILL
