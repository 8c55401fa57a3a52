"""An answer on a phone: large enough for a thumb, and a thumb that hits twice does no harm."""

from playwright.sync_api import Page

from tests.browser.chromium import House
from tests.browser.pages import Everything
from tests.pim.web.browser import Web
from tests.pim.web.codes import bodies, code_of
from tests.pim.web.road import opened, with_ideas

SMALLEST = 44  # pixels, WCAG 2.2 target size (enhanced)

# A round or a box is hit by its label; a link that stands in a sentence may be as low as the line.
_TARGETS = """smallest => [...document.querySelectorAll(
    'main :is(input:not([type=hidden]), textarea, select, button, summary, a.button)')]
  .filter(one => one.checkVisibility())
  .map(one => [one, ['radio', 'checkbox'].includes(one.type) ? one.labels[0] : one])
  .map(([one, hit]) => [one, hit.getBoundingClientRect()])
  .filter(([one, box]) => Math.round(box.width) < smallest || Math.round(box.height) < smallest)
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} is ${box.width} by ${box.height}`)"""


def _too_small(page: Page) -> list[str]:
    for folded in page.query_selector_all("main details:not([open])"):
        folded.evaluate("one => one.open = true")
    found: list[str] = page.evaluate(_TARGETS, SMALLEST)
    return found


def test_all_there_is_to_touch_when_answering_is_large_enough(
    full_house: House, full_site: tuple[Web, Everything]
) -> None:
    small: dict[str, list[str]] = {}
    ways = [full_site[1].of_anyone[name] for name in ("answer", "code", "kiosk")]
    for who, paths in ((None, ways), ("fatima", ["/mine"])):
        with full_house.seat(who, width=360, height=740, has_touch=True, is_mobile=True) as seat:
            page = seat.new_page()
            for path in paths:
                page.goto(path)
                small[path] = _too_small(page)
    assert {path: found for path, found in small.items() if found} == {}


def test_an_answer_sent_with_a_double_tap_and_again_from_the_page_before_is_one_answer(
    house: House,
) -> None:
    site = house.site
    round_id = opened(site)
    with house.seat(width=360, height=740, has_touch=True, is_mobile=True) as seat:
        page = seat.new_page()
        page.goto(f"/a/{round_id}-{code_of(site, round_id, 'nour')}")
        page.get_by_role("radio", name="4").first.check()
        page.get_by_role("button", name="Verstuur mijn antwoord").dblclick()
        page.wait_for_url("**/thanks*")
        page.go_back()
        page.get_by_role("radio", name="2").first.check()
        page.get_by_role("button", name="Verstuur mijn antwoord").click()
        page.wait_for_url("**/thanks*")
    assert [body["ratings"] for body in bodies(site)] == [{"demands": 2}], "one person, the last answer"


def test_an_idea_sent_with_a_double_click_and_again_from_the_page_before_is_one_idea(house: House) -> None:
    site = house.site
    with_ideas(site)
    said = "Een krat voor wat over is."
    with house.seat("fatima") as seat:
        page = seat.new_page()
        page.goto(f"/cycles/{site.cycle}/ideas")
        page.get_by_label("Wat kan beter").fill(said)
        page.get_by_role("button", name="Breng dit idee in").dblclick()
        page.get_by_role("main").get_by_text(said).wait_for()
        page.go_back()
        page.get_by_label("Wat kan beter").fill(said)
        page.get_by_role("button", name="Breng dit idee in").click()
        page.goto(f"/cycles/{site.cycle}/ideas")
        assert page.get_by_role("main").inner_text().count(said) == 1
