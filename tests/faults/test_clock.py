"""Nights of 23 and 25 hours, and clocks that jump: nothing early, nothing lost, nothing twice."""

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from pim.db import Database
from pim.lifecycle.duties import Recurring, arm_missing, do_due, every_evening, every_monday
from pim.lifecycle.subject import Home
from pim.lifecycle.tables import Deadline
from tests.faults.clients import act
from tests.faults.oracle import complaints
from tests.faults.settling import settle
from tests.faults.waiting import until_somebody_waits
from tests.faults.world import START, World, lay_world
from tests.notifications.sink import Sink

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TICK = timedelta(minutes=20)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
NIGHTS = pytest.mark.parametrize("sunday", [SPRING, AUTUMN], ids=["the short night", "the long night"])
JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]


def local(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), AMSTERDAM).astimezone(UTC)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def ticks(first: datetime, last: datetime) -> list[datetime]:
    return [first + number * TICK for number in range((last - first) // TICK + 1)]


@NIGHTS
def test_on_the_night_the_clocks_change_each_deadline_fires_once_at_its_own_local_time(
    world: World, database: Database, sunday: date
) -> None:
    """Terms that end on Saturday, on Sunday and on Monday, and reminders that morning: no hour is missed."""
    for shift in (-1, 0, 1):
        world.begin(database, "round", local(sunday - days(13 - shift), 12))  # ends that day
        world.begin(database, "round", local(sunday - days(6 - shift), 12))  # is reminded that day
    world.sweep(database, local(sunday - days(2), 9))  # what came long before
    for now in ticks(local(sunday - days(2), 21), local(sunday + days(2), 1)):
        world.sweep(database, now)
    with database.read() as session:
        rows = session.scalars(select(Deadline).where(col(Deadline.visit) == 1)).all()
    fired: Counter[tuple[str, int, time]] = Counter()
    for row in rows:
        assert row.due_at is not None
        at = row.due_at.astimezone(AMSTERDAM)
        if row.status == "done":
            fired[row.what, (at.date() - sunday).days, at.time()] += 1
            assert row.ended_at is not None
            assert timedelta(0) <= row.ended_at - row.due_at < TICK or at.date() < sunday - days(1)
    morning, evening = time(8), time(23, 59, 59)
    near = {key: often for key, often in fired.items() if abs(key[1]) <= 1}
    assert near == {
        **{("remind", shift, morning): 1 for shift in (-1, 0, 1)},
        **{("due", shift, evening): 1 for shift in (-1, 0, 1)},
    }


@NIGHTS
def test_around_the_night_the_clocks_change_each_evening_and_each_monday_comes_once(
    world: World, database: Database, sunday: date
) -> None:
    came: list[tuple[str, datetime]] = []

    def note(what: str) -> Any:
        def do(session: Session, home: Home, at: datetime) -> None:
            came.append((what, at))

        return do

    duties = {
        "evening": Recurring(note("evening"), every_evening),
        "monday": Recurring(note("monday"), every_monday),
    }
    for now in ticks(local(sunday - days(2), 21), local(sunday + days(2), 3))[::2]:
        do_due(database, duties, now)
        for jump in JUMPS[:2]:  # clocks that are an hour off, and come right again
            if jump < timedelta(0):
                do_due(database, duties, now + jump)
    assert [at for what, at in came if what == "evening"] == [
        local(sunday + days(shift), 23, 59, 59) for shift in range(-2, 2)
    ]
    assert [at for what, at in came if what == "monday"] == [local(sunday + days(1), 8)]


def test_workers_that_start_together_on_a_new_installation_arm_each_duty_once(
    postgres_url: str, tmp_path: Path
) -> None:
    """On SQLite there is one writer at a time, and the second looks again."""
    lay_world(postgres_url, tmp_path)
    database, now = Database(postgres_url), local(SPRING, 12)
    did: list[object] = []
    duties = {"evening": Recurring(lambda _s, _h, at: did.append(at), every_evening)}
    other = threading.Thread(target=lambda: did.append(do_due(database, duties, now)))
    with database.write() as session:
        arm_missing(session, duties, now)
        session.flush()
        other.start()
        until_somebody_waits(database)
    other.join()
    assert did == [0], "the other worker fell over it"
    assert do_due(database, duties, now + days(1)) == 1


def test_an_evening_is_not_done_again_after_the_clock_jumped_a_day_ahead_and_back(
    world: World, database: Database
) -> None:
    came: list[datetime] = []
    duties = {"evening": Recurring(lambda _s, _h, at: came.append(at), every_evening)}
    chance, now = random.Random(3), local(SPRING - days(20), 12)
    latest = now
    for _ in range(150):
        do_due(database, duties, now)
        latest = max(latest, now)
        assert all(at <= latest for at in came), "an evening came before it was there"
        now += 6 * TICK if chance.random() < 0.9 else chance.choice(JUMPS)
    assert len(came) > 3
    assert came == sorted(set(came))
    assert {at.astimezone(AMSTERDAM).time() for at in came} == {time(23, 59, 59)}


def test_clocks_that_jump_an_hour_or_a_day_fire_nothing_early_nothing_twice_and_lose_nothing(
    world: World, database: Database, post_box: Sink
) -> None:
    """Three workers whose clocks differ, each jumping by itself, and people in between."""
    chance = random.Random(17)
    clocks = [START + timedelta(minutes=chance.randint(-90, 90)) for _ in range(3)]
    for number in range(160):
        mine = chance.randrange(len(clocks))
        clocks[mine] += chance.choice([*JUMPS, 8 * TICK, 40 * TICK, 90 * TICK])
        now = clocks[mine]
        if number % 5 == 0:
            act(world, database, "0", now, number, 2)
        world.sweep(database, now)
        world.deliver(database, now, f"worker {mine}")
    assert max(clocks) - START > days(15), "no term ever ended"
    at_rest = settle(world, max(clocks) + days(2), clients=1)
    assert complaints(world, database, post_box.copies(), at_rest) == []
    assert max(post_box.copies().values()) == 1
