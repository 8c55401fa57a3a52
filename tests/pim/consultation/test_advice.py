"""Advice, and the month of waiting when a decision departs from it (WOR 25(6)), to the day of the story."""

from datetime import date

import pytest

from pim.consultation.decide import decide, tell_decision
from pim.consultation.dossier import dossier
from pim.consultation.let_go import waive
from pim.consultation.queries import facts
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.overview.council import words_of
from pim.rollout.course import announce_wave, start_wave
from pim.rollout.plan import plan_wave
from tests.pim.consultation.requests import advised, consented, met
from tests.pim.scene import Scene

WHY = "Een extra uur per week past niet in de begroting."
ON_14_SEPTEMBER = "2026-09-14 15:00"


def _departs(play: Scene, request: int, local: str = ON_14_SEPTEMBER) -> None:
    told_on = date.fromisoformat(local[:10])
    play.do(
        "henk",
        lambda work: decide(work, request, follows=False, not_followed={3: WHY}, told_on=told_on),
        local,
    )


def _announced_wave(play: Scene, request: int, conditions: tuple[int, ...] = (1, 2)) -> int:
    """Plan and announce a wave on 15 September, when what the council asked for has been done."""
    met(play, request, conditions, "2026-09-15 08:00")
    wave = play.do(
        "marieke",
        lambda work: plan_wave(
            work,
            play.cycle,
            variant_id=play.variant,
            site_ids=[play.site("assen")],
            starts_on=date(2026, 10, 19),
        ),
        "2026-09-15 09:00",
    )
    play.do("marieke", lambda work: announce_wave(work, wave.id), "2026-09-15 09:00")
    return wave.id


def _start(play: Scene, wave: int, local: str) -> None:
    play.do("marieke", lambda work: start_wave(work, wave), local)


def test_every_count_of_open_conditions_is_of_what_binds_now(play: Scene) -> None:
    request = advised(play)

    def counts() -> tuple[int, int]:
        (fact,) = play.look(lambda session: facts(session, play.cycle))
        words = play.look(lambda session: words_of(session, [play.cycle]))[play.cycle]
        return len(fact.conditions_open), words[0].conditions

    assert counts() == (0, 0), "advice binds nobody before the decision"
    _departs(play, request)
    assert counts() == (2, 2), "the third is not followed"
    met(play, request, (1,), "2026-09-15 08:00")
    assert counts() == (1, 1)


def test_the_decision_of_14_september_suspends_until_14_october_included(play: Scene) -> None:
    request = advised(play)
    _departs(play, request)
    assert play.means(request) == "suspended"
    (due,) = play.deadlines(request)
    assert due.isoformat() == "2026-10-14T23:59:59+02:00"
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert fact.suspended_until == date(2026, 10, 14)


def test_the_rollout_is_refused_on_14_october_and_allowed_on_the_15th(play: Scene) -> None:
    request = advised(play)
    _departs(play, request)
    wave = _announced_wave(play, request)
    with pytest.raises(Refusal) as refusal:
        _start(play, wave, "2026-10-14 23:59")
    (unmet,) = refusal.value.refused.unmet
    assert (unmet.code, unmet.numbers["until"]) == ("suspension_over", "2026-10-14")
    _start(play, wave, "2026-10-15 00:01")
    assert play.means(wave) == "running"


def test_the_clock_closing_the_request_does_not_open_the_last_second_of_the_month(play: Scene) -> None:
    request = advised(play)
    _departs(play, request)
    wave = _announced_wave(play, request)
    play.sweep("2026-10-14 23:59:59")
    assert play.means(request) == "closed"
    with pytest.raises(Refusal):
        _start(play, wave, "2026-10-14 23:59:59")
    _start(play, wave, "2026-10-15 00:00")


def test_a_clock_that_stood_still_does_not_lengthen_the_month(play: Scene) -> None:
    request = advised(play)
    _departs(play, request)
    wave = _announced_wave(play, request)
    assert play.means(request) == "suspended"  # nobody swept
    _start(play, wave, "2026-10-15 08:00")


def test_a_decision_that_follows_the_advice_suspends_nothing(play: Scene) -> None:
    request = advised(play)
    play.do(
        "henk",
        lambda work: decide(work, request, follows=True, told_on=date(2026, 9, 14)),
        ON_14_SEPTEMBER,
    )
    assert play.means(request) == "closed"
    wave = _announced_wave(play, request, (1, 2, 3))
    _start(play, wave, "2026-09-16 08:00")
    assert "Het besluit volgt het advies helemaal." in play.text("decision_made", "Wim Jansen")
    assert not play.letters("suspension_running")


