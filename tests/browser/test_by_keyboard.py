"""The work of each role with a keyboard alone; once with scripts, and once where a browser runs none."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.browser.chromium import House
from tests.browser.hands import Hands
from tests.pim.web.codes import bodies, code_of
from tests.pim.web.road import (
    ASSEN,
    ZWOLLE,
    closed,
    opened,
    prepared,
    with_cluster,
    with_ideas,
    with_pilot,
    with_variant,
)

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@contextmanager
def _hands(house: House, who: str | None, scripts: bool, width: int = 1280) -> Iterator[Hands]:
    with house.seat(who, width=width, height=760, java_script_enabled=scripts) as seat:
        yield Hands(seat)


@SCRIPTS
def test_an_employee_answers_from_a_letter_on_a_phone(house: House, scripts: bool) -> None:
    site = house.site
    round_id = opened(site)
    with _hands(house, None, scripts, width=360) as nour:
        nour.open(f"/a/{round_id}-{code_of(site, round_id, 'nour')}")
        nour.choose("4", group="druk of zwaar")
        nour.press("Verstuur mijn antwoord")
        assert "Bedankt" in nour.text
    assert [body["ratings"] for body in bodies(site)] == [{"demands": 4}]


@SCRIPTS
def test_an_employee_brings_an_idea(house: House, scripts: bool) -> None:
    site = house.site
    with_ideas(site)
    with _hands(house, "fatima", scripts, width=360) as fatima:
        fatima.open("/")
        fatima.follow("Nieuw bestelsysteem")
        fatima.follow("Breng een idee")
        fatima.write("Wat kan beter", "Een krat voor wat over is.")
        fatima.press("Breng dit idee")
        assert "Een krat voor wat over is." in fatima.text


@SCRIPTS
def test_a_manager_says_yes(house: House, scripts: bool) -> None:
    site = house.site
    with_ideas(site)
    pilot = with_pilot(site, with_variant(site, local="2026-02-05 09:00"), "2026-03-20 10:00")
    with _hands(house, "erik", scripts) as erik:
        erik.open(f"/cycles/{site.cycle}")
        erik.follow("pilot-1")
        assert erik.page.url.endswith(f"/pilots/{pilot}")
        erik.press("Ja, mijn vestiging is er klaar voor")
        assert "Erik Smit zei ja" in erik.text


@SCRIPTS
def test_a_lead_looks_ahead_and_takes_a_step(house: House, scripts: bool) -> None:
    prepared(house.site)
    with _hands(house, "marieke", scripts) as lead:
        lead.open("/")
        lead.follow("Nieuw bestelsysteem")
        lead.follow("Bekijk wat dit gaat doen")
        assert "Berichten" in lead.text
        ahead = lead.page.url
        lead.press(lead.page.inner_text("h1"))
        assert lead.page.url != ahead
    assert house.site.desk.means(house.site.cycle) == "ideas"


@SCRIPTS
def test_a_lead_puts_a_text_in_a_cluster_and_answers_it(house: House, scripts: bool) -> None:
    site = house.site
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    with_cluster(site, round_id)
    with _hands(house, "marieke", scripts) as lead:
        lead.open(f"/rounds/{round_id}")
        lead.follow("Reacties beantwoorden")
        lead.choose("Het is druk.")
        lead.choose("Te druk in de nacht")
        lead.press("Zet het daar")
        assert "10 reacties, 3 zonder plaats" in lead.text
        lead.follow("Te druk in de nacht")
        lead.choose("Gedaan", group="Wat ermee gebeurt")
        lead.go_to("Omdat")
        lead.page.keyboard.press("Control+A")
        lead.page.keyboard.type("Wij plannen vanaf april een derde medewerker.")
        lead.press("Dit antwoord bewaren")
        assert "Gedaan. Wij plannen vanaf april een derde medewerker." in lead.text
