"""The judge: what people were told, what the database says and what arrived, laid side by side.

``complaints`` returns everything that is wrong, so that a test can say: nothing is. It knows by heart
what each step and each stage must lead to, and does not ask the engine.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from notifications.outbox import LETTER
from pim.db import Database
from pim.lifecycle.tables import Deadline, Instance, JournalEntry
from pim.lifecycle.verify import verify
from tests.faults.clients import diaries
from tests.faults.world import World

ARMED = {
    ("cycle", "preparation"): {("remind", 1), ("due", 1), ("escalate", 1)},
    ("cycle", "ideas"): {("remind", 1), ("due", 1)},
    ("round", "open"): {("remind", 1), ("due", 1)},
    ("round", "closed"): {("due", 1), ("escalate", 1)},
}
"""What each stage arms, by what and number."""

TOLD = {
    ("cycle", "begin_ideas"): ("stage_changed", "sponsor"),
    ("cycle", "close"): ("stage_changed", "lead"),
    ("round", "close"): ("round_closed", "lead"),
    ("round", "close_now"): ("round_closed", "sponsor"),
}
"""Which letter each step sends to whom."""

WARNED = {
    ("cycle", "preparation", "remind"): ("deadline_near", "lead"),
    ("cycle", "preparation", "escalate"): ("overdue", "sponsor"),
    ("cycle", "ideas", "remind"): ("deadline_near", "lead"),
    ("round", "open", "remind"): ("round_reminder", "lead"),
    ("round", "closed", "escalate"): ("overdue", "sponsor"),
}
"""Which letter each deadline sends to whom."""


@dataclass
class Evidence:
    """Everything there is, read once."""

    instances: dict[int, Any]
    journal: dict[int, list[Any]]
    deadlines: dict[int, list[Any]]
    letters: list[Any]
    arrived: Counter[str]
    now: datetime


def complaints(world: World, database: Database, arrived: Counter[str], now: datetime) -> list[str]:
    """Return all that is wrong at ``now``, when everything has come to rest.

    ``arrived``: how many copies the mail server accepted, by Message-ID.
    """
    with database.read() as session:
        broken = [f"the journal of {b.instance_id} is broken: {b.why}" for b in verify(session)]
        if broken:
            return broken
        evidence = Evidence(
            instances={row.id or 0: row for row in session.scalars(select(Instance))},
            journal=_by_instance(session.scalars(select(JournalEntry).order_by(col(JournalEntry.version)))),
            deadlines=_by_instance(session.scalars(select(Deadline).order_by(col(Deadline.id)))),
            letters=list(session.connection().execute(select(LETTER).order_by(LETTER.c.id))),
            arrived=arrived,
            now=now,
        )
        found = [*_whole(session, database)]
    found += _deadlines(evidence)
    found += _ordered(evidence)
    found += _delivered(evidence)
    found += _acknowledged(world, evidence)
    return found


def _by_instance(rows: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.instance_id].append(row)
    return grouped


def _whole(session: Session, database: Database) -> Iterator[str]:
    if database.dialect == "sqlite":
        said = session.scalar(text("PRAGMA integrity_check"))
        if said != "ok":
            yield f"SQLite says: {said}"


def _deadlines(evidence: Evidence) -> Iterator[str]:
    """Check that each visit armed what its stage arms, and that each deadline acted once and in time."""
    for id_, rows in evidence.journal.items():
        kind = evidence.instances[id_].kind
        stages = {row.visit: row.to_stage for row in reversed(rows)}
        deadlines = evidence.deadlines[id_]
        for visit, stage in stages.items():
            have = Counter((d.what, d.number) for d in deadlines if d.visit == visit)
            wanted = Counter(ARMED.get((kind, stage), ()))
            if have != wanted:
                yield f"{id_} visit {visit} ({stage}) armed {dict(have)}, expected {dict(wanted)}"
        for deadline in deadlines:
            yield from _one_deadline(evidence, deadline, rows, max(stages))


def _one_deadline(evidence: Evidence, deadline: Any, rows: list[Any], last: int) -> Iterator[str]:
    name = f"deadline {deadline.id} ({deadline.instance_id} v{deadline.visit} {deadline.what})"
    acted = [row for row in rows if _is_act_of(row, deadline, evidence)]
    if deadline.status == "done":
        if len(acted) != 1:
            yield f"{name} is done, and acted {len(acted)} times"
        elif acted[0].at < deadline.due_at:
            yield f"{name} acted before its moment"
    elif acted:
        yield f"{name} is {deadline.status}, and acted {len(acted)} times"
    if deadline.status == "armed" and deadline.visit != last:
        yield f"{name} is armed for a visit that was left"
    if deadline.status == "armed" and deadline.due_at <= evidence.now:
        yield f"{name} was due at {deadline.due_at} and never acted"
    if deadline.status == "cancelled" and deadline.visit == last:
        yield f"{name} is cancelled, though its visit lasts"
    if deadline.status in {"moot", "incident", "skipped"}:
        yield f"{name} is {deadline.status}: {deadline.error}"


def _is_act_of(row: Any, deadline: Any, evidence: Evidence) -> bool:
    """Tell whether a journal row says what this deadline did."""
    if row.actor_id is not None:
        return False
    if evidence.instances[deadline.instance_id].kind == "round" and deadline.then:
        return bool(row.what in deadline.then and row.visit == deadline.visit + 1)
    said = json.loads(row.data)
    return (row.visit, row.what, said.get("number")) == (deadline.visit, deadline.what, deadline.number)


def _ordered(evidence: Evidence) -> Iterator[str]:
    """Check that every letter somebody must get was queued once, and no other."""
    wanted: Counter[str] = Counter()
    for id_, rows in evidence.journal.items():
        kind, stages = evidence.instances[id_].kind, {row.visit: row.to_stage for row in reversed(rows)}
        for row in rows:
            if row.what in {"remind", "due", "escalate"}:
                told = WARNED.get((kind, stages[row.visit], row.what))
                stem = f"{id_}:v{row.visit}:{row.what}{json.loads(row.data)['number']}"
            else:
                told, stem = TOLD.get((kind, row.what)), f"{id_}:{row.version}"
            if told:
                wanted[f"{stem}:{told[0]}:{told[1]}"] += 1
    have = Counter(row.key for row in evidence.letters if row.notice != "bundle")
    yield from (f"letter {key} is lost: it was never queued" for key in wanted - have)
    yield from (f"letter {key} was queued, and nothing called for it" for key in have - wanted)


def _delivered(evidence: Evidence) -> Iterator[str]:
    """Check each letter against what arrived."""
    by_id = {row.message_id: row for row in evidence.letters if row.message_id}
    if len(by_id) != sum(1 for row in evidence.letters if row.message_id):
        yield "two letters have one Message-ID"
    yield from (f"{one} arrived and nobody queued it" for one in evidence.arrived.keys() - by_id.keys())
    for row in evidence.letters:
        copies = evidence.arrived[row.message_id] if row.message_id else 0
        name = f"letter {row.key} ({row.status})"
        if row.status in {"queued", "sending"}:
            yield f"{name} never ended"
        if copies > 2:
            yield f"{name} arrived {copies} times"
        if copies > row.copies:
            yield f"{name} arrived {copies} times and counts {row.copies}"
        if row.status == "accepted" and copies == 0:
            yield f"{name} is lost: it never arrived"
        if row.status in {"cancelled", "bundled", "kept", "bounced", "incident"} and copies:
            yield f"{name} arrived {copies} times"
        if row.status in {"kept", "bounced", "incident"}:
            yield f"{name} was not to end so: {row.error}"
        if row.status == "cancelled" and not _overtaken(evidence, row):
            yield f"{name} was cancelled while it was true"
        if row.status == "bundled" and row.carried_by is None:
            yield f"{name} is lost: nothing carries it"


def _overtaken(evidence: Evidence, row: Any) -> bool:
    if row.notice == "bundle":  # taken apart, because part of it was overtaken
        return not any(letter.carried_by == row.id for letter in evidence.letters)
    return row.check is not None and evidence.instances[row.about_instance].visit != row.about_visit


def _acknowledged(world: World, evidence: Evidence) -> Iterator[str]:
    """Check that what clients were told is what happened: once, or not at all."""
    done: Counter[str] = Counter()
    at: dict[str, tuple[int, int]] = {}
    for id_, rows in evidence.journal.items():
        for row in rows:
            key = json.loads(row.data).get("key")
            if key is not None:
                done[key] += 1
                at[key] = (id_, row.version)
    known = set()
    for diary in diaries(world):
        for told in diary.told():
            key = told.intent.key
            known.add(key)
            if told.answer is None and done[key]:
                yield f"{key} was refused, and happened"
            elif told.answer is not None and done[key] != 1:
                yield f"{key} was acknowledged, and happened {done[key]} times"
            elif told.answer is not None and at[key] != (told.answer["id"], told.answer["version"]):
                yield f"{key} was acknowledged as {told.answer}, and happened as {at[key]}"
        pending = diary.pending()
        if pending is not None:
            yield f"{pending.key} was never answered"
            known.add(pending.key)
    yield from (f"{key} happened, and nobody meant it" for key in done.keys() - known)
