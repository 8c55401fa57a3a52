"""Ideas on the screen: bring one, see what looks like it first, support one, and answer as who leads."""

import pytest

from pim.ideas.bring import bring_idea
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Page
from tests.pim.web.road import with_ideas

MINE = "Wij willen zelf kunnen aangeven dat iets op is als de nacht begint."
OTHER = "Een koelkast in de kantine van Assen."
WHY = "Vanaf mei geeft de nachtploeg zelf door wat er op is."


def _bring(browser: Browser, path: str, button: str = "Breng dit idee in", **typed: str) -> Page:
    return browser.press(path, browser.get(path).form(path), button, **typed)


def test_an_idea_is_brought_and_stands_in_the_list_of_everybody(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    tom = site.browser("tom", "nl")
    assert (
        site.browser("tom").get(f"/cycles/{site.cycle}").links["Breng een idee in, of steun er een"] == path
    )
    page = _bring(tom, path, text=OTHER)
    assert page.status == 200
    assert f"I2 {OTHER}" in page.text
    assert f"I2 {OTHER}" in site.browser("nour", "nl").get(path).text


def test_a_form_sent_twice_is_one_idea_and_sent_again_with_other_words_two(site: Web) -> None:
    """A browser keeps the page: somebody goes back, writes something else in it and sends it again."""
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    tom, nour = site.browser("tom", "nl"), site.browser("nour", "nl")
    for text in (OTHER, OTHER, "Zet de karren met lege kratten bij de achterdeur."):
        assert tom.post(path, key="k", text=text, do="anyway").status_code == 303
    assert nour.post(path, key="k", text="Een bord bij de ingang.", do="anyway").status_code == 303
    text = tom.get(path).text
    assert ("I4 " in text, "I5 " in text) == (True, False), "what nobody meant twice stands there once"


def test_what_looks_like_it_is_shown_first_and_one_more_tap_brings_it_all_the_same(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    tom = site.browser("tom", "nl")
    page = _bring(tom, path, text=MINE)
    assert "Deze ideeën lijken op dat van u" in page.text
    assert "Laat ons zelf aangeven dat iets op is" in page.text
    assert "Woorden die ze delen: " in page.text
    assert page.form(path).fields["text"] == MINE, "nothing that was typed is lost"
    assert "I2" not in tom.get(path).text, "it was not brought yet"
    page = tom.press(path, page.form(path), "Dat van mij is iets anders: breng het in")
    assert f"I2 {MINE}" in page.text


def test_somebody_can_ask_first_whether_it_is_there(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    tom = site.browser("tom", "nl")
    page = _bring(tom, path, "Is het er al?", text=OTHER)
    assert "Er is nog niets dat erop lijkt." in page.text
    assert page.form(path).fields["text"] == OTHER
    assert "I2" not in page.text


def test_the_hint_while_typing_is_a_part_of_a_page_and_stands_in_no_address(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    tom = site.browser("tom", "nl")
    answer = tom.post(f"{path}/like", text=MINE)
    assert answer.status_code == 200
    assert "Laat ons zelf aangeven" in answer.text
    assert "<html" not in answer.text
    assert tom.client.get(f"{path}/like?text=brood").status_code == 405
    assert tom.post(f"{path}/like", text="nacht").text.strip() == ""
    assert f'data-like="{path}/like"' in tom.get(path).response.text
    script = tom.client.get("/static/likeness.js")
    assert script.status_code == 200
    assert "javascript" in script.headers["content-type"]


def test_an_idea_without_words_is_not_kept_and_says_so(one_site: Web) -> None:
    with_ideas(one_site)
    path = f"/cycles/{one_site.cycle}/ideas"
    for text in ("", "  ", "x" * 5_001):
        page = _bring(one_site.browser("tom", "nl"), path, text=text)
        assert page.status == 400
        assert any("Uw idee is nog niet bewaard." in alert for alert in page.alerts)
        assert page.form(path).fields["text"] == text.strip()


def test_a_nameless_idea_shows_no_name(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    page = _bring(site.browser("tom", "nl"), path, text=OTHER, nameless="yes")
    assert f"I2 {OTHER} Zonder naam" in page.text
    assert [row[2] for row in site.rows()["idea"] if row[3] == OTHER] == [None]


def test_an_idea_is_supported_and_only_the_number_is_shown(site: Web) -> None:
    idea = with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    tom = site.browser("tom", "nl")
    assert "0 personen steunen dit" in tom.get(path).text
    page = tom.press(path, tom.get(path).form(f"/ideas/{idea}/support"))
    assert "1 persoon steunt dit" in page.text
    assert "Tom O'Neill" not in site.browser("marieke").get(path).text
    page = tom.press(path, page.form(f"/ideas/{idea}/support/back"))
    assert "0 personen steunen dit" in page.text
    with pytest.raises(LookupError):
        site.browser("nour").get(path).form(f"/ideas/{idea}/support")
    assert site.browser("nour").post(f"/ideas/{idea}/support", key="k").status_code == 400


def test_whoever_leads_acknowledges_and_answers_and_everybody_reads_why(site: Web) -> None:
    idea = with_ideas(site)
    lead, path = site.browser("marieke"), f"/ideas/{idea}"
    page = lead.press(path, lead.get(path).form(f"{path}/acknowledge"))
    assert "Ontvangen" in page.text
    page = lead.press(path, page.form(f"{path}/answer"), outcome="not_done", because="Kan niet.")
    assert page.status == 400
    assert any("Een nee heeft een echte reden nodig." in alert for alert in page.alerts)
    assert page.form(f"{path}/answer").fields["because"] == "Kan niet."
    page = lead.press(path, page.form(f"{path}/answer"), outcome="done", because=WHY)
    assert f"Gedaan. {WHY}" in page.text
    assert WHY in site.browser("tom", "nl").get(f"/cycles/{site.cycle}/ideas").text
    with pytest.raises(LookupError):
        page.form(f"{path}/answer")


def test_two_ideas_are_put_together_and_taken_apart_again(site: Web) -> None:
    idea = with_ideas(site)
    second = site.do("tom", lambda work: bring_idea(work, site.cycle, MINE).id, "2026-02-03 10:00")
    lead, path = site.browser("marieke"), f"/ideas/{second}"
    page = lead.get(path)
    assert "Deze lijken erop. U beslist of ze hetzelfde betekenen." in page.text
    page = lead.press(path, page.form(f"{path}/merge"))
    assert "Het gaat samen verder met I1" in page.text
    listed = lead.get(f"/cycles/{site.cycle}/ideas")
    assert "1 persoon steunt dit" in listed.text
    assert f"+ {MINE}" in listed.text
    assert "Gaat hiermee verder" in lead.get(f"/ideas/{idea}").text
    page = lead.press(path, page.form(f"{path}/unmerge"))
    assert "Het gaat samen verder" not in page.text
    assert "0 personen steunen dit" in lead.get(f"/ideas/{idea}").text


def test_the_author_takes_an_idea_back(site: Web) -> None:
    idea = with_ideas(site)
    nour, path = site.browser("nour", "nl"), f"/ideas/{idea}"
    page = nour.press(path, nour.get(path).form(f"{path}/withdraw"))
    assert "Ingetrokken" in page.text
    assert "Laat ons zelf" not in nour.get(f"/cycles/{site.cycle}/ideas").text


def test_other_staff_and_an_outsider_change_no_idea(site: Web) -> None:
    idea = with_ideas(site)
    second = site.do("tom", lambda work: bring_idea(work, site.cycle, MINE).id, "2026-02-03 10:00")
    before = site.rows()
    forms = (
        (f"/ideas/{idea}/acknowledge", {}),
        (f"/ideas/{idea}/answer", {"outcome": "done", "because": WHY}),
        (f"/ideas/{idea}/merge", {"into": second}),
        (f"/ideas/{idea}/group", {"part": ""}),
        (f"/ideas/{idea}/withdraw", {}),
    )
    for where, fields in forms:
        assert site.browser("kevin").post(where, key=where, **fields).status_code in (403, 409), where
        assert site.browser("olga").post(where, key=where, **fields).status_code == 404, where
    olga = site.browser("olga")
    assert olga.post(f"/cycles/{site.cycle}/ideas", key="k", text=OTHER).status_code == 404
    assert olga.post(f"/cycles/{site.cycle}/ideas/like", text=MINE).status_code == 404
    assert olga.post(f"/ideas/{idea}/support", key="k").status_code == 404
    assert olga.get(f"/ideas/{idea}").status == 404
    assert site.rows() == before
