"""The course of a pilot: who is told, how it is extended once, and how it ends."""

from datetime import date

import pytest

from notifications.outbox import LetterRow
from pim.cycles.lessons import add_lesson
from pim.errors import BadInput
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.pilots import queries
from pim.pilots.course import agree_to_pilot, cancel_pilot, end_pilot, extend_pilot, run_pilot
from tests.pim.pilots.test_planning import plan
from tests.pim.scene import Scene

ZWOLLE = {"Lisa Postma", "Ayşe Yıldız", "Daan Veldkamp", "Erik Smit", "Samira Haddad", "Kevin de Groot"} | {
    "Mila Novak"
}


def _running(play: Scene) -> int:
    pilot = plan(play)
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    play.do("marieke", lambda work: add_lesson(work, play.cycle, "Vier weken is kort."), "2026-06-01 10:00")
    return pilot


def _codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [unmet.code for unmet in refusal.value.refused.unmet]


def test_everybody_at_the_site_hears_of_it_and_nobody_at_the_comparison_site(play: Scene) -> None:
    _running(play)
    letters = play.letters("pilot_starts")
    assert set(letters) == ZWOLLE  # not Gerrit, who has left, and nobody of Assen
    text = play.text("pilot_starts", "Kevin de Groot")
    assert "Op 11 mei 2026 begint bij Winkel Zwolle een proef" in text
    assert "tot en met 7 juni 2026" in text
    assert "V2b, Aanpassen tot 14 uur" in text
    assert "Marieke de Boer" in text


def test_who_works_at_one_of_two_sites_reads_the_name_of_their_own(play: Scene) -> None:
    pilot = plan(
        play, site_ids=[play.site("zwolle"), play.site("assen")], comparison_site_ids=[play.site("kantoor")]
    )
    staff = play.look(lambda session: queries.site_staff(session, pilot))
    assert staff[play.people["nour"].person_id] == {"site": "Winkel Assen"}
    assert staff[play.people["mila"].person_id] == {"site": "Winkel Zwolle"}
    assert play.people["marieke"].person_id not in staff


def test_managers_are_those_of_the_sites_that_take_part(play: Scene) -> None:
    pilot = plan(play)
    managers = play.look(lambda session: queries.site_managers(session, pilot))
    assert managers == {play.people["erik"].person_id: {"site": "Winkel Zwolle"}}


def test_only_the_manager_of_a_site_that_takes_part_says_yes_for_it(play: Scene) -> None:
    pilot = plan(play)
    for who in ("karin", "marieke", "kevin"):
        with pytest.raises(NotAllowed):
            play.do(who, lambda work: agree_to_pilot(work, pilot), "2026-05-05 10:00")
    outcome = play.do("erik", lambda work: agree_to_pilot(work, pilot), "2026-05-05 10:00")
    assert outcome.decision.to_stage == "planned"


def test_a_pilot_nobody_agreed_to_starts_with_a_warning(play: Scene) -> None:
    pilot = plan(play)
    outcome = play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    codes = {unmet.code for unmet in outcome.decision.warnings}
    assert codes == {"managers_agreed", "pilot_modest"}  # and it touches more than 10 % of staff


def test_looking_ahead_shows_who_would_be_written_to_and_changes_nothing(play: Scene) -> None:
    pilot = plan(play)
    before = play.count(LetterRow)
    outcome = play.do("marieke", lambda work: run_pilot(work, pilot, only_look=True), "2026-05-11 07:00")
    assert {letter.context["recipient"] for letter in outcome.letters} == ZWOLLE
    assert play.means(pilot) == "planned"
    assert play.count(LetterRow) == before


def test_the_clock_ends_a_pilot_with_its_last_day_and_not_before(play: Scene) -> None:
    pilot = _running(play)
    play.sweep("2026-06-07 23:59:58")
    assert play.means(pilot) == "running"
    play.sweep("2026-06-07 23:59:59")
    assert play.means(pilot) == "ended"
    assert set(play.letters("pilot_ended")) == ZWOLLE | {"Marieke de Boer"}


