"""A pause holds all that is due inside an innovation, and going on gives it the days that were left."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from pim.consultation.decide import decide
from pim.cycles.lessons import step_with_lesson
from pim.db import Database
from pim.feedback.answering import submit
from pim.feedback.draft import draft_round
from pim.feedback.keys import has_key
from pim.feedback.promise import is_paused
from pim.feedback.steps import open_round
from pim.feedback.tables import Round
from pim.ideas.bring import bring_idea
from pim.ideas.handle import acknowledge_idea
from pim.lifecycle.advance import Order
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Deadline
from pim.overview.scope import Scope
from pim.overview.waiting import late
from pim.pilots.course import run_pilot
from pim.pilots.plan import plan_pilot
from tests.pim.consultation.requests import advised
from tests.pim.moving import moved
from tests.pim.scene import Scene, at, scene


@pytest.fixture
def play(database: Database, tmp_path) -> Scene:  # type: ignore[no-untyped-def]
    return scene(database, tmp_path / "keys")


def _step(play: Scene, name: str, local: str) -> None:
    """Let the sponsor take a step of the innovation; each comes with a lesson."""
    order = Order(play.cycle, name, reason="De leverancier is overgenomen.")
    play.do("henk", lambda work: step_with_lesson(work, order, f"Les bij {name}."), local)


def _idea(play: Scene, local: str) -> int:
    play.do("marieke", lambda work: moved(work, play.cycle, "ideas"), local)
    return play.do(
        "tom", lambda work: bring_idea(work, play.cycle, "Een krat op wielen scheelt tillen.").id, local
    )


def _round(play: Scene, local: str) -> int:
    sites = [play.site("assen"), play.site("zwolle")]
    round_id = play.do(
        "marieke",
        lambda work: draft_round(work, play.cycle, purpose="baseline", site_ids=sites, packs=("quick",)).id,
        local,
    )
    play.do("marieke", lambda work: open_round(work, round_id), local)
    return round_id


def _answer(play: Scene, round_id: int, who: str) -> None:
    with play.database.write() as session:
        questions = session.get_one(Round, round_id).questions
        ratings = {one["code"]: 4 for one in questions if one["kind"] == "rating"}
        submit(session, play.house.settings, round_id, play.people[who].person_id, {"ratings": ratings})


def _days(play: Scene, id_: int, *what: str) -> list[str]:
    return sorted(each.isoformat() for name in what for each in play.deadlines(id_, name))


def test_an_idea_keeps_the_days_it_had_left_and_the_day_it_was_brought(play: Scene) -> None:
    idea = _idea(play, "2026-02-02 10:00")
    _step(play, "pause", "2026-02-03 10:00")
    sent = play.sweep("2026-02-20 10:00")
    assert sent.letters == 0, "nothing inside it reminds or escalates"
    scope = Scope(play.people["henk"].organisation_id)
    assert play.look(lambda session: late(session, scope, at("2026-02-20 10:00"), limit=9)) == ()
    _step(play, "resume", "2026-02-24 10:00")
    assert _days(play, idea, "due") == ["2026-02-25T23:59:59+01:00"], "three weeks later than 4 February"
    play.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-25 09:00")
    assert _days(play, idea, "due") == ["2026-03-09T23:59:59+01:00"], "10 working days from the moved day"
    assert play.look(lambda session: look(session, idea).dates["submitted_on"]) == date(2026, 2, 2)
    assert play.journal_is_whole()


def test_who_is_asked_can_answer_in_a_pause_and_the_round_closes_so_much_later(play: Scene) -> None:
    round_id = _round(play, "2026-02-02 09:00")
    play.sweep("2026-02-08 12:00")
    _step(play, "pause", "2026-02-10 10:00")
    play.sweep("2026-03-01 10:00")
    assert play.means(round_id) == "open"
    reminders = len(play.letters("round_reminder"))
    _answer(play, round_id, "karin")
    assert play.look(lambda session: is_paused(session, round_id)), "the form says so"
    _step(play, "resume", "2026-03-03 10:00")
    assert not play.look(lambda session: is_paused(session, round_id))
    assert _days(play, round_id, "due") == ["2026-03-08T23:59:59+01:00"]
    assert play.look(lambda session: look(session, round_id).dates["closes_on"]) == date(2026, 3, 8)
    assert len(play.letters("round_reminder")) == reminders
    play.sweep("2026-03-06 12:00")
    play.sweep("2026-03-09 00:10")
    assert play.means(round_id) in ("closed", "held")
    assert play.journal_is_whole()


def test_a_pilot_runs_on_for_as_long_as_it_had_to_run(play: Scene) -> None:
    pilot = play.do(
        "marieke",
        lambda work: plan_pilot(
            work, play.cycle, variant_id=play.variant, site_ids=[play.site("zwolle")],
            comparison_site_ids=[play.site("assen")],
            starts_on=date(2026, 5, 11), ends_on=date(2026, 6, 7),
        ).id,
        "2026-04-20 09:00",
    )  # fmt: skip
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    _step(play, "pause", "2026-06-01 10:00")
    play.sweep("2026-06-10 10:00")
    assert play.means(pilot) == "running"
    _step(play, "resume", "2026-06-11 10:00")
    dates = play.look(lambda session: look(session, pilot).dates)
    assert dates == {"starts_on": date(2026, 5, 11), "ends_on": date(2026, 6, 17)}
    play.sweep("2026-06-17 23:00")
    assert play.means(pilot) == "running"
    play.sweep("2026-06-18 00:10")
    assert play.means(pilot) == "ended"
    assert play.journal_is_whole()


def test_a_month_of_the_law_runs_on_in_a_pause(play: Scene) -> None:
    request = advised(play)
    told = date(2026, 9, 14)
    why = {3: "Een extra uur per week past niet in de begroting."}
    play.do(
        "henk",
        lambda work: decide(work, request, follows=False, not_followed=why, told_on=told),
        "2026-09-14 15:00",
    )
    _step(play, "pause", "2026-09-20 10:00")
    assert _days(play, request, "due") == ["2026-10-14T23:59:59+02:00"]
    play.sweep("2026-10-15 00:10")
    assert play.means(request) == "closed"


def test_what_comes_into_a_stage_during_the_pause_is_held_when_its_moment_comes(play: Scene) -> None:
    idea = _idea(play, "2026-02-02 10:00")
    _step(play, "pause", "2026-02-03 10:00")
    play.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-05 10:00")
    assert play.sweep("2026-03-09 10:00").letters == 0
    _step(play, "resume", "2026-03-10 10:00")
    (due,) = play.deadlines(idea)
    assert due > at("2026-03-10 10:00")


def test_stopping_ends_an_open_round_and_nothing_is_due_any_more(play: Scene) -> None:
    idea = _idea(play, "2026-02-02 10:00")
    round_id = _round(play, "2026-02-02 11:00")
    _answer(play, round_id, "karin")
    _step(play, "pause", "2026-02-03 10:00")
    _step(play, "stop", "2026-02-10 10:00")
    assert _days(play, idea, "due", "remind", "escalate") == []
    play.sweep("2026-02-10 10:01")
    play.sweep("2026-04-01 10:00")
    assert play.means(round_id) == "closed"
    tag = play.look(lambda session: session.get_one(Round, round_id).key_tag)
    assert not has_key(play.house.settings.round_keys_dir, tag), "nobody can find out any more who said what"
    waiting = select(col(Deadline.id)).where(col(Deadline.status).in_(("armed", "held")))
    later = play.sweep("2026-08-01 10:00")
    assert (later.fired, play.look(lambda session: session.scalars(waiting).all())) == (0, [])
    assert not play.letters("answers_overdue")
    assert play.journal_is_whole()
