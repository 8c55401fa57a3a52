"""Deadlines are rows: each acts exactly once, at its moment, or is seen."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.errors import BadInput, NotFound
from pim.lifecycle.deadlines import calendar_changed, retry, set_dates, skip
from pim.lifecycle.journal import entries
from pim.lifecycle.subject import look
from pim.lifecycle.sweep import sweep
from pim.lifecycle.tables import Deadline
from pim.lifecycle.verify import verify
from pim.lifecycle.work import Work, run
from pim.people.tables import FreeDay, Organisation
from tests.pim.lifecycle.small import NOON, Small
from workflows.facts import Charter, Own, RoundFact

READY = {"charter": Charter(sponsor_named=True), "lessons": 1}
REMINDER = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
LONG_AFTER = NOON + timedelta(days=60)


def _letters(engine: Small) -> list[str]:
    with engine.database.read() as session:
        return list(session.scalars(select(col(LetterRow.notice)).order_by(col(LetterRow.id))))


def _statuses(engine: Small, id_: int) -> dict[str, str]:
    with engine.database.read() as session:
        rows = session.scalars(select(Deadline).where(col(Deadline.instance_id) == id_))
        return {row.what: row.status for row in rows}


def test_nothing_fires_before_its_moment(engine: Small) -> None:
    engine.start()
    assert sweep(engine.database, engine.house, REMINDER - timedelta(seconds=1)).touched == 0
    assert _letters(engine) == []


def test_a_reminder_fires_once_and_leaves_the_stage_as_it_is(engine: Small) -> None:
    id_ = engine.start()
    assert sweep(engine.database, engine.house, REMINDER).fired == 1
    assert sweep(engine.database, engine.house, REMINDER).touched == 0
    assert _letters(engine) == ["deadline_near"]
    with engine.database.read() as session:
        subject = look(session, id_)
        assert (subject.state.stage, subject.state.visit, subject.state.version) == ("preparation", 1, 2)
        assert [row.what for row in entries(session, id_)] == ["start", "remind"]


def test_after_an_outage_all_of_it_fires_in_its_own_order(engine: Small) -> None:
    id_ = engine.start()
    assert sweep(engine.database, engine.house, LONG_AFTER).fired == 3
    with engine.database.read() as session:
        assert [row.what for row in entries(session, id_)] == ["start", "remind", "due", "escalate"]
    assert _letters(engine) == ["deadline_near", "overdue"]


def test_a_passed_term_never_opens_a_gate(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY  # everything is met, and still nobody but a person takes the step
    sweep(engine.database, engine.house, LONG_AFTER)
    with engine.database.read() as session:
        assert look(session, id_).state.stage == "preparation"


def test_a_deadline_of_a_visit_that_was_left_does_nothing(engine: Small) -> None:
    id_ = engine.start()
    engine.house.given = READY
    engine.step(id_, "open_ideas")
    assert sweep(engine.database, engine.house, LONG_AFTER).touched == 0
    with engine.database.write() as session:  # even when its cancelling were lost
        for row in session.scalars(select(Deadline)):
            row.status = "armed"
    swept = sweep(engine.database, engine.house, LONG_AFTER)
    assert (swept.fired, swept.moot) == (0, 3)
    assert _letters(engine) == ["stage_changed"]


@pytest.mark.parametrize(("answered", "stage"), [(50, "closed"), (49, "held")])
def test_the_clock_takes_the_first_step_whose_requirements_are_met(
    engine: Small, answered: int, stage: str
) -> None:
    engine.house.given = {"own": Own(round=RoundFact(id=1, invited=100, answered=answered))}
    id_ = engine.start("round")
    sweep(engine.database, engine.house, datetime(2026, 3, 15, 23, 0, tzinfo=UTC))
    with engine.database.read() as session:
        assert look(session, id_).state.stage == stage


def test_a_step_of_the_clock_counts_from_the_end_of_the_term_unless_it_came_a_day_late(engine: Small) -> None:
    engine.house.given = {"own": Own(round=RoundFact(id=1, invited=100, answered=80))}
    on_time, late = engine.start("round"), engine.start("round", now=NOON - timedelta(days=5))
    swept_at = datetime(2026, 3, 15, 23, 0, 20, tzinfo=UTC)  # 20 seconds into 16 March, local time
    sweep(engine.database, engine.house, swept_at)
    with engine.database.read() as session:
        assert look(session, on_time).state.entered_at == datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC)
        assert look(session, late).state.entered_at == swept_at


def test_one_bad_deadline_does_not_hold_up_the_others_and_becomes_an_incident(engine: Small) -> None:
    ids = [engine.start("round") for _ in range(5)]
    engine.house.given = {"own": Own(round=RoundFact(id=1, invited=100, answered=80))}
    engine.house.poisoned = {ids[2]}
    now = NOON + timedelta(days=20)
    sweep(engine.database, engine.house, now)
    with engine.database.read() as session:
        stages = [look(session, id_).state.stage for id_ in ids]
    assert stages == ["closed", "closed", "open", "closed", "closed"]
    for hours in range(1, 40):
        sweep(engine.database, engine.house, now + timedelta(hours=hours))
    assert _statuses(engine, ids[2])["due"] == "incident"
    assert _letters(engine).count("incident") == 1
    with engine.database.read() as session:
        row = session.scalars(select(Deadline).where(col(Deadline.status) == "incident")).one()
        assert row.attempts == 5
        assert row.error == "RuntimeError: these facts cannot be read"


def test_an_incident_can_be_tried_again_or_let_go_by_its_own_organisation_only(engine: Small) -> None:
    ids = [engine.start("round") for _ in range(2)]
    engine.house.poisoned = set(ids)
    now = NOON + timedelta(days=20)
    for hours in range(40):
        sweep(engine.database, engine.house, now + timedelta(hours=hours))
    with engine.database.read() as session:
        first, second = session.scalars(
            select(col(Deadline.id)).where(col(Deadline.status) == "incident").order_by(col(Deadline.id))
        )
    with pytest.raises(NotFound):
        run(engine.database, engine.house, engine.people.outsider, now, lambda w: {"x": retry(w, first).id})
    engine.house.poisoned = set()
    engine.house.given = {"own": Own(round=RoundFact(id=1, invited=10, answered=9))}
    run(engine.database, engine.house, engine.lead, now, lambda w: {"x": retry(w, first).id})
    run(engine.database, engine.house, engine.lead, now, lambda w: {"x": skip(w, second, "Handmatig").id})
    with pytest.raises(BadInput):
        run(engine.database, engine.house, engine.lead, now, lambda w: {"x": skip(w, second, "Nog eens").id})
    sweep(engine.database, engine.house, now)
    with engine.database.read() as session:
        assert [look(session, id_).state.stage for id_ in ids] == ["closed", "open"]
        assert list(verify(session)) == []


def test_two_workers_fire_each_deadline_once(engine: Small) -> None:
    ids = [engine.start() for _ in range(60)]
    threads = [
        threading.Thread(target=sweep, args=(engine.database, engine.house, LONG_AFTER), kwargs={"limit": 7})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sweep(engine.database, engine.house, LONG_AFTER)
    assert _letters(engine).count("deadline_near") == len(ids)
    assert _letters(engine).count("overdue") == len(ids)
    with engine.database.read() as session:
        assert list(verify(session)) == []
        assert all(look(session, id_).state.version == 4 for id_ in ids)


def test_a_new_free_day_moves_the_deadlines_that_count_working_days(engine: Small) -> None:
    id_ = engine.start()

    def verb(work: Work) -> dict[str, object]:
        organisation = work.session.get_one(Organisation, engine.lead.organisation_id)
        work.session.add(
            FreeDay(organisation_id=organisation.id, day=date(2026, 3, 4), name="Inventarisatie")
        )
        organisation.calendar_version += 1
        work.session.flush()
        return {"moved": calendar_changed(work, engine.lead.organisation_id)}

    assert run(engine.database, engine.house, engine.lead, NOON, verb) == {"moved": 3}
    with engine.database.read() as session:
        due = session.scalars(select(Deadline).where(col(Deadline.what) == "due")).one()
        assert due.due_at == datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)
        assert [row.what for row in entries(session, id_)] == ["start", "deadlines_moved"]


def test_a_day_that_was_not_known_before_arms_the_deadlines_that_count_from_it(engine: Small) -> None:
    id_ = engine.start("pilot")
    assert _statuses(engine, id_) == {}

    def move(day: str, now: datetime) -> None:
        dates = {"ends_on": day}
        run(engine.database, engine.house, engine.lead, now, lambda w: {"id": set_dates(w, id_, dates).id})

    move("2026-04-30", NOON)
    assert _statuses(engine, id_) == {"remind": "armed", "due": "armed"}
    move("2026-05-07", NOON + timedelta(days=2))
    with engine.database.read() as session:
        ends = session.scalars(select(col(Deadline.due_at)).where(col(Deadline.what) == "due")).all()
    assert ends == [datetime(2026, 5, 7, 21, 59, 59, tzinfo=UTC)]


def test_changing_a_date_leaves_deadlines_alone_that_do_not_count_from_it(engine: Small) -> None:
    id_ = engine.start()
    before = _statuses(engine, id_)
    run(
        engine.database,
        engine.house,
        engine.lead,
        NOON,
        lambda w: {"id": set_dates(w, id_, {"target_on": "2026-12-01"}).id},
    )
    assert _statuses(engine, id_) == before
    with engine.database.read() as session:
        assert look(session, id_).dates == {"target_on": date(2026, 12, 1)}
        assert list(verify(session)) == []
