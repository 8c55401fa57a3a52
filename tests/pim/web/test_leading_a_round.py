"""A round for who leads it: opening and extending with a look ahead, and its results."""

import pytest

from pim.feedback.draft import draft_round
from pim.feedback.steps import open_round
from tests.pim.web.browser import Web
from tests.pim.web.road import ASSEN, ZWOLLE, answered_by, closed, drafted, opened


def test_opening_a_round_shows_first_who_will_be_asked_and_until_when(site: Web) -> None:
    round_id = drafted(site)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/steps/open"
    assert lead.get(f"/rounds/{round_id}").links["Openen"] == path
    page = lead.get(path)
    assert "Uitnodiging feedbackronde: 14 personen" in page.text
    assert "Van ‘In voorbereiding’ naar ‘Open’." in page.text
    assert "zo 15 mrt 2026, 23:59: Einde van de termijn" in page.text
    assert "Herinnering → wie nog niet heeft geantwoord" in page.text
    assert site.desk.means(round_id) == "draft"
    arrived = lead.press(path, page.form(has="visit"))
    assert arrived.response.url.path == f"/rounds/{round_id}"
    assert "tot het einde van zo 15 mrt 2026" in arrived.text
    assert site.desk.means(round_id) == "open"


def test_a_round_with_a_round_unanswered_before_it_says_what_is_missing(site: Web) -> None:
    closed(site, *ASSEN, *ZWOLLE)
    round_id = drafted(site, "2026-03-20 09:00")
    page = site.browser("marieke").get(f"/rounds/{round_id}/steps/open")
    assert "Nog niet beantwoord: R1." in page.text
    with pytest.raises(LookupError):
        page.form(has="visit")
    answer = site.browser("marieke").post(f"/rounds/{round_id}/steps/open", visit=1, key="k")
    assert answer.status_code == 409
    assert site.desk.means(round_id) == "draft"


def test_a_round_that_would_ask_too_few_people_is_not_opened(site: Web) -> None:
    team = site.people.teams["noordervers/assen/Nachtploeg"]  # three people
    round_id = site.do(
        "marieke",
        lambda work: draft_round(work, site.cycle, purpose="baseline", team_ids=[team]).id,
        "2026-03-02 09:00",
    )
    answer = site.browser("marieke").post(f"/rounds/{round_id}/steps/open", visit=1, key="k")
    assert answer.status_code == 400
    assert "at least 5 are needed" in answer.text
    assert site.desk.means(round_id) == "draft"


def test_extending_names_nobody_who_has_not_answered(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, "tom", "nour")
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/steps/extend"
    site.clock("2026-03-10 09:00")
    page = lead.get(path)
    assert (
        "Feedbackronde verlengd: aan wie nog niet heeft geantwoord; niemand kan zien wie dat is" in page.text
    )
    for who in ("Jantje", "Mila", "12 personen"):
        assert who not in page.text
    form = page.form(has="visit")
    assert "reason" in form.required
    arrived = lead.press(path, form, reason="De nachtploeg had nog geen tijd.")
    assert arrived.status == 200
    assert "tot het einde van ma 23 mrt 2026" in arrived.text
    again = lead.get(path)
    assert "kan maar één keer" in again.text


def test_only_the_lead_is_led_to_the_steps_of_a_round(site: Web) -> None:
    round_id = drafted(site)
    for who in ("tom", "henk", "fatima"):
        assert not any(
            "/steps/open" in address for address in site.browser(who).get(f"/rounds/{round_id}").leads_to
        )
    answer = site.browser("tom", "nl").post(f"/rounds/{round_id}/steps/open", visit=1, key="k")
    assert answer.status_code == 409
    assert "Deze stap is voor: Kartrekker." in answer.text
    assert site.desk.means(round_id) == "draft"


def test_a_step_of_a_round_sent_twice_is_one_step_and_a_stale_one_is_none(site: Web) -> None:
    round_id = drafted(site)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/steps/open"
    form = lead.get(path).form(has="visit")
    assert lead.press(path, form).status == 200
    after = site.rows()
    assert lead.press(path, form).status == 200
    assert site.rows() == after
    form.fields["key"] = "another"
    page = lead.press(path, form)
    assert page.status == 409
    assert site.rows() == after


def test_results_are_not_shown_before_the_close(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, *ASSEN)
    answer = site.browser("marieke").client.get(f"/rounds/{round_id}/results")
    assert answer.status_code == 409
    assert "Er zijn nog geen uitkomsten" in answer.text


def test_results_hide_every_group_below_five_and_whatever_it_can_be_worked_out_from(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, *ASSEN, demands=2)
    answered_by(site, round_id, *ZWOLLE[:4], demands=5)
    site.clock("2026-03-16 09:00")
    site.desk.sweep("2026-03-16 09:00")
    text = site.browser("marieke").get(f"/rounds/{round_id}/results").text
    assert "14 personen zijn gevraagd" in text
    rows = text[text.index("Iedereen") :]
    for told in ("100,0", "52,3", "(n = 4)", "(n = 11)"):  # the four of Zwolle, or a whole that tells
        assert told not in rows
    assert "Winkel Zwolle verborgen" in rows


def test_results_of_groups_that_are_large_enough_are_shown_with_their_n(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, *ASSEN, demands=2)
    answered_by(site, round_id, *ZWOLLE, demands=4)
    site.clock("2026-03-16 09:00")
    site.desk.sweep("2026-03-16 09:00")
    text = site.browser("tom", "nl").get(f"/rounds/{round_id}/results").text
    assert "Iedereen 50,0 (n = 14)" in text
    assert "Winkel Assen 25,0 (n = 7)" in text
    assert "Winkel Zwolle 75,0 (n = 7)" in text
    assert "Niet gevalideerd" in text
    english = site.browser("tom", "en").get(f"/rounds/{round_id}/results").text
    assert "Everybody 50.0 (n = 14)" in english


def test_texts_are_shown_from_eight_and_not_below(site: Web) -> None:
    few = closed(site, *ASSEN)
    assert "Het is druk." not in site.browser("marieke").get(f"/rounds/{few}/results").text


def test_fewer_than_five_answers_are_told_as_no_number(site: Web) -> None:
    round_id = closed(site, "tom", "nour")
    for path in (f"/rounds/{round_id}", f"/rounds/{round_id}/results"):
        text = site.browser("marieke").get(path).text
        assert "minder dan 5 antwoorden" in text
        assert "2 antwoorden" not in text


def test_a_second_round_can_be_opened_by_a_person_while_another_looks(site: Web) -> None:
    round_id = drafted(site)
    form = site.browser("marieke").get(f"/rounds/{round_id}/steps/open").form(has="visit")
    site.do("marieke", lambda work: open_round(work, round_id), "2026-03-02 10:00")
    page = site.browser("marieke").press(f"/rounds/{round_id}/steps/open", form)
    assert page.status == 409
    assert page.links["Bekijk het opnieuw"] == f"/rounds/{round_id}"
