"""In a demo: saying who you are. And choosing a language."""

import pytest
from sqlmodel import col, update

from pim.app import check_secret
from pim.errors import BadInput
from pim.lifecycle.tables import Installation
from pim.people.tables import Person
from pim.settings import Settings
from pim.signing_in.secret import SHORTEST_SECRET
from tests.pim.web.browser import HERE, Browser, Web


def test_people_with_a_role_are_offered_first_in_each_organisation(site: Web) -> None:
    page = site.browser().get("/sign-in")
    text = page.text
    assert text.index("Noordervers") < text.index("Marieke de Boer") < text.index("Tom O'Neill")
    assert "Kartrekker" in text
    assert "Gemeente Waterveld" in text
    assert "Olga Buitenhof" in text
    assert "Gerrit Bos" not in text, "who has left is not offered"


def test_somebody_without_a_role_is_found_by_name(site: Web) -> None:
    browser = site.browser()
    page = browser.search("/sign-in", browser.get("/sign-in").form(has="name"), name="o'neill")
    assert "Tom O'Neill" in page.text
    assert "Marieke" not in page.text
    assert "Niemand hier heet zo." in browser.get("/sign-in?name=%25").text, "a sign of SQL finds nobody"


def test_signing_in_leads_to_the_page_that_asked_for_it_in_ones_own_language(site: Web) -> None:
    browser = Browser(site.app)
    page = browser.get(f"/cycles/{site.cycle}")
    tom = str(site.people["tom"].person_id)
    arrived = browser.press("/sign-in", page.form("/sign-in"), person=tom)
    assert arrived.title.startswith("Nieuw bestelsysteem")
    assert arrived.language == "en"
    assert "Tom O'Neill" in arrived.text


def test_somebody_who_has_left_or_never_was_cannot_be_signed_in_as(site: Web) -> None:
    browser = site.browser()
    for person in (site.people["gerrit"].person_id, 999_999):
        assert browser.post("/sign-in", person=person).status_code == 404
    for person in ("0", "-1", "x", "", str(2**63)):
        assert browser.post("/sign-in", person=person).status_code == 400
    assert browser.client.get("/").status_code == 303


def test_somebody_who_leaves_is_signed_out(site: Web) -> None:
    browser = site.browser("jantje")
    assert browser.get("/").title.startswith("Bord")
    with site.database.write() as session:
        session.execute(
            update(Person).where(col(Person.id) == site.people["jantje"].person_id).values(active=False)
        )
    assert browser.get("/").title.startswith("Inloggen")


def test_signing_out_ends_the_session_and_keeps_the_language(one_site: Web) -> None:
    browser = one_site.browser("marieke", "en")
    token = browser.client.cookies["pim"]
    page = browser.press("/", browser.get("/").form("/sign-out"))
    assert page.language == "en"
    assert browser.client.get("/letters").status_code == 303
    browser.client.cookies.set("pim", token)
    assert browser.client.get("/letters").status_code == 303, "also with the token that somebody copied"


def test_choosing_a_language_keeps_the_page_with_all_of_its_address(one_site: Web) -> None:
    browser = one_site.browser("marieke", "nl")
    path = "/letters?before=7&notice=round_invitation"
    page = browser.get(path)
    assert page.language == "nl"
    english = browser.press(path, page.form("/language"), "English")
    assert english.language == "en"
    assert english.response.url == f"{HERE}{path}"
    dutch = browser.press(path, english.form("/language"), "Nederlands")
    assert dutch.language == "nl"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.com/", "//example.com", "/\\example.com", "example", "", "/\n/x", "javascript:0"],
)
def test_no_form_leads_to_another_place(one_site: Web, elsewhere: str) -> None:
    browser = one_site.browser()
    assert browser.post("/language", language="en", back=elsewhere).headers["location"] == "/"
    nour = one_site.people["nour"].person_id
    assert browser.post("/sign-in", person=nour, next=elsewhere).headers["location"] == "/"


def test_a_language_there_is_none_of_changes_nothing(one_site: Web) -> None:
    browser = one_site.browser("marieke", "nl")
    browser.post("/language", language="fr")
    assert browser.get("/").language == "nl"


def test_without_a_demo_a_secret_of_its_own_is_needed_to_serve(site: Web) -> None:
    without, short = Settings(secret_key=None), Settings(secret_key="x" * (SHORTEST_SECRET - 1))
    for settings in (without, short):
        check_secret(site.database, settings)  # a demo may do without
    with site.database.write() as session:
        session.execute(update(Installation).values(demo=False, clock=None))
    for settings in (without, short):
        with pytest.raises(BadInput, match="PIM_SECRET_KEY"):
            check_secret(site.database, settings)
    check_secret(site.database, Settings(secret_key="x" * SHORTEST_SECRET))
