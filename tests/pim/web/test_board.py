"""The board: every innovation of the organisation by stage, what is late on top and marked in words."""

from datetime import UTC, datetime

from sqlmodel import col, update

from pim.cycles.lessons import add_lesson
from pim.cycles.queries import board
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.tables import Deadline, Instance
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.road import another, named, opened, prepared, with_ideas


def test_an_empty_organisation_is_told_how_to_begin(site: Web) -> None:
    page = site.browser("olga").get("/")
    assert "Er is nog geen vernieuwing." in page.text
    assert page.links["Een vernieuwing starten"] == "/cycles/new"
    assert page.links["Medewerkers en vestigingen"] == "/people"


def test_who_may_not_start_an_innovation_is_not_led_to_it(site: Web) -> None:
    page = site.browser("jantje").get("/")
    assert page.links.keys().isdisjoint({"Een vernieuwing starten", "Medewerkers en vestigingen"})


def test_every_stage_of_the_workflows_in_use_is_there_with_its_number(site: Web) -> None:
    with_ideas(site)
    another(site, "2026-02-04 09:00")
    page = site.browser("marieke").get("/")
    strip = page.text[page.text.index("Alles 2") :]
    places = [strip.index(label) for label in ("Voorbereiden 1", "Ideeën 1", "Varianten 0", "Besluit 0")]
    assert places == sorted(places)
    assert "Uitrol 0" in strip
    assert "Gestopt" not in strip, "an end that nothing has reached is no stage to wait in"
    english = site.browser("marieke", "en").get("/")
    assert "Ideas 1" in english.text
    assert "Lead: Marieke de Boer" in english.text


def test_an_end_that_was_reached_is_shown(site: Web) -> None:
    named(site)
    site.do("henk", lambda work: add_lesson(work, site.cycle, "Eerst vragen."), "2026-01-13 09:00")
    order = Order(site.cycle, "stop", reason="Het systeem bestaat niet meer.")
    site.do("henk", lambda work: advance(work, order), "2026-01-13 10:00")
    page = site.browser("marieke").get("/")
    assert "Gestopt 1" in page.text
    assert "Nieuw bestelsysteem" in page.text


def test_a_card_links_to_its_cycle_and_says_who_leads_and_until_when(site: Web) -> None:
    page = site.browser("tom", "nl").get("/")
    assert page.links["Nieuw bestelsysteem"] == f"/cycles/{site.cycle}"
    assert "Kartrekker: Marieke de Boer" in page.text
    assert "Sinds ma 12 jan 2026" in page.text
    assert "Uiterlijk wo 11 feb 2026 (nog 30 dagen)" in page.text


def test_what_is_late_says_so_in_words_and_stands_on_top(site: Web) -> None:
    site.clock("2026-02-12 09:00")
    another(site, "2026-02-12 09:00", "Nieuwe roosters")  # newer, so first but for what is late
    page = site.browser("marieke").get("/")
    assert page.text.index("Nieuw bestelsysteem") < page.text.index("Nieuwe roosters")
    assert "Uiterlijk wo 11 feb 2026 (1 dag te laat)" in page.text
    assert page.text.count("⚠ 1 onderdeel is over de termijn") == 1
    site.clock("2026-02-11 20:00")
    page = site.browser("marieke").get("/")
    assert "⚠" not in page.text
    assert "Uiterlijk wo 11 feb 2026 (vandaag)" in page.text


def test_a_late_idea_makes_its_cycle_late(site: Web) -> None:
    with_ideas(site)
    site.clock("2026-02-06 09:00")  # brought on the 3rd: two working days have passed
    assert "⚠ 1 onderdeel is over de termijn" in site.browser("marieke").get("/").text


def test_an_open_round_and_a_failed_deadline_are_marked(site: Web) -> None:
    opened(site)
    assert "● 1 feedbackronde loopt" in site.browser("marieke").get("/").text
    with site.database.write() as session:
        session.execute(
            update(Deadline)
            .where(col(Deadline.instance_id) == site.cycle, col(Deadline.what) == "due")
            .values(status="incident")
        )
    assert "⚠ 1 termijn is mislukt" in site.browser("marieke").get("/").text


def test_one_stage_can_be_shown_alone(site: Web) -> None:
    with_ideas(site)
    another(site, "2026-02-04 09:00", "Nieuwe roosters")
    browser = site.browser("marieke")
    page = browser.get("/")
    assert page.links["Ideeën 1"] == "/?stage=ideas"
    alone = browser.get("/?stage=ideas")
    assert "Nieuw bestelsysteem" in alone.text
    assert "Nieuwe roosters" not in alone.text
    assert "Ideeën" in alone.marked
    assert browser.get("/?stage=nowhere").status == 200


def test_a_board_of_more_than_a_hundred_goes_on_to_the_next_page(one_site: Web) -> None:
    with one_site.database.write() as session:
        first = session.get_one(Instance, one_site.cycle)
        fields = first.model_dump(exclude={"id", "cycle_id", "title"})
        fields["entered_at"] = datetime.now(UTC)
        session.add_all(Instance(**fields, title=f"Vernieuwing {n}") for n in range(104))
    browser = one_site.browser("marieke")
    page = browser.get("/")
    assert "Alles 105" in page.text
    assert page.text.count("Vernieuwing ") >= 100
    assert "Nieuw bestelsysteem" not in page.text
    following = browser.get(page.links["Hierna →"])
    assert "Nieuw bestelsysteem" in following.text
    assert "Hierna →" not in following.links


def test_the_board_of_one_organisation_shows_nothing_of_another(site: Web) -> None:
    prepared(site)
    with site.database.read() as session:
        theirs = site.people["olga"].organisation_id
        assert board(session, theirs, at("2026-02-12 09:00")) == []
    assert "Alles" not in site.browser("olga").get("/").text
