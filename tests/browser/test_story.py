"""What happened at Noordervers, shortened, through the pages of each role alone."""

from sqlmodel import col, select

from pim.feedback.tables import Round
from tests.browser.chromium import House
from tests.browser.people import People, people
from tests.pim.web.browser import Web
from tests.pim.web.codes import code_of
from tests.pim.web.every_page import asked_for
from tests.pim.web.road import ASSEN, answered_by, prepared

IDEA = "Laat ons zelf aangeven dat iets op is."
DRUK = "Het is te druk in de nacht."
BECAUSE = "Wij plannen vanaf april een derde medewerker in de nacht."


def test_from_an_idea_to_you_said_we_did(house: House) -> None:
    site = house.site
    prepared(site)
    with people(house) as all_:
        _ask_for_ideas(site, all_)
        _bring_and_answer_an_idea(site, all_)
        round_id = _ask_what_people_think(site, all_)
        _answer_in_four_ways(site, all_, round_id)
        _let_the_term_pass(site, all_, round_id)
        _answer_what_was_said(site, all_, round_id)
        _read_what_became_of_it(all_, round_id)


def _ask_for_ideas(site: Web, all_: People) -> None:
    lead = all_["marieke"]
    lead.open("/")
    lead.follow("Nieuw bestelsysteem")
    lead.follow("Bekijk wat dit gaat doen")
    assert "Nour Aziz" in lead.text, "who will be written to stands there before it is done"
    lead.press("Ideeën ophalen")
    assert "Breng een idee in" in lead.text


def _bring_and_answer_an_idea(site: Web, all_: People) -> None:
    nour, lead = all_["nour"], all_["marieke"]
    nour.open(f"/cycles/{site.cycle}/ideas")
    nour.write("Wat kan beter", IDEA)
    nour.press("Breng dit idee in")
    assert IDEA in nour.text
    lead.open(f"/cycles/{site.cycle}/ideas")
    lead.press("Bevestig de ontvangst van 1 idee")
    lead.follow("Meer over I1")
    lead.tick("Gedaan")
    lead.write("Omdat", "Dit wordt het eerste onderdeel dat wij beproeven.")
    lead.press("Verstuur dit antwoord")
    nour.open(f"/cycles/{site.cycle}/ideas")
    assert "Gedaan. Dit wordt het eerste onderdeel dat wij beproeven." in nour.text


def _ask_what_people_think(site: Web, all_: People) -> int:
    lead = all_["marieke"]
    lead.open(f"/cycles/{site.cycle}/rounds/new?purpose=baseline")
    lead.page.locator("select[name=pack-quick]").select_option("ask")
    lead.tick("Heel Winkel Assen")
    lead.tick("Heel Winkel Zwolle")
    lead.press("Bewaar dit concept")
    lead.follow("Openen")
    assert "personen" in lead.text
    lead.press("Openen")
    found = site.look(lambda session: session.scalars(select(col(Round.instance_id))).one())
    assert site.desk.means(found) == "open"
    return found


def _answer_in_four_ways(site: Web, all_: People, round_id: int) -> None:
    by_letter, by_slip, at_kiosk = all_.stranger(), all_.stranger(), all_.stranger(1024)
    by_letter.open(f"/a/{round_id}-{code_of(site, round_id, 'tom')}")
    by_slip.open(f"/r/{round_id}")
    at_kiosk.open(f"/kiosk/{round_id}")
    for one, who in ((by_slip, "nour"), (at_kiosk, "mila")):
        one.write("De code op uw briefje", code_of(site, round_id, who))
        one.press("Verder")
    signed_in = all_["karin"]
    signed_in.open("/mine")
    signed_in.follow("Antwoord")
    for one in (by_letter, by_slip, at_kiosk, signed_in):
        one.tick("4")
        one.page.locator("textarea").first.fill(DRUK)
        one.page.locator("main form button").first.click()
        one.page.get_by_text("Bedankt").or_(one.page.get_by_text("Thank")).first.wait_for()
    others = [who for who in ASSEN if who not in ("tom", "nour", "karin")]
    answered_by(site, round_id, *others, said=DRUK)


def _let_the_term_pass(site: Web, all_: People, round_id: int) -> None:
    lead = all_["marieke"]
    for _ in range(12):
        if site.desk.means(round_id) == "closed":
            return
        lead.open("/clock")
        lead.press("Naar het volgende moment")
    raise AssertionError("the round never closed")


def _answer_what_was_said(site: Web, all_: People, round_id: int) -> None:
    lead = all_["marieke"]
    lead.open(f"/rounds/{round_id}")
    lead.follow("Reacties beantwoorden")
    for box in lead.page.locator("form.desk .slip input").all():
        box.check()
    lead.write("Maak een nieuw cluster", "Te druk in de nacht")
    lead.press("Maak dit cluster")
    assert "Elke reactie heeft een plaats." in lead.text
    lead.follow("Te druk in de nacht")
    lead.tick("Aangepast")
    lead.write("Omdat", BECAUSE)
    lead.press("Dit antwoord bewaren")
    lead.open(f"/rounds/{round_id}/steps/answer")
    lead.press("Beantwoorden: u zei – wij deden")
    assert site.desk.means(round_id) == "answered"


def _read_what_became_of_it(all_: People, round_id: int) -> None:
    for who in ("nour", "henk", "wim"):
        reader = all_[who]
        reader.open(f"/rounds/{round_id}/said")
        assert BECAUSE in reader.text
    olga = all_["olga"]
    answer = olga.page.goto(f"/rounds/{round_id}/said")
    assert answer is not None
    assert answer.status == 404
    assert BECAUSE not in olga.page.content()


def test_the_council_consents_and_the_sponsor_decides(house: House) -> None:
    site = house.site
    request = site.do("marieke", lambda work: asked_for(work, site.cycle), "2026-06-15 10:00")
    path = f"/consultations/{request}"
    with people(house) as all_:
        council, lead, sponsor = all_["wim"], all_["marieke"], all_["henk"]
        council.open(path)
        council.unfold("Een vraag stellen")
        council.write("Uw vraag", "Wie kan erbij?")
        council.press("Een vraag stellen")
        lead.open(path)
        lead.unfold("Vraag 1 beantwoorden")
        lead.write("Uw antwoord", "Alleen de teamleider.")
        lead.press("Vraag 1 beantwoorden")
        council.open(path)
        assert "Alleen de teamleider." in council.text
        council.unfold("Een overleg opschrijven")
        council.write("De dag van het overleg", "2026-06-15")
        council.press("Een overleg opschrijven")
        council.unfold("Antwoord geven")
        council.write("Uw antwoord", "Ja, mits.")
        council.write("Voorwaarden", "Geen overzicht per persoon.")
        council.press("Antwoord geven")
        sponsor.open(path)
        sponsor.unfold("Het besluit opschrijven")
        sponsor.press("Het besluit opschrijven")
        assert "Het besluit volgt het antwoord helemaal." in sponsor.text
        stranger = all_["olga"].page.goto(path)
        assert stranger is not None
        assert stranger.status == 404
