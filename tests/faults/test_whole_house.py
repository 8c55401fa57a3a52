"""The whole house under kills: real letters, a real round, and clocks that turn everything a clock turns."""

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.db import Database
from pim.lifecycle.journal import verify
from pim.lifecycle.tables import Deadline
from tests.faults.answerers import answers_some, ticks
from tests.faults.clients import Diary
from tests.faults.processes import Fuse, Running, start
from tests.notifications.sink import Sink
from tests.pim.feedback.desk import ASKED, START, Desk, lay_desk

WORKERS = 3
APART = timedelta(hours=2)  # between two lives: every lease of the dead has ended by then
DAYS = (
    0,
    4,
    6,
    7,
    10,
    11,
    12,
    13,
    14,
    20,
)  # reminders: 7th and 12th day; end: 14th
FEWEST = 10  # kills
QUICK = ASKED[:9]  # they answer; the others have to be reminded, in vain


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return lay_desk(database, tmp_path / "round-keys")


def fuse(chance: random.Random) -> Fuse:
    return Fuse(chance.uniform(0.0, 0.4), own_time=True)


def lives(desk: Desk, box: Sink, diary: Path, rounds: list[int], now: datetime, chance: random.Random) -> int:
    """Let three clocks turn, and people answer, each until they are killed or ready; returns the kills."""
    settings = desk.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{box.port}"})
    running: list[Running] = [
        start(ticks, desk.database.url, settings, now, f"worker {n}", fuse=fuse(chance))
        for n in range(WORKERS)
    ]
    people = [desk.cast[chance.choice(QUICK)].person_id for _ in range(2)]
    where = desk.database.url, settings.round_keys_dir, rounds
    running.append(start(answers_some, *where, diary, people, now, fuse=fuse(chance)))
    return sum([process.was_killed() for process in running])


def test_a_house_whose_processes_are_killed_asks_reminds_closes_and_tells_everybody_once(
    desk: Desk, post_box: Sink, tmp_path: Path
) -> None:
    chance, killed, diary = random.Random(5), 0, tmp_path / "answered"
    rounds = [desk.opened(purpose=purpose) for purpose in ("pilot", "baseline")]
    now = START
    for day in DAYS:
        for again in range(2):
            now = START + timedelta(days=day) + again * APART
            killed += lives(desk, post_box, diary, rounds, now, chance)
    assert killed >= FEWEST
    settings = desk.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{post_box.port}"})
    for _ in range(6):  # undisturbed, until all is at rest
        now += APART
        start(ticks, desk.database.url, settings, now, "undisturbed").end()

    assert desk.ask(lambda session: list(verify(session))) == []
    assert unfired(desk, now) == []
    assert letters_gone_wrong(desk, post_box) == []
    assert reminded_after_answering(desk, diary) == []
    for round_id in rounds:
        assert desk.means(round_id) == "closed"
        assert desk.round(round_id).answered == len(desk.results(round_id))
        invited = told(desk, round_id, "round_invitation")
        assert invited == Counter(desk.cast[who].person_id for who in ASKED)
        assert told(desk, round_id, "round_closed") == invited
    said = {(round_id, person) for what, (round_id, person, _) in Diary(diary).lines() if what == "counted"}
    assert len(said) == sum(len(desk.results(round_id)) for round_id in rounds)
    assert desk.key_files() == []


def told(desk: Desk, round_id: int, notice: str) -> Counter[Any]:
    """Return how many letters of a kind each person was written about a round."""
    readers = select(col(LetterRow.person_id)).where(
        col(LetterRow.about_instance) == round_id, col(LetterRow.notice) == notice
    )
    return Counter(desk.ask(lambda session: session.scalars(readers).all()))


def unfired(desk: Desk, now: datetime) -> list[Deadline]:
    """Return deadlines that were due and did nothing, or that failed."""
    rows = desk.ask(lambda session: session.scalars(select(Deadline)).all())
    return [
        row for row in rows
        if row.status in ("incident", "moot") or (row.status == "armed" and row.due_at <= now)
    ]  # fmt: skip


def letters_gone_wrong(desk: Desk, box: Sink) -> list[str]:
    """Return letters that did not end well, and mails that are no letter or came too often."""
    rows, arrived = desk.ask(lambda session: session.scalars(select(LetterRow)).all()), box.copies()
    wrong = [f"{message} is no letter" for message in arrived.keys() - {row.message_id for row in rows}]
    for row in rows:
        copies = arrived[row.message_id] if row.message_id else 0
        ends = {"accepted", "uncertain"} if copies else {"kept", "cancelled", "bundled", "uncertain"}
        if row.status not in ends or copies > row.copies or copies > 2:
            wrong.append(f"{row.key} is {row.status} with {copies} copies: {row.error}")
        if row.status == "kept" and row.address is not None:
            wrong.append(f"{row.key} was kept, and has an address")
    return wrong


def reminded_after_answering(desk: Desk, diary: Path) -> list[str]:
    """Return reminders that went to people whose answer counted before the reminder was written."""
    answered: dict[tuple[int, int], datetime] = {}
    for what, (round_id, person, at) in Diary(diary).lines():
        if what == "counted":
            answered.setdefault((round_id, person), datetime.fromisoformat(at))
    wrong = []
    reminders = select(LetterRow).where(col(LetterRow.notice) == "round_reminder")
    rows = desk.ask(lambda session: session.scalars(reminders).all())
    for row in rows:
        since = answered.get((row.about_instance or 0, row.person_id or 0))
        if since is not None and since < row.queued_at:
            wrong.append(f"{row.key} was queued at {row.queued_at}, answered at {since}")
    assert rows, "nobody was reminded"
    return wrong
