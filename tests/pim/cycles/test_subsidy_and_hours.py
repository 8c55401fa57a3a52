"""A cycle that a subsidy pays for is refused what breaks it; the hours of staff are counted."""

from datetime import date
from typing import Any

import pytest

from pim.cycles.charter import set_charter
from pim.cycles.hours import write_hours
from pim.cycles.profile import let_go_of_profile, set_profile
from pim.cycles.start import start_cycle
from pim.cycles.view import cycle_view
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Refusal, advance
from pim.lifecycle.allowed import NotAllowed
from tests.pim.moving import moved
from tests.pim.scene import Scene, at

SPRING = "2026-03-02 10:00"


def record_subsidy(play: Scene, cycle: int | None = None, **what: Any) -> None:
    play.do("marieke", lambda work: set_profile(work, cycle or play.cycle, **what), SPRING)


def refused(play: Scene, step: str, local: str, who: str = "marieke") -> dict[str, str]:
    """Return by code what a step of the cycle misses, in Dutch."""
    with pytest.raises(Refusal) as refusal:
        play.do(who, lambda work: advance(work, Order(play.cycle, step, reason="Omdat.")), local)
    codes = (unmet.code for unmet in refusal.value.refused.unmet)
    return dict(zip(codes, refusal.value.reasons("nl"), strict=True))


def test_each_rule_of_the_subsidy_is_named_and_stops_the_first_step(play: Scene) -> None:
    before = refused(play, "open_ideas", SPRING)
    assert "no_other_eu_money" not in before, "without a subsidy nobody asks"
    other = play.do(
        "marieke",
        lambda work: start_cycle(work, "standard", "Karton", play.people["marieke"].person_id).id,
        SPRING,
    )
    record_subsidy(play, other, profile="esf", application="2026-17")
    record_subsidy(play, profile="esf", application="2026-17", other_eu_money=True)
    said = refused(play, "open_ideas", SPRING)
    assert said["programme_fit_recorded"].startswith("ESF-subsidie: ")
    assert "Bij aanvraag 2026-17 hoort al: Karton." in said["one_project_per_application"]
    assert "geen ander Europees geld" in said["no_other_eu_money"]
    record_subsidy(play, programme_fit="Duurzame inzetbaarheid", application="2026-18", other_eu_money=False)
    assert set(refused(play, "open_ideas", SPRING)) == set(before)


def test_an_end_after_twelve_months_is_refused_and_on_the_last_day_it_is_not(play: Scene) -> None:
    record_subsidy(play, profile="esf")
    play.do("marieke", lambda work: moved(work, play.cycle, "evaluation"), SPRING)
    assert "within_subsidy_term" not in refused(play, "close", "2027-01-11 23:00", "henk")
    late = refused(play, "close", "2027-01-12 00:30", "henk")["within_subsidy_term"]
    assert "ten hoogste 12 maanden. De laatste dag is 11 januari 2027" in late
    with pytest.raises(NotAllowed):
        play.do("marieke", lambda work: let_go_of_profile(work, play.cycle, "Toch niet."), "2027-01-12 09:00")
    play.do("henk", lambda work: let_go_of_profile(work, play.cycle, "Toch niet."), "2027-01-12 09:00")
    assert "within_subsidy_term" not in refused(play, "close", "2027-01-12 09:30", "henk")


def test_a_subsidy_that_the_workflow_does_not_know_is_refused(play: Scene) -> None:
    with pytest.raises(BadInput, match="expected one of esf; perhaps esf"):
        record_subsidy(play, profile="efs")
    with pytest.raises(BadInput, match="name of the subsidy first"):
        record_subsidy(play, application="2026-17")
    with pytest.raises(NotAllowed):
        play.do("kevin", lambda work: set_profile(work, play.cycle, profile="esf"), SPRING)


def test_hours_are_those_written_down_and_those_of_the_rounds_that_have_ended(play: Scene) -> None:
    play.do("marieke", lambda work: set_charter(work, play.cycle, staff_hours=10), SPRING)

    def shown() -> tuple[float, str]:
        view = play.look(lambda session: cycle_view(session, play.cycle, play.people["tom"], at(SPRING)))
        return view.hours()["used"], view.hours()["state"]

    def write(who: str, hours: float, day: date = date(2026, 3, 2), about: int | None = None) -> None:
        play.do(who, lambda work: write_hours(work, play.cycle, hours, day, "Werkgroep", about), SPRING)

    assert shown() == (0.0, "fine")
    write("marieke", 7.9)
    assert shown() == (7.9, "fine")
    write("fatima", 0.1)
    assert shown() == (8.0, "near")
    write("marieke", 2.5, about=play.variant)
    assert shown() == (10.5, "over")
    with pytest.raises(BadInput, match="still to come"):
        write("marieke", 1, date(2026, 3, 3))
    with pytest.raises(BadInput, match="more than 0"):
        write("marieke", 0)
    with pytest.raises(NotAllowed):
        write("kevin", 1)
    assert shown() == (10.5, "over")
