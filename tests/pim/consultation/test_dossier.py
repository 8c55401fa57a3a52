"""The dossier: questions that stop nothing, conditions as tasks, a small organisation, and the pages."""

from datetime import date

import pytest

from pim.consultation.answer import answer
from pim.consultation.ask import ask, hold_meeting
from pim.consultation.conditions import give_task, show_met
from pim.consultation.decide import decide
from pim.consultation.dossier import dossier
from pim.consultation.own_dossier import dossier as about_pim
from pim.consultation.own_dossier import privacy_notice
from pim.consultation.questions import ask_question, reply
from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from tests.pim.consultation.requests import ADVICE, advised, asked_for_consent
from tests.pim.scene import Scene


def test_a_question_and_its_reply_say_their_days_and_move_no_term(play: Scene) -> None:
    request = asked_for_consent(play)
    before = play.deadlines(request)
    with pytest.raises(NotAllowed):
        play.do("marieke", lambda work: ask_question(work, request, "Wie ziet het?"), "2026-04-02 11:00")
    play.do("wim", lambda work: ask_question(work, request, "Wie ziet het?"), "2026-04-02 11:00")
    assert "Wie ziet het?" in play.text("council_question", "Marieke de Boer")
    with pytest.raises(BadInput, match="expected 1, got 2"):
        play.do("marieke", lambda work: reply(work, request, 2, "De beheerder."), "2026-04-08 10:00")
    play.do("marieke", lambda work: reply(work, request, 1, "Alleen de beheerder."), "2026-04-08 10:00")
    assert "Alleen de beheerder." in play.text("council_question", "Wim Jansen")
    assert play.deadlines(request) == before
    (question,) = play.look(lambda s: dossier(s, play.people["wim"], request))["questions"]
    # Good Friday is worked on the calendar of this organisation, Easter Monday is not: 3, 7 and 8 April.
    assert (question["askedBy"], question["repliedBy"], question["workingDays"]) == (
        "Wim Jansen",
        "Marieke de Boer",
        3,
    )


def test_a_condition_is_a_task_of_somebody_who_alone_may_show_it_beside_the_lead(play: Scene) -> None:
    request = advised(play)
    nour = play.people["nour"].person_id
    day = "2026-09-08 10:00"
    with pytest.raises(BadInput, match="expected 2026-09-08 or later"):
        play.do("marieke", lambda work: give_task(work, request, 1, nour, date(2026, 9, 7)), day)
    outsider = play.people["olga"].person_id
    with pytest.raises(NotFound):
        play.do("marieke", lambda work: give_task(work, request, 1, outsider, date(2026, 9, 30)), day)
    play.do("marieke", lambda work: give_task(work, request, 1, nour, date(2026, 9, 30)), day)
    with pytest.raises(NotAllowed):
        play.do("jantje", lambda work: show_met(work, request, 1, "Klaar."), day)
    play.do("nour", lambda work: show_met(work, request, 1, "Het is weg."), day)
    first = play.look(lambda s: dossier(s, play.people["wim"], request))["conditions"][0]
    assert (first["dueOn"], first["metOn"], first["how"]) == (
        "2026-09-30",
        "2026-09-08",
        "Het is weg.",
    )


def test_what_is_not_followed_is_no_task(play: Scene) -> None:
    request = advised(play)
    why = {3: "Dat past niet in de begroting."}
    day = "2026-09-14 15:00"
    play.do(
        "henk",
        lambda work: decide(work, request, follows=False, not_followed=why, told_on=date(2026, 9, 14)),
        day,
    )
    with pytest.raises(BadInput, match="condition 3 is not followed"):
        play.do("marieke", lambda work: show_met(work, request, 3, "Toch."), day)


@pytest.mark.parametrize(("body", "ends"), [("works_council", "suspended"), ("representation", "closed")])
def test_only_a_works_council_has_a_month_of_waiting(play: Scene, body: str, ends: str) -> None:
    request = play.do(
        "marieke",
        lambda work: ask(work, play.cycle, **ADVICE, body=body, political=True).id,
        "2026-07-27 10:00",
    )
    play.do("wim", lambda work: hold_meeting(work, request, date(2026, 8, 20)), "2026-08-20 16:00")
    play.do("wim", lambda work: answer(work, request, "Liever niet."), "2026-09-07 10:00")
    play.do(
        "henk",
        lambda work: decide(work, request, follows=False, reason="Anders.", told_on=date(2026, 9, 14)),
        "2026-09-14 10:00",
    )
    assert play.means(request) == ends
    found = play.look(lambda s: dossier(s, play.people["wim"], request))
    assert (found["body"], found["political"]) == (body, True)
    assert (found["suspendedUntil"] is None) is (ends == "closed")


def test_what_the_cycle_had_to_show_is_kept_with_the_request(play: Scene) -> None:
    request = asked_for_consent(play)
    found = play.look(lambda s: dossier(s, play.people["wim"], request))
    assert set(found["evidence"]) == {"variants", "measured", "counted", "work", "said"}


def test_the_texts_about_pim_itself_say_as_much_in_both_languages() -> None:
    for text in (about_pim(), privacy_notice()):
        for part in text["parts"]:
            assert len(part["lines"]["nl"]) == len(part["lines"]["en"]) > 0
    lines = [line for part in about_pim()["parts"] for line in part["lines"]["nl"]]
    assert any("Er is geen overzicht per medewerker" in line for line in lines)
