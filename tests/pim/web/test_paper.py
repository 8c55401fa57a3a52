"""What is on paper, typed over by a confidant who sees no name."""

import pytest

from pim.people.roles import give_role
from tests.pim.web.browser import Web
from tests.pim.web.codes import MARK, WRONG, bodies, code_of, confidant
from tests.pim.web.road import closed, opened


def test_a_confidant_types_paper_over_and_sees_no_name(site: Web) -> None:
    round_id = opened(site)
    els, path = confidant(site), f"/rounds/{round_id}/paper"
    shown = els.get(f"/rounds/{round_id}")
    assert shown.links["Overtypen wat op papier staat"] == path
    before = site.rows()
    form = els.get(path).form(path)
    page = els.press(path, form, code=code_of(site, round_id, "nour"), **MARK)
    assert "Nour" not in page.response.text
    after = site.rows()
    assert {name for name in after if after[name] != before[name]} == {"answer"}
    wrong = els.press(path, form, code=WRONG, **MARK, **{"say-remarks": "Blijft."})
    assert any("Kijk nog eens op het briefje" in alert for alert in wrong.alerts)
    assert wrong.form(path).fields["say-remarks"] == "Blijft."
    empty = els.press(path, form, code=code_of(site, round_id, "nour"))
    assert any("Geef ten minste één cijfer" in alert for alert in empty.alerts)
    assert len(bodies(site)) == 1


@pytest.mark.parametrize("who", ["marieke", "karin", "nour", "henk"])
def test_nobody_but_a_confidant_types_paper_over(one_site: Web, who: str) -> None:
    round_id = opened(one_site)
    browser = one_site.browser(who)
    assert browser.get(f"/rounds/{round_id}/paper").status == 403
    typed = {"code": code_of(one_site, round_id, "nour"), **MARK}
    assert browser.post(f"/rounds/{round_id}/paper", **typed).status_code == 403
    assert bodies(one_site) == []


def test_the_confidant_of_another_organisation_finds_nothing(one_site: Web) -> None:
    round_id = opened(one_site)
    with one_site.database.write() as session:
        home = one_site.people.organisations["drievliet"]
        give_role(session, home, one_site.people["olga"].person_id, "confidant")
    olga = one_site.browser("olga")
    for path in ("paper", "slips", "poster"):
        assert olga.get(f"/rounds/{round_id}/{path}").status == 404
    assert olga.post(f"/rounds/{round_id}/paper", code=WRONG, **MARK).status_code == 404


def test_paper_of_a_closed_round_comes_too_late(one_site: Web) -> None:
    round_id = closed(one_site, "tom", "nour", "jantje", "mila", "kevin", "lisa", "ayse")
    assert confidant(one_site).get(f"/rounds/{round_id}/paper").status == 409