def test_the_council_may_waive_the_month(play: Scene) -> None:
    request = advised(play)
    _departs(play, request)
    wave = _announced_wave(play, request)
    for who in ("marieke", "henk"):
        with pytest.raises(Refusal):
            play.do(who, lambda work: waive(work, request), "2026-09-20 10:00")
    play.do("wim", lambda work: waive(work, request), "2026-09-20 10:00")
    assert play.means(request) == "waived"
    _start(play, wave, "2026-09-21 08:00")
    letter = play.letters("consultation_answered")["Marieke de Boer"]
    assert letter.context["outcome"] == "wachten hoeft niet"


def test_the_letter_of_the_suspension_says_until_when_and_why(play: Scene) -> None:
    _departs(play, advised(play))
    letters = play.letters("suspension_running")
    assert {"Wim Jansen", "Samira Haddad", "Marieke de Boer"} <= set(letters)
    text = play.text("suspension_running", "Wim Jansen")
    assert "Op 14 september 2026" in text
    assert "14 oktober 2026" in text
    assert WHY in text


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ("2026-09-30 10:00", date(2026, 10, 30)),
        ("2026-10-10 10:00", date(2026, 11, 10)),
        ("2026-10-31 10:00", date(2026, 11, 30)),  # November has no 31st
        ("2027-01-31 10:00", date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        ("2026-11-25 10:00", date(2026, 12, 28)),  # 25 and 26 December are holidays, the 27th is a Sunday
        ("2027-02-26 10:00", date(2027, 3, 30)),  # Good Friday counts for terms of the law; Easter Monday too
    ],
)
def test_the_month_ends_on_the_same_day_number_or_rolls_forward(play: Scene, told: str, last: date) -> None:
    request = advised(play)
    _departs(play, request, told)
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert fact.suspended_until == last


def test_the_dossier_shows_which_conditions_are_followed_and_why_one_is_not(play: Scene) -> None:
    request = advised(play)
    _departs(play, request)
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert [each["followed"] for each in found["conditions"]] == [True, True, False]
    assert found["conditions"][2]["because"] == WHY
    assert (found["toldOn"], found["suspendedUntil"], found["follows"]) == ("2026-09-14", "2026-10-14", False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"follows": False, "not_followed": {4: WHY}}, "condition 4: expected 1, 2, 3"),
        ({"follows": True, "not_followed": {3: WHY}}, "follows every condition"),
        ({"follows": False}, "which conditions are not followed and why"),
        ({"follows": False, "not_followed": {3: " "}}, "why condition 3 is not followed"),
        ({"follows": True, "told_on": date(2026, 9, 15)}, "told on: expected a day from 2026-07-27"),
        ({"follows": True, "told_on": date(2026, 7, 26)}, "told on: expected a day from 2026-07-27"),
    ],
)
def test_a_decision_that_does_not_fit_the_advice_is_bad_input(
    play: Scene, given: dict[str, object], said: str
) -> None:
    request = advised(play)
    with pytest.raises(BadInput) as error:
        play.do(
            "henk",
            lambda work: decide(work, request, **{"told_on": date(2026, 9, 14), **given}),
            ON_14_SEPTEMBER,
        )
    assert said in str(error.value)
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert found["follows"] is None
    assert play.means(request) == "given"


def test_a_decision_without_the_day_the_council_was_told_is_refused(play: Scene) -> None:
    request = advised(play)
    with pytest.raises(Refusal) as refusal:
        play.do("henk", lambda work: decide(work, request, follows=True), ON_14_SEPTEMBER)
    assert [unmet.code for unmet in refusal.value.refused.unmet] == ["dates_set"]


def test_telling_before_deciding_is_bad_input(play: Scene) -> None:
    request = advised(play)
    with pytest.raises(BadInput, match="nothing was decided yet"):
        play.do("henk", lambda work: tell_decision(work, request, date(2026, 9, 14)), ON_14_SEPTEMBER)


def test_only_advice_is_departed_from(play: Scene) -> None:
    request = consented(play)
    with pytest.raises(Refusal) as refusal:
        play.do(
            "henk",
            lambda work: decide(work, request, follows=False, reason="Nee.", told_on=date(2026, 5, 4)),
            "2026-05-04 10:00",
        )
    assert "consultation_is" in {unmet.code for unmet in refusal.value.refused.unmet}


def test_conditions_of_consent_are_taken_over_as_they_are(play: Scene) -> None:
    request = consented(play)
    play.do(
        "henk", lambda work: decide(work, request, follows=True, told_on=date(2026, 5, 4)), "2026-05-04 10:00"
    )
    assert play.means(request) == "closed"


def test_an_outsider_decides_and_waives_nothing(play: Scene) -> None:
    request = advised(play)
    for verb in (
        lambda work: decide(work, request, follows=True, told_on=date(2026, 9, 14)),
        lambda work: waive(work, request),
        lambda work: tell_decision(work, request, date(2026, 9, 14)),
    ):
        with pytest.raises(NotFound):
            play.do("olga", verb, ON_14_SEPTEMBER)
