"""Asking the works council: what it hears, what may not be missing, and what is never kept."""

from datetime import date

import pytest

from notifications.outbox import LetterRow
from pim.consultation.answer import answer
from pim.consultation.ask import agree_on_day, ask, hold_meeting
from pim.consultation.dossier import dossier, dossiers
from pim.consultation.queries import facts
from pim.consultation.tables import Consultation
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.tables import Instance
from tests.pim.consultation.requests import ADVICE, CONSENT, asked_for_consent, consented
from tests.pim.scene import Scene

ON_2_APRIL = "2026-04-02 10:00"


def test_a_request_for_consent_tells_the_council_what_why_and_by_when(play: Scene) -> None:
    asked_for_consent(play)
    letters = play.letters("consent_requested")
    assert set(letters) == {"Wim Jansen", "Samira Haddad"}
    text = play.text("consent_requested", "Wim Jansen")
    for said in (
        CONSENT["decision"].rstrip("."),
        CONSENT["grounds"],
        CONSENT["consequences"],
        "30 april 2026",
    ):
        assert said in text
    assert "artikel 27 lid 1 onder l WOR" in text


def test_a_request_for_advice_asks_for_advice_and_not_for_consent(play: Scene) -> None:
    request = play.do("marieke", lambda work: ask(work, play.cycle, **ADVICE), ON_2_APRIL)
    assert request.code == "advice-1"
    assert set(play.letters("advice_requested")) == {"Wim Jansen", "Samira Haddad"}
    assert not play.letters("consent_requested")


def test_an_assessment_of_privacy_goes_to_the_officer_and_not_to_the_council(play: Scene) -> None:
    request = {**CONSENT, "request": "dpia", "article": "35"}
    born = play.do("marieke", lambda work: ask(work, play.cycle, **request), ON_2_APRIL)
    assert play.means(born.id) == "asked"
    assert set(play.letters("privacy_requested")) == {"Tineke Kuipers"}
    text = play.text("privacy_requested", "Tineke Kuipers")
    assert "privacytoets (artikel 35 AVG)" in text
    assert "U kunt het plan in orde vinden" in text
    assert "ondernemingsraad" not in text
    assert not play.letters("consent_requested")


def test_every_text_that_is_missing_is_named_at_once_and_nothing_is_kept(play: Scene) -> None:
    before = play.count(Instance), play.count(LetterRow)
    bare = {**ADVICE, "grounds": " ", "consequences": "", "measures": ""}
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: ask(work, play.cycle, **bare), ON_2_APRIL)
    (unmet,) = refusal.value.refused.unmet
    assert unmet.code == "text_written"
    assert unmet.numbers["texts"] == ("grounds", "consequences", "measures")
    assert (play.count(Instance), play.count(LetterRow)) == before
    assert play.count(Consultation) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"request": "permission"}, "advice, consent, dpia"),
        ({"title": "  "}, "title: expected 1 to 120"),
        ({"article": ""}, "25(1)(k)"),
        ({"decision": "x" * 301}, "decision: expected at most 300 characters, got 301"),
        ({"grounds": "x" * 10_001}, "grounds: expected at most 10000"),
        ({"answer_by": date(2026, 4, 1)}, "2026-04-01 has passed"),
    ],
)
def test_bad_input_is_said_with_what_was_expected(play: Scene, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput) as error:
        play.do("marieke", lambda work: ask(work, play.cycle, **{**CONSENT, **wrong}), ON_2_APRIL)
    assert said in str(error.value)
    assert play.count(Consultation) == 0


def test_somebody_on_the_shop_floor_cannot_ask_in_the_name_of_the_organisation(play: Scene) -> None:
    with pytest.raises(NotAllowed):
        play.do("jantje", lambda work: ask(work, play.cycle, **CONSENT), ON_2_APRIL)


def test_an_outsider_finds_nothing_at_all(play: Scene) -> None:
    request = asked_for_consent(play)
    for verb in (
        lambda work: ask(work, play.cycle, **CONSENT),
        lambda work: hold_meeting(work, request, date(2026, 4, 2)),
        lambda work: agree_on_day(work, request, date(2026, 5, 1)),
    ):
        with pytest.raises(NotFound):
            play.do("olga", verb, ON_2_APRIL)
    for query in (
        lambda session: dossier(session, play.people.outsider, request),
        lambda session: dossiers(session, play.people.outsider, play.cycle),
    ):
        with pytest.raises(NotFound):
            play.look(query)


