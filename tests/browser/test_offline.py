"""An answer without a network: kept on one's own device, sent later, counted once, or honestly too late."""

from playwright.sync_api import Page, expect

from tests.browser.chromium import House
from tests.pim.web.browser import Web
from tests.pim.web.codes import bodies, code_of
from tests.pim.web.road import opened

PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
NOT_SENT = "Uw antwoord is nog niet verstuurd"


def _kept(page: Page) -> int:
    count: int = page.evaluate("localStorage.length")
    return count


def _answer(page: Page, mark: str) -> None:
    page.get_by_role("radio", name=mark).first.check()
    page.get_by_role("button", name="Verstuur mijn antwoord").click()


def _ratings(site: Web) -> list[object]:
    return [body["ratings"] for body in bodies(site)]


def test_without_a_network_an_answer_waits_on_the_phone_and_is_sent_when_there_is_one(house: House) -> None:
    site = house.site
    round_id = opened(site)
    path = f"/a/{round_id}-{code_of(site, round_id, 'jantje')}"
    with house.seat(**PHONE) as seat:
        page = seat.new_page()
        page.goto(path)
        seat.set_offline(True)
        _answer(page, "4")
        expect(page.get_by_text(NOT_SENT)).to_be_visible()
        assert _kept(page) == 1
        assert _ratings(site) == []
        seat.set_offline(False)  # the telephone says that there is a network again
        page.wait_for_url("**/thanks*")
        assert _ratings(site) == [{"demands": 4}]
        assert _kept(page) == 0, "wiped once it was sent"

        page.goto(path)
        seat.set_offline(True)
        _answer(page, "2")
        expect(page.get_by_text(NOT_SENT)).to_be_visible()
        page.close()  # and put away; the network comes back with nobody looking
        seat.set_offline(False)
        page = seat.new_page()
        page.goto(path)
        page.wait_for_url("**/thanks*")
        assert _ratings(site) == [{"demands": 2}], "one person, one answer, the last one"
        assert _kept(page) == 0


def test_what_waits_can_be_thrown_away_and_after_the_close_it_is_too_late_and_wiped(house: House) -> None:
    site = house.site
    round_id = opened(site)
    path = f"/a/{round_id}-{code_of(site, round_id, 'jantje')}"
    with house.seat(**PHONE) as seat:
        page = seat.new_page()
        page.goto(path)
        seat.set_offline(True)
        _answer(page, "4")
        page.get_by_role("button", name="Gooi het weg").click()
        expect(page.get_by_text("Er is niets verstuurd.")).to_be_visible()
        assert _kept(page) == 0
        _answer(page, "3")
        expect(page.get_by_text(NOT_SENT)).to_be_visible()
        site.clock("2026-03-16 09:00")
        site.desk.sweep("2026-03-16 09:00")
        seat.set_offline(False)
        expect(page.get_by_text("Uw antwoord kwam te laat")).to_be_visible()
        assert _kept(page) == 0
        assert page.get_by_role("radio", name="3").first.is_checked(), "what was typed can still be read"
    with house.seat(**PHONE) as seat:
        page = seat.new_page()
        page.goto(f"/r/{round_id}")
        page.evaluate("path => localStorage.setItem('pim.unsent:' + path, 'rate-demands=4')", path)
        page.goto(path)
        expect(page.get_by_text("Uw antwoord kwam te laat")).to_be_visible()
        assert _kept(page) == 0
    assert _ratings(site) == []


def test_a_device_of_many_keeps_nothing_of_an_answer(house: House) -> None:
    site = house.site
    round_id = opened(site)
    code = code_of(site, round_id, "jantje")
    for way in (f"/r/{round_id}", f"/kiosk/{round_id}"):
        with house.seat(**PHONE) as seat:
            page = seat.new_page()
            page.goto(way)
            page.get_by_label("De code op uw briefje").fill(code)
            page.get_by_role("button", name="Verder").click()
            page.get_by_role("radio", name="4").first.check()
            assert page.locator("script[src*=offline]").count() == 0
            assert page.locator("#unsent").count() == 0
            _answer(page, "4")
            page.wait_for_url("**/thanks*")
            assert _kept(page) == 0
    assert _ratings(site) == [{"demands": 4}]
