"""A pilot on the screen: its manager says what is missing, the lead answers, the manager says yes."""

from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.web.browser import Web, web
from tests.pim.web.road import with_ideas, with_pilot, with_variant


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Web:
    return web(database, tmp_path)


def test_a_manager_and_the_lead_come_to_a_yes_on_the_page(site: Web) -> None:
    with_ideas(site)
    pilot = with_pilot(site, with_variant(site, local="2026-02-05 09:00"), "2026-03-20 10:00")
    path = f"/pilots/{pilot}"
    manager, lead, other = site.browser("erik"), site.browser("marieke"), site.browser("tom")
    said = manager.get(path).text
    assert "Nog geen antwoord" in said
    assert "1 persoon doet mee" in said
    assert "Kevin de Groot" in said
    assert "artikel 2 en 35b WOR" in said
    assert "Kevin de Groot" not in other.get(path).text
    assert other.post(f"{path}/agree", came_from=path, key="a").status_code == 403
    assert other.post(f"{path}/missing", came_from=path, key="b", text="Niets.").status_code == 403
    point = lead.get(path)
    (form,) = [form for form in point.forms if form.action and "/points/" in form.action]
    answered = lead.press(path, form, text="Uitleg op 8 mei.")
    assert "Uitleg op 8 mei." in answered.text
    (yes,) = [form for form in manager.get(path).forms if form.action == f"{path}/agree"]
    assert "Erik Smit zei ja voor Winkel Zwolle" in " ".join(manager.press(path, yes).text.split())
    assert site.browser("olga").get(path).status == 404


def test_the_lead_says_on_the_page_what_a_pilot_records_and_nobody_else_can(one_site: Web) -> None:
    with_ideas(one_site)
    pilot = with_pilot(one_site, with_variant(one_site, local="2026-02-05 09:00"), "2026-03-20 10:00")
    path, form = f"/pilots/{pilot}", f"/pilots/{pilot}/data"
    lead = one_site.browser("marieke")
    asked = lead.get(path)
    assert "Nog niet bekend is of de proef gegevens van medewerkers vastlegt. Vul dat in." in asked.text
    said = lead.press(
        path, asked.form(form), personal_data="no", observes="no", advice_promised="OR, 2 april"
    )
    assert "Er worden geen gegevens van medewerkers vastgelegd." in said.text
    assert said.form(form).fields["personal_data"] == "no", "what was said is shown"
    before = one_site.rows()
    assert lead.post(form, path, key="k", personal_data="perhaps").status_code == 400
    assert lead.post(form, path, key="k").status_code == 400
    assert lead.post(form, path, key="k", observes="no", advice_promised="x" * 301).status_code == 400
    for who, status in (("erik", 403), ("wim", 403), ("tom", 403), ("olga", 404)):
        browser = one_site.browser(who)
        assert form not in [each.action for each in browser.get(path).forms]
        assert browser.post(form, path, key="k", personal_data="yes").status_code == status
    assert one_site.rows() == before


def test_a_wrong_or_doubled_form_of_a_manager_does_nothing_more(one_site: Web) -> None:
    with_ideas(one_site)
    pilot = with_pilot(one_site, with_variant(one_site, local="2026-02-05 09:00"), "2026-03-20 10:00")
    path = f"/pilots/{pilot}"
    manager, lead = one_site.browser("erik"), one_site.browser("marieke")
    page = manager.get(path)
    missing = page.form(f"{path}/missing")
    for _ in range(2):
        shown = manager.press(path, missing, text="Er is geen tweede scanner.")
    assert shown.text.count("Er is geen tweede scanner.") == 1
    (point, _) = [form for form in lead.get(path).forms if "/points/" in (form.action or "")]
    assert point.action is not None
    before = one_site.rows()
    for text in ("", "x" * 1001):
        refused = manager.post(f"{path}/missing", path, key="m", text=text)
        assert refused.status_code == 400
        assert f'href="{path}"' in refused.text, "the way back"
        assert lead.post(point.action, path, key="p", text=text).status_code == 400
    assert manager.post(point.action, path, key="p", text="Zelf geregeld.").status_code == 403
    assert lead.post(f"{path}/points/999999", path, key="p", text="Geregeld.").status_code == 404
    olga = one_site.browser("olga")
    for action in (f"{path}/agree", f"{path}/missing", point.action):
        assert olga.post(action, path, key="o", text="Van buiten.").status_code == 404
    assert one_site.rows() == before
