"""A freeze from 30 November to 3 January: no wave begins in it, on neither of its edges."""

from datetime import date

import pytest

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.rollout.course import announce_wave, start_wave
from pim.rollout.freezes import add_freeze, remove_freeze
from pim.rollout.queries import freezes
from tests.pim.rollout.test_waves import IN_SEPTEMBER, plan
from tests.pim.scene import Scene

FIRST, LAST = date(2026, 11, 30), date(2027, 1, 3)


def _freeze(play: Scene, who: str = "marieke") -> int:
    answer = play.do(
        who,
        lambda work: add_freeze(work, play.cycle, first=FIRST, last=LAST, name="Feestdagen"),
        IN_SEPTEMBER,
    )
    return int(answer["id"])


def _announced(play: Scene, starts_on: date) -> int:
    wave = plan(play, "assen", starts_on)
    play.do("marieke", lambda work: announce_wave(work, wave), IN_SEPTEMBER)
    return wave


@pytest.mark.parametrize("day", ["2026-11-30 00:00", "2026-12-25 09:00", "2027-01-03 23:59"])
def test_no_wave_begins_in_a_freeze(play: Scene, day: str) -> None:
    wave = _announced(play, date(2026, 11, 16))
    _freeze(play)
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: start_wave(work, wave), day)
    (unmet,) = refusal.value.refused.unmet
    assert (unmet.code, unmet.numbers["from"], unmet.numbers["until"]) == (
        "no_freeze",
        "2026-11-30",
        "2027-01-03",
    )
    assert play.means(wave) == "announced"


@pytest.mark.parametrize("day", ["2026-11-29 23:59", "2027-01-04 00:00"])
def test_on_the_day_before_and_the_day_after_a_wave_may_begin(play: Scene, day: str) -> None:
    wave = _announced(play, date(2026, 11, 16))
    _freeze(play)
    play.do("marieke", lambda work: start_wave(work, wave), day)
    assert play.means(wave) == "running"


def test_a_wave_that_would_begin_in_a_freeze_is_not_announced(play: Scene) -> None:
    _freeze(play)
    wave = plan(play, "assen", date(2026, 12, 7))
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: announce_wave(work, wave), IN_SEPTEMBER)
    assert [unmet.code for unmet in refusal.value.refused.unmet] == ["no_freeze"]


def test_a_new_freeze_says_which_planned_waves_it_touches(play: Scene) -> None:
    touched = plan(play, "assen", date(2026, 12, 7))
    plan(play, "zwolle", date(2027, 1, 11))
    answer = play.do(
        "marieke", lambda work: add_freeze(work, play.cycle, first=FIRST, last=LAST), IN_SEPTEMBER
    )
    assert [wave["id"] for wave in answer["waves"]] == [touched]


def test_a_freeze_that_is_lifted_holds_nothing_up(play: Scene) -> None:
    freeze = _freeze(play)
    wave = _announced(play, date(2026, 11, 16))
    play.do("marieke", lambda work: remove_freeze(work, freeze), "2026-11-30 08:00")
    play.do("marieke", lambda work: start_wave(work, wave), "2026-11-30 09:00")
    assert play.look(lambda session: freezes(session, play.cycle)) == []
    with pytest.raises(NotFound):
        play.do("marieke", lambda work: remove_freeze(work, freeze), "2026-11-30 10:00")


@pytest.mark.parametrize(
    ("first", "last"),
    [(LAST, FIRST), (date(2026, 11, 30), date(2027, 12, 31))],
)
def test_a_freeze_of_no_days_or_of_more_than_a_year_is_bad_input(
    play: Scene, first: date, last: date
) -> None:
    with pytest.raises(BadInput, match="expected 1 to 366 days"):
        play.do("marieke", lambda work: add_freeze(work, play.cycle, first=first, last=last), IN_SEPTEMBER)


def test_the_same_freeze_is_not_laid_twice(play: Scene) -> None:
    _freeze(play)
    with pytest.raises(BadInput, match="already"):
        _freeze(play)


def test_freezes_are_for_lead_and_sponsor_and_never_for_an_outsider(play: Scene) -> None:
    freeze = _freeze(play, "henk")
    for who in ("karin", "jantje"):
        with pytest.raises(NotAllowed):
            _freeze(play, who)
        with pytest.raises(NotAllowed):
            play.do(who, lambda work: remove_freeze(work, freeze), IN_SEPTEMBER)
    with pytest.raises(NotFound):
        play.do("olga", lambda work: remove_freeze(work, freeze), IN_SEPTEMBER)
    assert len(play.look(lambda session: freezes(session, play.cycle))) == 1
