"""What somebody meets who opens the pages first: what is late, whose turn it is, who got a role."""

from typing import Any

from pim.lifecycle.advance import record
from pim.lifecycle.work import Work
from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import WRONG
from tests.pim.web.road import opened, with_ideas


def test_what_is_over_its_term_stands_on_the_page_with_whose_turn_it_is(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}"
    assert "Over de termijn" not in site.browser("tom").get(path).text
    site.clock("2026-02-09 09:00")
    text = site.browser("tom").get(path).text
    late = text[text.index("Over de termijn") : text.index("Termijnen")]
    assert "sinds do 5 feb" in late
    assert "Aan zet: Kartrekker (Marieke de Boer)" in late


def test_the_journal_says_who_was_given_which_role(site: Web) -> None:
    def verb(work: Work) -> dict[str, Any]:
        told = {"person": site.people["joost"].person_id, "role": "work_group"}
        record(work, site.cycle, "role_given", told)
        return {}

    site.do("marieke", verb, "2026-02-02 09:00")
    assert "Rol gegeven: Werkgroep, Joost" in site.browser("tom").get(f"/cycles/{site.cycle}").text


def test_the_lead_tells_all_at_once_that_their_ideas_arrived_and_nobody_else_can(site: Web) -> None:
    with_ideas(site)
    path = f"/cycles/{site.cycle}/ideas"
    send = f"{path}/acknowledge"
    assert send not in site.browser("tom", "nl").get(path).response.text
    page = site.browser("marieke", "nl").get(path)
    done = site.browser("marieke", "nl").press(path, page.form(send), "Bevestig de ontvangst van 1 idee")
    assert done.status == 200
    assert "Bevestig de ontvangst" not in done.text
    assert "/ideas/" in " ".join(site.browser("tom", "nl").get(f"/cycles/{site.cycle}").leads_to)


def test_a_wrong_link_is_called_a_link_and_a_round_that_is_not_there_asks_for_no_code(site: Web) -> None:
    round_id = opened(site)
    page = Browser(site.app).get(f"/a/{round_id}-{WRONG}?language=nl")
    assert page.status == 404
    assert "Deze link klopt niet." in page.text
    assert "briefje" not in page.text
    assert "briefje" in Browser(site.app).get(f"/r/{round_id}?language=nl").text
    nowhere = Browser(site.app).get("/r/99?language=nl")
    assert nowhere.status == 404
    assert "XXXX" not in nowhere.response.text