def test_a_request_without_an_agreed_day_is_asked_but_has_no_term(play: Scene) -> None:
    request = asked_for_consent(play, answer_by=None)
    assert play.means(request) == "asked"
    assert play.deadlines(request) == []


def test_another_agreed_day_moves_the_term_with_its_reminders(play: Scene) -> None:
    request = asked_for_consent(play)
    assert [due.date() for due in play.deadlines(request)] == [date(2026, 4, 30)]
    play.do("marieke", lambda work: agree_on_day(work, request, date(2026, 5, 29)), "2026-04-09 10:00")
    (due,) = play.deadlines(request)
    assert due.isoformat() == "2026-05-29T23:59:59+02:00"
    # Ten and three working days before; Whit Monday is 25 May.
    assert [each.date() for each in play.deadlines(request, "remind")] == [
        date(2026, 5, 13),
        date(2026, 5, 26),
    ]


def test_an_agreed_day_binds_the_one_who_asked_and_the_one_who_answers(play: Scene) -> None:
    request = asked_for_consent(play)
    day = "2026-04-09 10:00"
    with pytest.raises(BadInput, match="only who answers can do with less time"):
        play.do("marieke", lambda work: agree_on_day(work, request, date(2026, 4, 20)), day)
    with pytest.raises(BadInput, match="only who asked can give more time"):
        play.do("wim", lambda work: agree_on_day(work, request, date(2026, 5, 20)), day)
    assert play.deadlines(request)[0].date() == date(2026, 4, 30)
    play.do("wim", lambda work: agree_on_day(work, request, date(2026, 4, 20)), day)
    assert play.deadlines(request)[0].date() == date(2026, 4, 20)


def test_no_other_day_is_agreed_once_the_answer_is_there(play: Scene) -> None:
    request = consented(play)
    with pytest.raises(BadInput, match="no answer to wait for"):
        play.do("wim", lambda work: agree_on_day(work, request, date(2026, 6, 1)), "2026-05-04 10:00")


@pytest.mark.parametrize("held_on", [date(2026, 4, 17), date(2026, 4, 1)])
def test_a_meeting_lies_between_the_request_and_today(play: Scene, held_on: date) -> None:
    request = asked_for_consent(play)
    with pytest.raises(BadInput, match=r"2026-04-02 .*to 2026-04-16"):
        play.do("wim", lambda work: hold_meeting(work, request, held_on), "2026-04-16 16:00")


def test_the_dossier_holds_texts_days_meetings_and_conditions(play: Scene) -> None:
    request = consented(play)
    found = play.look(lambda session: dossier(session, play.people["nour"], request))
    assert found["texts"]["measures"] == CONSENT["measures"]
    assert (found["askedOn"], found["answerBy"]) == ("2026-04-02", "2026-04-30")
    assert [each["heldOn"] for each in found["meetings"]] == ["2026-04-16"]
    assert [each["number"] for each in found["conditions"]] == [1, 2]
    (line,) = play.look(lambda session: dossiers(session, play.people["nour"], play.cycle))
    assert line["id"] == request
    assert line["suspendedUntil"] is None


def test_the_reminder_of_the_agreed_day_says_that_it_is_no_term_of_the_law(play: Scene) -> None:
    asked_for_consent(play)
    play.sweep("2026-04-28 09:00")
    assert "geen termijn uit de wet" in play.text("term_running_out", "Wim Jansen")


def test_the_number_of_statements_does_not_grow_with_the_requests(play: Scene) -> None:
    consented(play)
    reads = (
        lambda session: facts(session, play.cycle),
        lambda session: dossiers(session, play.people["nour"], play.cycle),
    )
    one = [play.statements(read) for read in reads]
    for _ in range(5):
        asked_for_consent(play)
    assert len(play.look(lambda session: facts(session, play.cycle))) == 6
    assert [play.statements(read) for read in reads] == one == [1, 2]


def test_the_journal_of_a_whole_request_is_sealed_and_can_be_replayed(play: Scene) -> None:
    request = asked_for_consent(play)
    play.do("marieke", lambda work: agree_on_day(work, request, date(2026, 5, 29)), "2026-04-09 10:00")
    play.do("wim", lambda work: hold_meeting(work, request, date(2026, 4, 16)), "2026-04-16 16:00")
    play.do("wim", lambda work: answer(work, request, "Akkoord."), "2026-04-30 10:00")
    assert play.journal_is_whole()
