"""A client that keeps a diary, so that one who takes over after its death knows what it was doing.

Before each action it writes down what it means to do, under a key; after it, what it was told. What it
was told happened must have happened, once, whatever else went wrong.
"""

import json
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from pim.db import Database
from pim.errors import Busy, Conflict
from pim.lifecycle.advance import Refusal
from pim.lifecycle.tables import Instance
from tests.faults.world import World

STEPS = {
    ("cycle", "preparation"): ("begin_ideas",),
    ("cycle", "ideas"): ("again", "close"),
    ("round", "open"): ("close_now",),
    ("round", "closed"): ("answer",),
}


@dataclass(frozen=True)
class Intent:
    """What a client means to do: a step on an instance, or without a step a new one of this kind."""

    key: str
    kind: str
    instance_id: int | None = None
    step: str | None = None
    visit: int | None = None


@dataclass(frozen=True)
class Told:
    """What became of an intent, as the client was told: done with an answer, or refused."""

    intent: Intent
    answer: dict[str, Any] | None


class Diary:
    """A file of one client. A line is written in one go, so it is there whole, also after a kill."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, what: str, said: Any) -> None:
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, json.dumps([what, said]).encode() + b"\n")
        os.close(handle)

    def lines(self) -> Iterator[tuple[str, Any]]:
        if self._file.exists():
            for line in self._file.read_text().splitlines():
                what, said = json.loads(line)
                yield what, said

    def pending(self) -> Intent | None:
        """Return the intent whose end was never heard of."""
        last: Intent | None = None
        for what, said in self.lines():
            last = Intent(**said) if what == "intent" else None
        return last

    def told(self) -> Iterator[Told]:
        """Yield every intent that came to an end."""
        intent: Intent | None = None
        for what, said in self.lines():
            if what == "intent":
                intent = Intent(**said)
            else:
                assert intent is not None, "an answer to nothing"
                yield Told(intent, said if what == "done" else None)


def diaries(world: World) -> list[Diary]:
    """Return the diary of every client there was."""
    return [Diary(file) for file in sorted(world.folder.glob("client-*"))]


def act(world: World, database: Database, name: str, now: datetime, seed: int, actions: int) -> None:
    """Finish what this client's life before was doing, then do so many things more.

    When the database is away the client goes away too: its next life asks again, under the same key.
    """
    diary, chance = Diary(world.folder / f"client-{name}"), random.Random(seed)
    pending = diary.pending()
    with suppress(Busy):
        if pending is not None:
            _do(world, database, diary, pending, now)
        for number in range(actions):
            intent = _think_of(database, chance, f"{name}-{seed}-{number}")
            diary.write("intent", asdict(intent))
            _do(world, database, diary, intent, now)


def _think_of(database: Database, chance: random.Random, key: str) -> Intent:
    """Choose something new to start, or a step on something there is, as it stands now."""
    with database.read() as session:
        last = session.scalar(select(func.max(col(Instance.id)))) or 0
        wanted = chance.randint(max(1, last - 30), max(1, last))
        row = session.execute(
            select(
                col(Instance.id), col(Instance.kind), col(Instance.stage), col(Instance.visit),
                col(Instance.cycle_id),
            ).where(col(Instance.id) == wanted)
        ).first()  # fmt: skip
    steps = STEPS.get((row.kind, row.stage)) if row else None
    if row is None or not steps or chance.random() < 0.4:
        if row is not None and chance.random() < 0.5:
            return Intent(key, "round", row.cycle_id)
        return Intent(key, "cycle")
    return Intent(key, row.kind, row.id, chance.choice(steps), row.visit)


def _do(world: World, database: Database, diary: Diary, intent: Intent, now: datetime) -> None:
    try:
        if intent.step is None:
            answer = world.begin(database, intent.kind, now, intent.key, intent.instance_id)
        else:
            assert intent.instance_id is not None
            who = world.sponsor if intent.step == "close" else world.lead
            answer = world.step(
                database, intent.instance_id, intent.step, now, intent.key, who, expected_visit=intent.visit
            )
    except (Conflict, Refusal) as no:
        diary.write("refused", str(no))
    else:
        diary.write("done", answer)
