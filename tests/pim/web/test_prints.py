"""Slips and posters: what is printed for people without e-mail, and who may print which."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pim.channels.codes import person_of
from pim.channels.slips import qr_code
from pim.feedback.keys import read_key
from pim.feedback.tables import Round
from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import code_of, confidant
from tests.pim.web.reading import Page
from tests.pim.web.road import drafted, opened

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def _with_mail(site: Web) -> Web:
    """Let letters be mailed, so that slips are for whoever has no address."""
    settings = site.settings.model_copy(update={"smtp_url": "smtp://mail.noordervers.example"})
    site.app.state.desk = replace(site.app.state.desk, settings=settings)
    return site


@pytest.fixture
def site(site: Web) -> Web:
    return _with_mail(site)


@pytest.fixture
def one_site(one_site: Web) -> Web:
    return _with_mail(one_site)


def _names(page: Page) -> set[str]:
    return {name for name in ("Joost Hofman", "Nour Aziz", "Mila Novak", "Tom O'Neill") if name in page.text}


def test_everybody_without_e_mail_gets_a_slip_on_the_sheet_of_their_team(site: Web) -> None:
    round_id = opened(site)
    page = site.browser("marieke", "nl").get(f"/rounds/{round_id}/slips")
    assert page.status == 200
    assert _names(page) == {"Joost Hofman", "Nour Aziz", "Mila Novak"}
    assert page.response.text.count('<section class="sheet">') == 2
    assert "Nachtploeg, Winkel Assen" in page.text
    for who in ("joost", "nour", "mila"):
        assert code_of(site, round_id, who) in page.text
    assert len(CODE.findall(page.text)) == 3
    assert f"127.0.0.1:8000/r/{round_id}" in page.text
    assert page.response.text.count("<svg") == 3
    assert page.response.headers["cache-control"] == "no-store"


def test_a_code_on_a_slip_opens_the_form(site: Web) -> None:
    round_id = opened(site)
    page = site.browser("marieke").get(f"/rounds/{round_id}/slips")
    key = read_key(
        site.settings.round_keys_dir, site.look(lambda session: session.get_one(Round, round_id)).key_tag
    )
    found = {person_of(key, round_id, code) for code in CODE.findall(page.text)}
    assert found == {site.people[who].person_id for who in ("joost", "nour", "mila")}
    for code in CODE.findall(page.text):
        assert Browser(site.app).get(f"/a/{round_id}-{code}").status == 200


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("marieke", {"Joost Hofman", "Nour Aziz", "Mila Novak"}),
        ("karin", {"Joost Hofman", "Nour Aziz"}),
        ("erik", {"Mila Novak"}),
    ],
)
def test_a_manager_prints_the_slips_of_their_own_site_only(one_site: Web, who: str, names: set[str]) -> None:
    round_id = opened(one_site)
    assert _names(one_site.browser(who, "nl").get(f"/rounds/{round_id}/slips")) == names


def test_the_confidant_prints_all_and_nobody_else_any(one_site: Web) -> None:
    round_id = opened(one_site)
    assert len(_names(confidant(one_site).get(f"/rounds/{round_id}/slips"))) == 3
    for who in ("nour", "lisa", "henk", "wim", "bas"):
        for path in ("slips", "poster"):
            page = one_site.browser(who).get(f"/rounds/{round_id}/{path}")
            assert page.status == 403
            assert not CODE.findall(page.text)


def test_before_a_round_opens_there_are_no_slips(one_site: Web) -> None:
    round_id = drafted(one_site)
    assert one_site.browser("marieke").get(f"/rounds/{round_id}/slips").status == 409


def test_printing_slips_writes_nothing(site: Web) -> None:
    round_id = opened(site)
    lead = site.browser("marieke")
    before = site.rows()
    lead.get(f"/rounds/{round_id}/slips")
    lead.get(f"/rounds/{round_id}/poster")
    assert site.rows() == before


def test_a_poster_for_each_site_holds_nothing_secret(one_site: Web) -> None:
    round_id = opened(one_site)
    page = one_site.browser("marieke", "nl").get(f"/rounds/{round_id}/poster")
    assert page.response.text.count('<section class="poster">') == 2
    assert "Winkel Assen" in page.text
    assert "Winkel Zwolle" in page.text
    assert f"127.0.0.1:8000/r/{round_id}" in page.text
    assert not CODE.findall(page.text)
    own = one_site.browser("karin", "nl").get(f"/rounds/{round_id}/poster")
    assert "Winkel Zwolle" not in own.text


def test_the_square_is_plain_svg_without_a_style_or_a_script() -> None:
    drawn = qr_code("https://pim.noordervers.example/a/12-7K3M-9QXT-0V2B")
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg")
    assert root.attrib["class"] == "qr"
    assert {"style", "onload", "href"} & {name for one in root.iter() for name in one.attrib} == set()
    assert int(root.attrib["viewBox"].split()[2]) <= 45, "small enough for 30 mm on paper"
