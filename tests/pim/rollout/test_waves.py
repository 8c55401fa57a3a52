"""Waves of the supermarket story: 19 October, 16 November, 11 January, and what blocks the third."""

from datetime import date
from typing import Any

import pytest

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.rollout import queries
from pim.rollout.blocked import report_blocked
from pim.rollout.course import (
    announce_wave,
    cancel_wave,
    finish_wave,
    halt_wave,
    resume_wave,
    start_wave,
)
from pim.rollout.freezes import add_freeze
from pim.rollout.plan import plan_wave, replan_wave
from pim.rollout.tables import Wave
from pim.rollout.view import rollout_view, wave_view
from tests.pim.scene import Scene

IN_SEPTEMBER = "2026-09-21 09:00"


def plan(play: Scene, site: str, starts_on: date, who: str = "marieke", local: str = IN_SEPTEMBER) -> int:
    """Plan the next wave at one site."""
    sites = [play.site(site)]
    return play.do(
        who,
        lambda work: (
            plan_wave(work, play.cycle, variant_id=play.variant, site_ids=sites, starts_on=starts_on).id
        ),
        local,
    )


def running(play: Scene, site: str, starts_on: date) -> int:
    """Plan, announce and start a wave."""
    wave = plan(play, site, starts_on)
    play.do("marieke", lambda work: announce_wave(work, wave), IN_SEPTEMBER)
    play.do("marieke", lambda work: start_wave(work, wave), f"{starts_on} 07:00")
    return wave


def _start(play: Scene, wave: int, local: str) -> Any:
    return play.do("marieke", lambda work: start_wave(work, wave), local)


def _codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [unmet.code for unmet in refusal.value.refused.unmet]


def _measured_first(play: Scene) -> int:
    first = running(play, "kantoor", date(2026, 10, 19))
    play.measured_round(first, {play.site("kantoor"): [4, 4, 4, 5, 4, 4]})
    return first


def _third_behind(play: Scene, ratings: list[int]) -> tuple[int, int]:
    """Return wave 2, whose store gave these ratings, its round, and wave 3, announced for 11 January."""
    _measured_first(play)
    second = running(play, "assen", date(2026, 11, 16))
    asked = play.measured_round(second, {play.site("assen"): ratings})
    wave = plan(play, "zwolle", date(2027, 1, 11))
    play.do("marieke", lambda work: announce_wave(work, wave), "2026-12-14 09:00")
    return asked, wave


def test_waves_are_numbered_and_start_on_their_days(play: Scene) -> None:
    _measured_first(play)
    plan(play, "assen", date(2026, 11, 16))
    waves = play.look(lambda session: queries.facts(session, play.cycle))
    assert [(wave.number, wave.meaning, wave.starts_on) for wave in waves] == [
        (2, "planned", date(2026, 11, 16)),
        (1, "running", date(2026, 10, 19)),
    ]


def test_a_store_with_2_6_and_eight_answers_blocks_the_third_wave_until_it_is_answered(play: Scene) -> None:
    asked, wave = _third_behind(play, [2, 3, 3, 2, 3, 3, 3, 2])  # mean 2.6, n = 8
    with pytest.raises(Refusal) as refusal:
        _start(play, wave, "2027-01-11 07:00")
    (unmet,) = refusal.value.refused.unmet
    assert unmet.code == "previous_wave_accepted"
    assert (unmet.numbers["site"], unmet.numbers["n"]) == (("Winkel Assen",), ("8",))
    assert "Winkel Assen" in refusal.value.reasons("nl")[0]
    play.round_is(asked, "answered")
    _start(play, wave, "2027-01-11 07:00")
    assert play.means(wave) == "running"


def test_a_store_at_3_0_exactly_does_not_block(play: Scene) -> None:
    _, wave = _third_behind(play, [3, 3, 3, 3, 3, 3, 2, 4])
    _start(play, wave, "2027-01-11 07:00")


