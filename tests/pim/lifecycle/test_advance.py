"""One step, one transaction."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.errors import Conflict, NotFound
from pim.lifecycle.advance import Order, Refusal, preview
from pim.lifecycle.journal import entries, replay
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Deadline, Instance, JournalEntry
from pim.lifecycle.verify import verify
from pim.lifecycle.work import Work
from tests.pim.lifecycle.small import NOON, Small
from workflows.facts import Charter

READY = {"charter": Charter(sponsor_named=True), "lessons": 1}


def _deadlines(engine: Small, id_: int, status: str) -> list[tuple[str, str]]:
    with engine.database.read() as session:
        rows = session.scalars(
            select(Deadline)
            .where(col(Deadline.instance_id) == id_, col(Deadline.status) == status)
            .order_by(col(Deadline.due_at))
        )
        return [(row.what, row.due_at.isoformat()) for row in rows]


def _counts(engine: Small) -> tuple[int, ...]:
    with engine.database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (JournalEntry, Deadline, LetterRow)
        )


def test_a_new_instance_arms_the_deadlines_of_its_first_stage(engine: Small) -> None:
    id_ = engine.start()
    assert _deadlines(engine, id_, "armed") == [
        ("remind", "2026-03-05T07:00:00+00:00"),  # 08:00 in Amsterdam, two working days before
        ("due", "2026-03-09T22:59:59+00:00"),  # the end of Monday 9 March there
        ("escalate", "2026-03-10T07:00:00+00:00"),
    ]


def test_a_step_moves_the_instance_cancels_what_was_due_and_queues_letters(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    answer = engine.step(id_, "open_ideas")
    assert (answer["from"], answer["stage"], answer["version"], answer["visit"]) == (
        "preparation",
        "ideas",
        2,
        2,
    )
    assert answer["letters"] == 1
    assert _deadlines(engine, id_, "armed") == []
    assert len(_deadlines(engine, id_, "cancelled")) == 3
    with engine.database.read() as session:
        letter = session.scalars(select(LetterRow)).one()
        assert (letter.notice, letter.status, letter.about_visit) == ("stage_changed", "queued", 2)


def test_a_refused_step_names_everything_that_is_missing_and_changes_nothing(engine: Small) -> None:
    id_ = engine.start()
    before = _counts(engine)
    with pytest.raises(Refusal) as refused:
        engine.step(id_, "open_ideas")
    assert {unmet.code for unmet in refused.value.refused.unmet} == {"sponsor_named", "lesson_recorded"}
    assert len(refused.value.reasons("nl")) == len(refused.value.reasons("en")) == 2
    assert _counts(engine) == before


def test_somebody_without_the_role_is_refused_together_with_everything_else(engine: Small) -> None:
    id_ = engine.start()
    with pytest.raises(Refusal) as refused:
        engine.step(id_, "open_ideas", engine.people["joost"])
    assert "role_missing" in {unmet.code for unmet in refused.value.refused.unmet}


def test_somebody_of_another_organisation_finds_nothing(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    with pytest.raises(NotFound):
        engine.step(id_, "open_ideas", engine.people.outsider)
    with pytest.raises(NotFound):
        engine.step(999_999, "open_ideas")


def test_the_same_key_twice_is_one_step_with_one_answer(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    first = engine.step(id_, "open_ideas", key="k1")
    after = _counts(engine)
    assert engine.step(id_, "open_ideas", key="k1") == first
    assert _counts(engine) == after


def test_a_key_belongs_to_one_organisation(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    engine.step(id_, "open_ideas", key="k1")
    with pytest.raises(NotFound):
        engine.step(id_, "open_ideas", engine.people.outsider, key="k1")


def test_a_refused_command_may_be_tried_again_with_its_key(engine: Small) -> None:
    id_ = engine.start()
    with pytest.raises(Refusal):
        engine.step(id_, "open_ideas", key="k1")
    engine.house.given = READY
    assert engine.step(id_, "open_ideas", key="k1")["stage"] == "ideas"


def test_whoever_looked_at_an_older_visit_gets_a_conflict(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    engine.step(id_, "open_ideas", expected_visit=1)
    engine.step(id_, "again", reason="Er kwam meer bij")
    before = _counts(engine)
    with pytest.raises(Conflict):
        engine.step(id_, "open_ideas", expected_visit=1)
    assert _counts(engine) == before
    assert engine.step(id_, "open_ideas", expected_visit=3)["visit"] == 4


def test_a_look_ahead_shows_what_the_step_then_does_and_writes_nothing(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    before = _counts(engine)
    with engine.database.read() as session:
        seen = preview(Work(session, engine.house, engine.lead, NOON), Order(id_, "open_ideas"))
    assert _counts(engine) == before
    done = engine.step(id_, "open_ideas")
    assert {**seen.as_json()} == done


def test_replaying_the_journal_gives_the_state(engine: Small) -> None:
    id_ = engine.start(dates={"started_on": date(2026, 3, 2)})
    engine.house.given = READY
    engine.step(id_, "open_ideas")
    engine.step(id_, "again", reason="Er kwam meer bij", now=NOON + timedelta(days=1))
    with engine.database.read() as session:
        subject = look(session, id_)
        state, dates = replay(entries(session, id_))
    assert state == subject.state
    assert dates == subject.dates == {"started_on": date(2026, 3, 2)}


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal SET data = '{}' WHERE version = 2",
        "UPDATE journal SET actor_id = NULL WHERE version = 2",
        "UPDATE journal SET to_stage = 'closed' WHERE version = 3",
        "DELETE FROM journal WHERE version = 2",
        "DELETE FROM journal WHERE version = 3",
        "UPDATE instance SET head = 'x'",
        "UPDATE journal SET version = 9 WHERE version = 3",
    ],
)
def test_tampering_with_the_journal_shows(engine: Small, tampering: str) -> None:
    id_ = engine.start()
    engine.house.given = READY
    engine.step(id_, "open_ideas")
    engine.step(id_, "again", reason="Er kwam meer bij")
    with engine.database.read() as session:
        assert list(verify(session)) == []
    with engine.database.write() as session:
        session.execute(text(tampering))
    with engine.database.read() as session:
        assert list(verify(session))


def test_an_instance_whose_stage_was_changed_behind_our_back_cannot_be_stepped_over(engine: Small) -> None:
    id_ = engine.start()
    with engine.database.write() as session:
        session.get_one(Instance, id_).stage = "ideas"
    with engine.database.read() as session:
        state, _ = replay(entries(session, id_))
        assert state != look(session, id_).state
