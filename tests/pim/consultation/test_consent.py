"""Consent of the works council, to the day of the story: before 30 April 2026 no pilot begins."""

from datetime import date

import pytest

from notifications.letters import Letters
from pim.consultation.answer import answer, withhold
from pim.consultation.ask import hold_meeting
from pim.consultation.conditions import give_task, show_met
from pim.consultation.dossier import dossier
from pim.consultation.let_go import record_ruling, rewrite, waive, withdraw
from pim.consultation.queries import facts
from pim.errors import BadInput
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.pilots.course import run_pilot
from pim.pilots.plan import plan_pilot
from tests.pim.consultation.requests import CONDITIONS, asked_for_consent, consented, met
from tests.pim.scene import Scene


def _pilot(play: Scene) -> int:
    born = play.do(
        "marieke",
        lambda work: plan_pilot(
            work,
            play.cycle,
            variant_id=play.variant,
            site_ids=[play.site("assen")],
            comparison_site_ids=[play.site("zwolle")],
            starts_on=date(2026, 5, 11),
            ends_on=date(2026, 6, 7),
        ),
        "2026-04-02 11:00",
    )
    return born.id


def _codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [unmet.code for unmet in refusal.value.refused.unmet]


def test_a_pilot_before_30_april_is_refused_and_says_which_request_is_open(play: Scene) -> None:
    pilot = _pilot(play)
    asked_for_consent(play)
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-04-29 10:00")
    assert _codes(refusal) == ["consultations_closed"]
    assert "Correcties op de handterminal" in refusal.value.reasons("nl")[0]
    assert play.means(pilot) == "planned"


def test_after_consent_on_30_april_the_pilot_may_begin(play: Scene) -> None:
    pilot = _pilot(play)
    request = consented(play)
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert _codes(refusal) == ["conditions_met"], "consent stands on its conditions"
    assert refusal.value.refused.unmet[0].numbers["condition"] == CONDITIONS[:2]
    met(play, request, (1,), "2026-05-08 10:00")
    marieke = play.people["marieke"].person_id
    play.do(
        "marieke",
        lambda work: give_task(work, request, 2, marieke, date(2026, 5, 29)),
        "2026-05-08 10:00",
    )
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert play.means(pilot) == "running"
    assert "29 mei 2026" in play.text("condition_task", "Marieke de Boer")


def test_consent_without_a_meeting_is_refused(play: Scene) -> None:
    request = asked_for_consent(play)
    with pytest.raises(Refusal) as refusal:
        play.do("wim", lambda work: answer(work, request, "Akkoord."), "2026-04-15 10:00")
    assert _codes(refusal) == ["meeting_held"]
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert found["texts"]["answer"] == ""


def test_only_the_council_gives_consent(play: Scene) -> None:
    request = asked_for_consent(play)
    play.do("wim", lambda work: hold_meeting(work, request, date(2026, 4, 16)), "2026-04-16 16:00")
    for who in ("marieke", "henk", "jantje", "tineke"):
        with pytest.raises(Refusal) as refusal:
            play.do(who, lambda work: answer(work, request, "Akkoord."), "2026-04-30 10:00")
        assert _codes(refusal) == ["role_missing"]


def test_the_lead_hears_the_conditions_word_for_word(play: Scene) -> None:
    consented(play)
    letters = play.letters("consultation_answered")
    assert set(letters) == {"Marieke de Boer", "Henk Wolters"}
    letter = Letters().render("consultation_answered", "nl", letters["Henk Wolters"].context)
    assert letter.subject == "Instemmingsaanvraag: instemming gegeven, met voorwaarden"
    assert all(condition in letter.text for condition in CONDITIONS[:2])


def test_how_a_condition_is_met_is_shown_by_the_lead_and_by_nobody_else(play: Scene) -> None:
    request = consented(play)
    how = "De rapporten bestaan niet meer."
    with pytest.raises(NotAllowed):
        play.do("jantje", lambda work: show_met(work, request, 1, how), "2026-05-04 10:00")
    with pytest.raises(BadInput, match="expected 1, 2, got 3"):
        play.do("marieke", lambda work: show_met(work, request, 3, how), "2026-05-04 10:00")
    play.do("marieke", lambda work: show_met(work, request, 1, how), "2026-05-04 10:00")
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert [(each["followed"], each["how"]) for each in found["conditions"]] == [
        (True, how),
        (None, None),
    ]


def _withheld(play: Scene) -> int:
    request = asked_for_consent(play)
    play.do("wim", lambda work: hold_meeting(work, request, date(2026, 4, 16)), "2026-04-16 16:00")
    play.do("wim", lambda work: withhold(work, request, "Het logboek is te ruim."), "2026-04-30 10:00")
    return request


def test_withheld_consent_keeps_the_pilot_shut(play: Scene) -> None:
    pilot = _pilot(play)
    _withheld(play)
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert _codes(refusal) == ["consultations_closed"]
    assert play.letters("consultation_answered")["Henk Wolters"].context["outcome"] == "geen instemming"


def test_a_request_that_was_not_granted_is_changed_and_asked_again(play: Scene) -> None:
    request = _withheld(play)
    with pytest.raises(BadInput, match="nothing to change"):
        play.do("marieke", lambda work: rewrite(work, request, "Korter."), "2026-05-01 10:00")
    play.do(
        "marieke",
        lambda work: rewrite(
            work,
            request,
            "Het logboek wordt korter bewaard.",
            measures="Het logboek blijft 30 dagen.",
            answer_by=date(2026, 5, 8),
        ),
        "2026-05-01 10:00",
    )
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert (found["askedOn"], found["answerBy"]) == ("2026-05-01", "2026-05-08")
    assert found["texts"]["measures"] == "Het logboek blijft 30 dagen."
    assert found["texts"]["answer"] == ""
    play.do("wim", lambda work: answer(work, request, "Nu wel."), "2026-05-08 10:00")
    assert play.means(request) == "given"


def test_a_judge_may_rule_in_place_of_consent(play: Scene) -> None:
    request = _withheld(play)
    with pytest.raises(Refusal):
        play.do("wim", lambda work: record_ruling(work, request, "Toegestaan."), "2026-06-01 10:00")
    play.do("henk", lambda work: record_ruling(work, request, "Toegestaan."), "2026-06-01 10:00")
    assert play.means(request) == "closed"


def test_the_council_may_say_that_its_consent_is_not_needed(play: Scene) -> None:
    request = asked_for_consent(play)
    play.do("wim", lambda work: waive(work, request, "Dit valt niet onder artikel 27."), "2026-04-08 10:00")
    assert play.means(request) == "waived"
    letter = play.letters("consultation_answered")["Marieke de Boer"]
    assert letter.context["outcome"] == "een antwoord is niet nodig"


def test_a_request_that_is_withdrawn_holds_nothing_up(play: Scene) -> None:
    pilot = _pilot(play)
    request = asked_for_consent(play)
    play.do("henk", lambda work: withdraw(work, request, "Er wordt niets bijgehouden."), "2026-04-08 10:00")
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert fact.meaning == "withdrawn"


def test_an_answer_that_was_given_is_not_given_twice(play: Scene) -> None:
    request = consented(play)
    with pytest.raises(Refusal) as refusal:
        play.do("wim", lambda work: answer(work, request, "Toch niet."), "2026-05-04 10:00")
    assert _codes(refusal) == ["not_from_here"]
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert found["texts"]["answer"] == "Akkoord."