def test_a_low_store_with_four_answers_is_hidden_and_cannot_block_by_itself(play: Scene) -> None:
    _, wave = _third_behind(play, [1, 1, 1, 1])
    (second,) = [w for w in play.look(lambda s: queries.facts(s, play.cycle)) if w.number == 2]
    assert second.low_sites == ()
    with pytest.raises(Refusal) as refusal:
        _start(play, wave, "2027-01-11 07:00")
    (unmet,) = refusal.value.refused.unmet
    assert unmet.numbers["case"] == "not_measured"
    assert "Assen" not in refusal.value.reasons("nl")[0]


def test_while_people_are_asked_again_the_earlier_answer_does_not_count(play: Scene) -> None:
    asked, wave = _third_behind(play, [2] * 8)
    play.round_is(asked, "answered")
    (second,) = [w for w in play.look(lambda s: queries.facts(s, play.cycle)) if w.number == 2]
    assert second.answered
    again = play.measured_round(_wave_numbered(play, 2), {play.site("assen"): [2] * 8})
    with pytest.raises(Refusal):
        _start(play, wave, "2027-01-11 07:00")
    play.round_is(again, "withdrawn")
    _start(play, wave, "2027-01-11 07:00")


def _wave_numbered(play: Scene, number: int) -> int:
    view = play.look(lambda session: rollout_view(session, play.people["nour"], play.cycle))
    return next(int(wave["id"]) for wave in view["waves"] if wave["number"] == number)


def test_the_wave_before_it_that_was_not_measured_blocks_as_well(play: Scene) -> None:
    running(play, "kantoor", date(2026, 10, 19))
    wave = plan(play, "assen", date(2026, 11, 16))
    play.do("marieke", lambda work: announce_wave(work, wave), IN_SEPTEMBER)
    with pytest.raises(Refusal) as refusal:
        _start(play, wave, "2026-11-16 07:00")
    assert _codes(refusal) == ["previous_wave_accepted"]


def test_the_sites_hear_when_their_wave_comes_and_others_do_not(play: Scene) -> None:
    running(play, "assen", date(2026, 10, 19))
    announced, started = play.letters("wave_announced"), play.letters("wave_started")
    assert "Jantje Bruins" in announced
    assert "Kevin de Groot" not in announced
    assert set(announced) == set(started)
    text = play.text("wave_announced", "Jantje Bruins")
    assert "Vanaf 19 oktober 2026 gaat Winkel Assen werken met" in text
    assert "golf 1" in text


def test_a_blocked_wave_is_told_to_sponsor_and_managers_with_every_reason(play: Scene) -> None:
    _, wave = _third_behind(play, [2] * 8)
    play.do(
        "marieke", lambda work: report_blocked(work, wave, "Assen krijgt eerst antwoord."), "2027-01-08 10:00"
    )
    assert set(play.letters("wave_blocked")) == {"Henk Wolters", "Erik Smit"}
    text = play.text("wave_blocked", "Erik Smit")
    assert "Winkel Assen" in text
    assert "Assen krijgt eerst antwoord." in text
    assert play.means(wave) == "announced"


def test_a_wave_that_nothing_stops_is_not_reported_as_blocked(play: Scene) -> None:
    wave = plan(play, "assen", date(2026, 10, 19))
    play.do("marieke", lambda work: announce_wave(work, wave), IN_SEPTEMBER)
    with pytest.raises(BadInput, match="nothing stops"):
        play.do("marieke", lambda work: report_blocked(work, wave, "Zomaar."), "2026-10-19 07:00")
    assert not play.letters("wave_blocked")


def test_a_wave_is_halted_with_a_reason_and_resumed(play: Scene) -> None:
    wave = running(play, "assen", date(2026, 10, 19))
    with pytest.raises(BadInput, match="say why"):
        play.do("karin", lambda work: halt_wave(work, wave, ""), "2026-10-20 09:00")
    play.do("karin", lambda work: halt_wave(work, wave, "Het voorstel loopt vast."), "2026-10-20 09:00")
    assert play.means(wave) == "halted"
    assert "Het voorstel loopt vast." in play.text("wave_blocked", "Jantje Bruins")
    play.do("marieke", lambda work: resume_wave(work, wave, "Opgelost."), "2026-10-22 09:00")
    assert play.means(wave) == "running"


