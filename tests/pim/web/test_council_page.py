"""The council's own page: what runs, the days left and why, conditions, archive; and the confidant's list."""

from datetime import date

from pim.consultation.ask import ask
from pim.lifecycle.work import Work
from pim.people.roles import give_role
from tests.pim.web.browser import Web
from tests.pim.web.road import opened

SAID = "De handterminal houdt bij wie een bestelling aanpast."


def _asked(work: Work, cycle: int) -> int:
    return ask(
        work, cycle, request="consent", title="Bestelsysteem", article="27(1)(l)", decision=SAID,
        grounds=SAID, consequences=SAID, measures=SAID, answer_by=date(2026, 4, 10),
    ).id  # fmt: skip


def test_the_council_sees_until_when_and_why_and_its_conditions_until_they_are_met(site: Web) -> None:
    request = site.do("marieke", lambda work: _asked(work, site.cycle), "2026-03-20 11:00")
    council = site.browser("wim")
    page = council.get("/council")
    assert "Bestelsysteem" in page.text
    assert "nog 21 dagen" in page.text
    assert "vr 10 apr 2026" in page.text
    site.clock("2026-04-12 09:00")
    assert "2 dagen te laat" in council.get("/council").text
    where = f"/consultations/{request}"
    dossier = council.get(where)
    dossier = council.press(where, dossier.form(f"{where}/meeting"), held_on="2026-04-01")
    council.press(where, dossier.form(f"{where}/answer"), text="Ja, mits.", conditions="Bewaar 30 dagen.")
    page = council.get("/council")
    assert "Bewaar 30 dagen." in page.text
    assert "aan 1 voorwaarde is nog niet voldaan" in page.text
    assert f"/consultations/{request}" in page.leads_to
    assert "Er is nog niets gesloten." in council.get("/council/archive").text


def test_the_pages_of_council_and_confidant_are_for_nobody_else(one_site: Web) -> None:
    for who in ("marieke", "henk", "jantje", "bas"):
        browser = one_site.browser(who)
        assert {browser.get(path).status for path in ("/council", "/council/archive", "/paper")} == {403}
        assert not {"/council", "/paper"} & set(browser.get("/").leads_to)
    assert one_site.browser("tineke").get("/council").status == 200
    assert "/council" in one_site.browser("wim").get("/").leads_to


def test_a_confidant_finds_the_open_rounds_of_their_own_innovations_only(site: Web) -> None:
    round_id = opened(site)
    lisa, ayse = site.people["lisa"], site.people["ayse"]
    with site.database.write() as session:
        give_role(session, lisa.organisation_id, lisa.person_id, "confidant", cycle_id=site.cycle)
    page = site.browser("lisa").get("/paper")
    assert f"/rounds/{round_id}/paper" in page.leads_to
    assert "minder dan vijf antwoorden" in page.text
    with site.database.write() as session:
        give_role(session, ayse.organisation_id, ayse.person_id, "confidant")
        anouk = site.people["anouk"]
        give_role(session, anouk.organisation_id, anouk.person_id, "confidant")
    assert f"/rounds/{round_id}/paper" in site.browser("ayse").get("/paper").leads_to
    assert "Er is geen ronde open" in site.browser("anouk").get("/paper").text
