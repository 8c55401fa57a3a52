"""Decided without consent: the council has a month to say that the decision is void (WOR 27(5))."""

from datetime import date

import pytest

from pim.consultation.dates import why_dates
from pim.consultation.decide import decide
from pim.consultation.let_go import record_ruling, waive
from pim.consultation.nullity import decide_anyway, invoke_nullity, notice_execution, report_execution, stands
from pim.consultation.queries import facts
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.pilots.course import run_pilot
from pim.pilots.plan import plan_pilot
from tests.pim.consultation.requests import advised, asked_for_consent
from tests.pim.scene import Scene

WHY = "De proef kan niet wachten."
VOID = "Wij hebben niet ingestemd."


def _without_consent(play: Scene) -> int:
    """Ask for consent on 2 April and decide without it on 1 May: the month ends on Monday 1 June 2026."""
    request = asked_for_consent(play)
    play.do(
        "henk", lambda work: decide_anyway(work, request, WHY, told_on=date(2026, 5, 1)), "2026-05-01 10:00"
    )
    return request


def _void(play: Scene, request: int, on: date, local: str) -> None:
    play.do("wim", lambda work: invoke_nullity(work, request, VOID, on), local)


def _unmet(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [unmet.code for unmet in refusal.value.refused.unmet]


def test_the_council_hears_until_when_it_can_say_that_the_decision_is_void(play: Scene) -> None:
    request = _without_consent(play)
    assert play.means(request) == "contestable"
    (due,) = play.deadlines(request)
    assert due.isoformat() == "2026-06-01T23:59:59+02:00"
    text = play.text("consent_missing", "Wim Jansen")
    assert "Op 1 mei 2026 is het besluit aan de ondernemingsraad verteld." in text
    assert "1 juni 2026" in text
    assert WHY in text


def test_on_the_last_day_the_decision_is_void_and_consent_is_still_missing(play: Scene) -> None:
    request = _without_consent(play)
    _void(play, request, date(2026, 6, 1), "2026-06-01 23:30")
    assert play.means(request) == "withheld"
    assert VOID in play.text("nullity_invoked", "Henk Wolters")
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert fact.nullity_until is None


def test_a_day_later_it_is_too_late_unless_the_letter_was_written_in_time(play: Scene) -> None:
    request = _without_consent(play)
    with pytest.raises(Refusal) as refusal:
        _void(play, request, date(2026, 6, 2), "2026-06-02 09:00")
    assert _unmet(refusal) == ["nullity_in_time"]
    assert refusal.value.reasons("nl") == [
        "De ondernemingsraad kon tot en met 1 juni 2026 zeggen dat het besluit nietig is. "
        "2 juni 2026 is te laat."
    ]
    _void(play, request, date(2026, 6, 1), "2026-06-02 09:00")
    assert play.means(request) == "withheld"


def test_the_clock_never_says_that_the_decision_stands_and_the_sponsor_only_after_the_month(
    play: Scene,
) -> None:
    request = _without_consent(play)
    with pytest.raises(Refusal) as refusal:
        play.do("henk", lambda work: stands(work, request, "Geen beroep."), "2026-06-01 23:59")
    assert _unmet(refusal) == ["nullity_over"]
    play.sweep("2026-06-02 00:01")
    assert play.means(request) == "contestable"
    play.do("henk", lambda work: stands(work, request, "Geen beroep."), "2026-06-02 09:00")
    assert play.means(request) == "closed"


def test_as_long_as_it_may_be_void_no_pilot_begins(play: Scene) -> None:
    pilot = play.do(
        "marieke",
        lambda work: (
            plan_pilot(
                work,
                play.cycle,
                variant_id=play.variant,
                site_ids=[play.site("assen")],
                comparison_site_ids=[play.site("zwolle")],
                starts_on=date(2026, 5, 11),
                ends_on=date(2026, 6, 7),
            ).id
        ),
        "2026-04-01 10:00",
    )
    request = _without_consent(play)
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert "consultations_closed" in _unmet(refusal)
    _void(play, request, date(2026, 5, 20), "2026-05-20 09:00")
    with pytest.raises(Refusal):
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-06-08 07:00")


def test_who_was_never_asked_reports_it_and_the_month_counts_from_the_day_they_saw_it(play: Scene) -> None:
    saw = date(2026, 4, 30)

    def report(who: str) -> int:
        return play.do(
            who,
            lambda work: (
                report_execution(
                    work,
                    play.cycle,
                    title="Camera’s in het magazijn",
                    article="27(1)(l)",
                    reason="Ze hangen er al.",
                    noticed_on=saw,
                ).id
            ),
            "2026-05-04 10:00",
        )

    with pytest.raises(NotAllowed):
        report("jantje")
    request = report("wim")
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert (fact.meaning, fact.nullity_until) == ("contestable", date(2026, 6, 1))
    assert "Op 30 april 2026 zag de ondernemingsraad" in play.text("consent_missing", "Henk Wolters")
    (asked,) = play.look(lambda s: why_dates(s, play.people["wim"], request, "nullity_until"))
    assert asked["inputs"] == {"noticed_on": "2026-04-30"}


def test_a_day_to_come_advice_and_an_outsider_are_refused(play: Scene) -> None:
    request = asked_for_consent(play)
    day = "2026-05-01 10:00"
    with pytest.raises(BadInput, match="2026-05-02 is still to come"):
        play.do("wim", lambda work: notice_execution(work, request, WHY, date(2026, 5, 2)), day)
    with pytest.raises(NotFound):
        play.do("olga", lambda work: notice_execution(work, request, WHY, date(2026, 5, 1)), day)
    with pytest.raises(Refusal):  # only the sponsor decides without consent
        play.do("marieke", lambda work: decide_anyway(work, request, WHY, date(2026, 5, 1)), day)
    with pytest.raises(BadInput, match="nothing was decided without consent"):
        play.do("henk", lambda work: stands(work, request, WHY), day)
    play.do("wim", lambda work: waive(work, request, "Niet nodig."), day)
    advice = advised(play)
    with pytest.raises(Refusal) as refusal:
        play.do("wim", lambda work: notice_execution(work, advice, WHY, date(2026, 9, 8)), "2026-09-08 10:00")
    assert "not_from_here" in _unmet(refusal)


def test_a_judge_may_permit_what_was_decided_without_consent(play: Scene) -> None:
    request = _without_consent(play)
    play.do("henk", lambda work: record_ruling(work, request, "Toegestaan."), "2026-05-20 10:00")
    assert play.means(request) == "closed"


def test_why_says_the_rule_the_article_the_input_and_the_days_that_moved_it(play: Scene) -> None:
    request = advised(play)
    play.do(
        "henk",
        lambda work: decide(work, request, follows=False, reason="Anders.", told_on=date(2026, 11, 25)),
        "2026-11-25 10:00",
    )
    found = {each["name"]: each for each in play.look(lambda s: why_dates(s, play.people["wim"], request))}
    suspended = found["suspended_until"]
    assert (suspended["day"], suspended["law"]["nl"]) == ("2026-12-28", "artikel 25 lid 6 WOR")
    assert suspended["said"]["nl"] == [
        "Laatste dag van de opschorting: maandag 28 december 2026.",
        "De regel: 1 maand na de dag waarop de ondernemingsraad het besluit hoorde.",
        "Dit staat in artikel 25 lid 6 WOR.",
        "Geteld vanaf woensdag 25 november 2026: de dag waarop de ondernemingsraad het besluit hoorde.",
        "Een maand loopt tot dezelfde dag van de volgende maand: vrijdag 25 december 2026.",
        "vrijdag 25 december 2026 telt niet: Eerste kerstdag.",
        "zaterdag 26 december 2026 telt niet: zaterdag.",
        "zondag 27 december 2026 telt niet: zondag.",
        "Daarom schuift de laatste dag op naar maandag 28 december 2026 (artikel 1 Algemene termijnenwet).",
        "De laatste dag hoort erbij: de termijn is voorbij aan het eind van die dag (Europe/Amsterdam).",
    ]
    assert found["execution_from"]["day"] == "2026-12-29"
    assert found["appeal_until"]["law"]["en"] == "article 26(2) WOR"
    assert found["asked_on"]["counted"] is False
    assert found["remind_1"]["said"]["en"][1] == "The rule: 5 working days before the last day of the term."
    with pytest.raises(BadInput, match="'2026-12-25' is no date of"):
        play.look(lambda s: why_dates(s, play.people["wim"], request, "2026-12-25"))
    play.do("wim", lambda work: waive(work, request), "2026-12-01 10:00")
    names = [each["name"] for each in play.look(lambda s: why_dates(s, play.people["wim"], request))]
    assert names == ["asked_on", "answer_by", "told_on"], "what was waived is counted no more"
