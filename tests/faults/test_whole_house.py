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
from pim.lifecycle.tables import Deadline
from pim.lifecycle.verify import verify
from tests.faults.answerers import House, answers_some, ticks, warm_house
from tests.faults.clients import Diary
from tests.faults.processes import Fuse, Life, Nursery
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
LAST_OPEN = 13  # the last day on which people can answer
FEWEST = 10  # kills
QUICK = ASKED[:9]  # they answer; the others have to be reminded, in vain


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return lay_desk(database, tmp_path / "round-keys")


def lives(
    desk: Desk, house: House, rounds: list[int], diary: Path, now: datetime, chance: random.Random
) -> list[Life]:
    """Return three clocks, and people who answer; each will be killed, unless it is ready before."""
    young = [Life(ticks, (house, now, f"worker {n}"), fuse(chance)) for n in range(WORKERS)]
    people = [desk.cast[chance.choice(QUICK)].person_id for _ in range(3)]
    young.append(Life(answers_some, (house, rounds, diary, people, now), fuse(chance)))
    return young


def fuse(chance: random.Random) -> Fuse:
    return Fuse(chance.uniform(0.0, 0.2), own_time=True)


def test_a_house_whose_processes_are_killed_asks_reminds_closes_and_tells_everybody_once(
    desk: Desk, post_box: Sink, tmp_path: Path
) -> None:
    chance, killed, diary = random.Random(5), 0, tmp_path / "answered"
    house = desk.database.url, f"smtp://127.0.0.1:{post_box.port}", desk.settings.round_keys_dir
    rounds = [desk.opened(purpose=purpose) for purpose in ("pilot", "baseline")]
    nursery, now = Nursery(warm_house, house, START - APART), START
    for day in DAYS:
        for again in range(2):
            now = START + timedelta(days=day) + again * APART
            killed += nursery.let_live(lives(desk, house, rounds, diary, now, chance))
        if day == LAST_OPEN:
            reminders = reminded(desk)  # at the close they go: who got one had not answered
    nursery.close()
    assert killed >= FEWEST
    for _ in range(6):  # undisturbed, until all is at rest
        now += APART
        ticks(None, house, now, "undisturbed")

    assert desk.ask(lambda session: list(verify(session))) == []
    assert unfired(desk, now) == []
    assert letters_gone_wrong(desk, post_box, {row.message_id for row in reminders}) == []
    assert reminded_after_answering(reminders, diary) == []
    assert reminded(desk) == []
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


def letters_gone_wrong(desk: Desk, box: Sink, gone: set[str | None]) -> list[str]:
    """Return letters that did not end well, and mails that are no letter or came too often.

    ``gone`` are the letters that were there once.
    """
    rows, arrived = desk.ask(lambda session: session.scalars(select(LetterRow)).all()), box.copies()
    known = gone | {row.message_id for row in rows}
    wrong = [f"{message} is no letter" for message in arrived.keys() - known]
    for row in rows:
        copies = arrived[row.message_id] if row.message_id else 0
        ends = {"accepted", "uncertain"} if copies else {"kept", "cancelled", "bundled", "uncertain"}
        if row.status not in ends or copies > row.copies or copies > 2:
            wrong.append(f"{row.key} is {row.status} with {copies} copies: {row.error}")
        if row.status == "kept" and row.address is not None:
            wrong.append(f"{row.key} was kept, and has an address")
    return wrong


def reminded(desk: Desk) -> list[LetterRow]:
    """Return the reminders there are."""
    query = select(LetterRow).where(col(LetterRow.notice) == "round_reminder")
    rows: list[LetterRow] = desk.ask(lambda session: session.scalars(query).all())
    return rows


def reminded_after_answering(reminders: list[LetterRow], diary: Path) -> list[str]:
    """Return reminders that went to people whose answer counted before the reminder was written."""
    answered: dict[tuple[int, int], datetime] = {}
    for what, (round_id, person, at) in Diary(diary).lines():
        if what == "counted":
            answered.setdefault((round_id, person), datetime.fromisoformat(at))
    wrong = []
    for row in reminders:
        since = answered.get((row.about_instance or 0, row.person_id or 0))
        if since is not None and since < row.queued_at:
            wrong.append(f"{row.key} was queued at {row.queued_at}, answered at {since}")
    assert reminders, "nobody was reminded"
    return wrong
