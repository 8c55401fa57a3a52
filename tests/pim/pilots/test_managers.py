"""A manager of a pilot site says yes, or what is missing: kept, heard, and open until the lead answers."""

from pathlib import Path

import pytest

from pim.db import Database
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.pilots.course import agree_to_pilot, cancel_pilot, run_pilot
from pim.pilots.managers import answer_point, miss
from pim.pilots.view import pilot_view
from tests.pim.pilots.test_planning import ON_4_MAY, plan
from tests.pim.scene import Scene, scene
from workflows.definition import shipped

MISSING = "De nachtploeg kent de terminal nog niet."


def named(play: Scene, pilot: int, text: str = MISSING, who: str = "erik") -> int:
    point: int = play.do(who, lambda work: miss(work, pilot, text), ON_4_MAY)["point"]
    return point


def codes(play: Scene, pilot: int) -> set[str]:
    outcome = play.do("marieke", lambda work: run_pilot(work, pilot, only_look=True), "2026-05-11 07:00")
    return {unmet.code for unmet in outcome.decision.warnings}


def test_what_a_manager_misses_is_heard_by_the_lead_and_open_until_answered(play: Scene) -> None:
    pilot = plan(play)
    point = named(play, pilot)
    assert set(play.letters("manager_misses")) == {"Marieke de Boer"}
    assert MISSING in play.text("manager_misses", "Marieke de Boer")
    assert {"managers_agreed", "missing_points_answered"} <= codes(play, pilot)
    play.do("marieke", lambda work: answer_point(work, pilot, point, "Uitleg op 8 mei."), ON_4_MAY)
    assert set(play.letters("missing_answered")) == {"Erik Smit"}
    assert "Uitleg op 8 mei." in play.text("missing_answered", "Erik Smit")
    assert "missing_points_answered" not in codes(play, pilot)
    play.do("erik", lambda work: agree_to_pilot(work, pilot), ON_4_MAY)
    assert "managers_agreed" not in codes(play, pilot)
    view = play.look(lambda session: pilot_view(session, play.people["nour"], pilot))
    assert [(one["text"], one["answer"]) for one in view["points"]] == [(MISSING, "Uitleg op 8 mei.")]
    assert [one["by"] for one in view["agreed"]] == ["Erik Smit"]
    assert play.journal_is_whole()


def test_a_yes_is_taken_back_when_something_is_found_to_be_missing(play: Scene) -> None:
    pilot = plan(play)
    for _ in range(2):  # twice is once
        play.do("erik", lambda work: agree_to_pilot(work, pilot), ON_4_MAY)
    assert "managers_agreed" not in codes(play, pilot)
    named(play, pilot)
    assert "managers_agreed" in codes(play, pilot)


@pytest.fixture
def chain(database: Database, tmp_path: Path) -> Scene:
    return scene(database, tmp_path / "keys", shipped("parking-chain"))


def test_where_the_workflow_says_so_an_open_point_stops_the_pilot(chain: Scene) -> None:
    pilot = plan(chain)
    point = named(chain, pilot)
    with pytest.raises(Refusal) as refusal:
        chain.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert [unmet.code for unmet in refusal.value.refused.unmet] == ["missing_points_answered"]
    chain.do("marieke", lambda work: answer_point(work, pilot, point, "Uitleg op 8 mei."), ON_4_MAY)
    chain.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert chain.means(pilot) == "running"


def test_only_managers_of_its_sites_say_what_is_missing_and_only_the_lead_answers(play: Scene) -> None:
    pilot = plan(play)
    for who in ("karin", "marieke", "nour"):  # Karin manages Assen, which is only compared with
        with pytest.raises(NotAllowed):
            named(play, pilot, who=who)
    with pytest.raises(NotFound):
        named(play, pilot, who="olga")
    point = named(play, pilot)
    for who in ("erik", "nour"):
        with pytest.raises(NotAllowed):
            play.do(who, lambda work: answer_point(work, pilot, point, "Komt goed."), ON_4_MAY)
    with pytest.raises(NotFound):
        play.do("marieke", lambda work: answer_point(work, pilot, point + 9, "Komt goed."), ON_4_MAY)
    other = plan(play)
    with pytest.raises(NotFound):
        play.do("marieke", lambda work: answer_point(work, other, point, "Komt goed."), ON_4_MAY)


def test_an_empty_point_and_a_pilot_that_is_over_are_refused(play: Scene) -> None:
    pilot = plan(play)
    with pytest.raises(BadInput, match="3 to 1000"):
        named(play, pilot, " ")
    play.do("marieke", lambda work: cancel_pilot(work, pilot, "Toch niet."), ON_4_MAY)
    with pytest.raises(BadInput, match="is over"):
        named(play, pilot)