def test_a_wave_is_finished_once_its_people_were_asked(play: Scene) -> None:
    wave = running(play, "assen", date(2026, 10, 19))
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: finish_wave(work, wave), "2026-11-09 09:00")
    assert _codes(refusal) == ["wave_measured"]
    play.measured_round(wave, {play.site("assen"): [4] * 6})
    play.do("marieke", lambda work: finish_wave(work, wave), "2026-11-09 09:00")
    assert play.means(wave) == "done"


def test_another_day_before_the_announcement_moves_what_is_due(play: Scene) -> None:
    wave = plan(play, "assen", date(2026, 10, 19))
    play.do("marieke", lambda work: replan_wave(work, wave, date(2026, 10, 26)), IN_SEPTEMBER)
    assert [due.date() for due in play.deadlines(wave)] == [date(2026, 10, 26)]
    assert not play.letters("stage_changed")


def test_another_day_after_the_announcement_is_told_and_announced_again(play: Scene) -> None:
    wave = plan(play, "assen", date(2026, 10, 19))
    play.do("marieke", lambda work: announce_wave(work, wave), IN_SEPTEMBER)
    with pytest.raises(Refusal):
        play.do("marieke", lambda work: replan_wave(work, wave, date(2026, 10, 26)), "2026-10-01 09:00")
    play.do(
        "marieke",
        lambda work: replan_wave(work, wave, date(2026, 10, 26), "Inventarisatie."),
        "2026-10-01 09:00",
    )
    assert "Jantje Bruins" in play.letters("stage_changed")
    play.do("marieke", lambda work: announce_wave(work, wave), "2026-10-01 10:00")
    assert "26 oktober 2026" in play.text("wave_announced", "Jantje Bruins")


def test_a_site_is_in_one_wave_only_unless_that_was_called_off(play: Scene) -> None:
    first = plan(play, "assen", date(2026, 10, 19))
    with pytest.raises(BadInput, match=r"Winkel Assen \(wave 1\)"):
        plan(play, "assen", date(2026, 11, 16))
    play.do("henk", lambda work: cancel_wave(work, first, "Te vroeg."), IN_SEPTEMBER)
    second = plan(play, "assen", date(2026, 11, 16))
    assert play.look(lambda session: session.get_one(Wave, second)).number == 2


def test_the_number_of_statements_does_not_grow_with_the_waves(play: Scene) -> None:
    _measured_first(play)
    reads = (
        lambda session: queries.facts(session, play.cycle),
        lambda session: rollout_view(session, play.people["nour"], play.cycle),
    )
    one = [play.statements(read) for read in reads]
    second = running(play, "assen", date(2026, 11, 16))
    play.measured_round(second, {play.site("assen"): [4] * 8})
    plan(play, "zwolle", date(2027, 1, 11))
    assert [play.statements(read) for read in reads] == one == [2, 7]


def test_bad_input_and_strangers_are_turned_away(play: Scene) -> None:
    with pytest.raises(BadInput, match="2026-09-20 has passed"):
        plan(play, "assen", date(2026, 9, 20))
    with pytest.raises(NotAllowed):
        plan(play, "assen", date(2026, 10, 19), who="karin")
    wave = plan(play, "assen", date(2026, 10, 19))
    for verb in (
        lambda work: announce_wave(work, wave),
        lambda work: replan_wave(work, wave, date(2026, 10, 20)),
        lambda work: report_blocked(work, wave, "Nee."),
        lambda work: add_freeze(work, play.cycle, first=date(2026, 12, 1), last=date(2026, 12, 2)),
    ):
        with pytest.raises(NotFound):
            play.do("olga", verb, IN_SEPTEMBER)
    with pytest.raises(NotFound):
        play.look(lambda session: wave_view(session, play.people.outsider, wave))
    assert not play.letters("wave_announced")