def test_a_pilot_is_extended_once_and_its_end_moves_along(play: Scene) -> None:
    pilot = _running(play)
    play.do(
        "henk",
        lambda work: extend_pilot(work, pilot, date(2026, 6, 21), "Te weinig weken."),
        "2026-06-03 10:00",
    )
    assert [due.isoformat() for due in play.deadlines(pilot)] == ["2026-06-21T23:59:59+02:00"]
    (fact,) = play.look(lambda session: queries.facts(session, play.cycle))
    assert fact.days == 42
    play.sweep("2026-06-08 09:00")
    assert play.means(pilot) == "running"
    text = play.text("decision_made", "Kevin de Groot")
    assert "De proef duurt nu tot en met 21 juni 2026." in text
    assert "Te weinig weken." in text
    assert "Wat we hebben geleerd: Vier weken is kort." in text
    with pytest.raises(Refusal) as refusal:
        play.do(
            "henk", lambda work: extend_pilot(work, pilot, date(2026, 7, 5), "Nog eens."), "2026-06-19 10:00"
        )
    assert _codes(refusal) == ["taken_at_most", "lesson_recorded"]
    play.sweep("2026-06-22 00:00")
    assert play.means(pilot) == "ended"
    assert play.journal_is_whole()


def test_an_extension_needs_a_reason_and_the_sponsor_and_says_both_at_once(play: Scene) -> None:
    pilot = _running(play)
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: extend_pilot(work, pilot, date(2026, 6, 21)), "2026-06-03 10:00")
    assert sorted(_codes(refusal)) == ["reason_missing", "role_missing"]
    (fact,) = play.look(lambda session: queries.facts(session, play.cycle))
    assert fact.days == 28


@pytest.mark.parametrize("day", [date(2026, 6, 7), date(2026, 6, 1)])
def test_a_last_day_that_is_not_later_is_no_extension(play: Scene, day: date) -> None:
    pilot = _running(play)
    with pytest.raises(BadInput, match="later than 2026-06-07"):
        play.do("henk", lambda work: extend_pilot(work, pilot, day, "Korter."), "2026-06-03 10:00")


def test_a_pilot_that_is_only_planned_is_not_extended(play: Scene) -> None:
    pilot = plan(play)
    with pytest.raises(Refusal) as refusal:
        play.do(
            "henk", lambda work: extend_pilot(work, pilot, date(2026, 6, 21), "Langer."), "2026-05-05 10:00"
        )
    assert _codes(refusal) == ["not_from_here"]


def test_a_pilot_that_ends_early_has_that_day_as_its_last(play: Scene) -> None:
    pilot = _running(play)
    play.do("marieke", lambda work: end_pilot(work, pilot), "2026-05-24 17:00")
    (fact,) = play.look(lambda session: queries.facts(session, play.cycle))
    assert (fact.meaning, fact.days) == ("ended", 14)
    assert play.deadlines(pilot) == []


def test_calling_a_pilot_off_needs_a_reason_and_tells_the_sites(play: Scene) -> None:
    pilot = plan(play)
    with pytest.raises(BadInput, match="say why"):
        play.do("marieke", lambda work: cancel_pilot(work, pilot, " "), "2026-05-05 10:00")
    play.do(
        "marieke", lambda work: cancel_pilot(work, pilot, "De leverancier is te laat."), "2026-05-05 10:00"
    )
    assert play.means(pilot) == "cancelled"
    assert set(play.letters("stage_changed")) >= ZWOLLE


def test_a_pilot_that_was_called_off_does_not_run(play: Scene) -> None:
    pilot = plan(play)
    play.do("marieke", lambda work: cancel_pilot(work, pilot, "Te laat."), "2026-05-05 10:00")
    with pytest.raises(Refusal):
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")


def test_the_lead_hears_which_manager_said_yes_to_which_pilot(play: Scene) -> None:
    pilot = plan(play, title="Proef 1")
    play.do("erik", lambda work: agree_to_pilot(work, pilot), "2026-05-04 09:00")
    text = play.text("stage_changed", "Marieke de Boer")
    assert "Erik Smit heeft in ‘Proef 1’ deze stap gezet: Ja zeggen namens de vestiging." in text
    assert "is nu bij" not in text, "the innovation is where it was"
