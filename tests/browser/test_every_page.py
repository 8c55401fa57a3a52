"""Every page in a real browser, in both languages, on a phone and on a screen, light and dark."""

import pytest

from tests.browser.chromium import House
from tests.browser.pages import WIDTHS, Everything
from tests.browser.visit import Visits
from tests.pim.web.browser import Web

# Words and widths change apart from each other, so each of them is read whole once. The other two ways
# can only differ in colours, in names, in what is too small and in what cannot be reached.
READ_WHOLE = {("nl", 320), ("en", 1280)}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_can_be_read_by_everybody_and_loads_nothing_from_elsewhere(
    full_house: House, full_site: tuple[Web, Everything], language: str, width: int
) -> None:
    pages = full_site[1]
    faults: list[str] = []
    for who, paths in (("marieke", pages.of_lead), (None, pages.of_anyone)):
        with full_house.seat(who, language, width) as seat:
            visits = Visits(seat, full_house.address)
            for path in paths.values():
                visits.open(path)
                visits.check_width()
                visits.check_axe(whole=(language, width) in READ_WHOLE)
            faults += visits.faults
    assert not faults, "\n".join(["", *faults])
