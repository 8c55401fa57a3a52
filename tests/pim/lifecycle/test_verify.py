"""Whoever changes a row by hand is found out, and whoever works as they should is never accused."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from pim.duties import duties
from pim.lifecycle.anchors import anchor_day, wrong_anchors
from pim.lifecycle.deadlines import set_dates
from pim.lifecycle.duties import do_due
from pim.lifecycle.verify import changed_workflows, verify
from pim.lifecycle.work import run
from pim.settings import Settings
from tests.pim.lifecycle.small import NOON, Small
from tests.pim.lifecycle.test_advance import READY

ANOTHER = "2001-01-01 00:00:00.000000"
TAMPERED = {
    "the stage": "UPDATE instance SET stage = 'preparation', means = 'preparation' WHERE id = :id",
    "what the stage means": "UPDATE instance SET means = 'rollout' WHERE id = :id",
    "whether it is over": "UPDATE instance SET final = NOT final WHERE id = :id",
    "the title": "UPDATE instance SET title = 'Iets anders' WHERE id = :id",
    "the code": "UPDATE instance SET code = 'X9' WHERE id = :id",
    "the kind": "UPDATE instance SET kind = 'pilot' WHERE id = :id",
    "the visit": "UPDATE instance SET visit = 99 WHERE id = :id",
    "where it came from": "UPDATE instance SET previous = 'rollout' WHERE id = :id",
    "since when": f"UPDATE instance SET entered_at = '{ANOTHER}' WHERE id = :id",
    "its dates": """UPDATE instance SET dates = '{"opens_on": "2001-01-01"}' WHERE id = :id""",
    "a row less": "DELETE FROM journal WHERE instance_id = :id AND version = 2",
    "the newest row less": "DELETE FROM journal WHERE instance_id = :id AND version = 3",
    "all rows less": "DELETE FROM journal WHERE instance_id = :id",
    "who did it": "UPDATE journal SET actor_id = NULL WHERE instance_id = :id AND version = 2",
    "what was done": "UPDATE journal SET what = 'pause' WHERE instance_id = :id AND version = 2",
    "when": f"UPDATE journal SET at = '{ANOTHER}' WHERE instance_id = :id AND version = 2",
    "a word less": "UPDATE journal SET from_stage = '' WHERE instance_id = :id AND version = 2",
    "what was said": "UPDATE journal SET data = replace(data, 'a', 'b') WHERE instance_id = :id",
    "the order": "UPDATE journal SET version = 102 WHERE instance_id = :id AND version = 2",
}


def _worked(engine: Small) -> int:
    """Start a cycle, take a step and give it a date; returns its number."""
    id_ = engine.start()
    engine.house.given = READY
    engine.step(id_, "open_ideas")
    dates = {"opens_on": "2026-05-04"}
    run(engine.database, engine.house, engine.lead, NOON, lambda w: {"id": set_dates(w, id_, dates).id})
    return id_


def _broken(engine: Small) -> list[object]:
    with engine.database.read() as session:
        return [*verify(session), *changed_workflows(session)]


def _wrong(engine: Small) -> int:
    with engine.database.read() as session:
        return len(wrong_anchors(session, engine.lead.organisation_id))


def test_who_works_as_they_should_is_not_accused(engine: Small) -> None:
    _worked(engine)
    assert _broken(engine) == []


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_by_hand_is_found(engine: Small, what: str) -> None:
    id_ = _worked(engine)
    with engine.database.write() as session:
        assert session.connection().execute(text(TAMPERED[what]), {"id": id_}).rowcount
    assert _broken(engine)


def test_a_workflow_whose_text_was_changed_is_found(engine: Small) -> None:
    _worked(engine)
    with engine.database.write() as session:
        session.execute(text("UPDATE definition SET body = replace(body, 'e', 'f')"))
    with engine.database.read() as session:
        assert len(changed_workflows(session)) == 1


def _evenings(engine: Small, count: int) -> None:
    """Work for a day, and let the clock keep so many evenings."""
    _worked(engine)
    kept = {"evening": duties(Settings())["evening"]}
    for day in range(count + 1):
        do_due(engine.database, kept, NOON + timedelta(days=day))


OLDEST, NEWEST = (f"day = (SELECT {which}(day) FROM anchor)" for which in ("min", "max"))


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("DELETE FROM anchor WHERE 1 = 0", 0),
        ("DELETE FROM anchor WHERE 1 = 1", 1),
        (f"DELETE FROM anchor WHERE {NEWEST}", 1),
        (f"DELETE FROM anchor WHERE {OLDEST}", 1),
        (f"UPDATE anchor SET instances = instances + 1 WHERE {OLDEST}", 1),
        (f"UPDATE anchor SET digest = 'x' WHERE {NEWEST}", 1),
    ],
)
def test_an_anchor_that_was_changed_or_taken_away_is_found(engine: Small, what: str, found: int) -> None:
    _evenings(engine, 4)
    with engine.database.write() as session:
        session.execute(text(what))
    assert _wrong(engine) == found


def test_who_began_just_before_the_evening_and_was_done_after_it_is_not_accused(engine: Small) -> None:
    id_ = _worked(engine)
    evening = NOON + timedelta(hours=10)
    with engine.database.write() as session:
        anchor_day(session, engine.lead.organisation_id, NOON.date(), evening)
    engine.step(id_, "again", now=evening - timedelta(seconds=5), reason="Nog eens.")
    assert _wrong(engine) == 0


def test_a_whole_innovation_that_is_gone_is_found_by_the_anchors(engine: Small) -> None:
    _evenings(engine, 2)
    with engine.database.write() as session:
        for table, column in (("journal", "instance_id"), ("deadline", "instance_id"), ("instance", "id")):
            session.execute(text(f"DELETE FROM {table} WHERE {column} > 0"))
    assert _broken(engine) == []
    assert _wrong(engine) == 2
