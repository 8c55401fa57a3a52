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
    assert "WOR 2, 35b" in said
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
