"""Which letters I get: the weekly overview has a switch of its reader; nothing else has one."""

from pim.people.letters_off import is_off
from tests.pim.web.browser import Web
from tests.pim.web.reading import Page


def _off(site: Web, who: str) -> bool:
    return site.look(lambda session: is_off(session, site.people[who].person_id))


def _pressed(site: Web, who: str) -> Page:
    browser = site.browser(who)
    form = browser.get("/me/letters").form("/me/letters")
    (button,) = (words for _, _, words in form.buttons)
    return browser.press("/me/letters", form, button)


def test_whoever_gets_the_weekly_overview_switches_it_off_and_on_for_themselves_only(site: Web) -> None:
    henk = site.browser("henk")
    page = henk.get("/me/letters")
    assert "Het staat aan." in page.text
    assert len([form for form in page.forms if form.action == "/me/letters"]) == 1, "one switch"
    switched = _pressed(site, "henk")
    assert "Het staat uit." in switched.text
    assert (_off(site, "henk"), _off(site, "marieke")) == (True, False)
    again = _pressed(site, "henk")
    assert "Het staat aan." in again.text
    assert not _off(site, "henk")
    assert "It is on." in site.browser("henk", "en").get("/me/letters").text


def test_a_kind_of_letter_that_cannot_be_switched_off_has_no_switch(site: Web) -> None:
    henk = site.browser("henk")
    assert henk.post("/me/letters", weekly="never").status_code == 400
    assert henk.post("/me/letters", your_turn="off").status_code == 400
    assert not _off(site, "henk")
