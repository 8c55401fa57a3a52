"""How a round is doing, for its lead: per site, and one button to remind who has not answered."""

from datetime import date

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from notifications.outbox import REMINDER, LetterRow
from pim.feedback.counting import count_open_rounds
from tests.pim.web.browser import Web
from tests.pim.web.road import ASSEN, ZWOLLE, answered_by, opened

BUTTON = "Herinner wie nog niet heeft geantwoord"


def _counted(site: Web, day: int) -> None:
    with site.database.write() as session:
        count_open_rounds(session, site.people.organisations["noordervers"], date(2026, 3, day))


def _reminders(site: Web) -> int:
    count = select(func.count()).where(col(LetterRow.check) == REMINDER)
    return site.look(lambda session: session.scalars(count).one())


def test_the_lead_sees_each_site_from_five_on_and_never_a_smaller_number(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, *ASSEN[:6], *ZWOLLE[:3])
    _counted(site, 3)
    lead = site.browser("marieke")
    text = lead.get(f"/rounds/{round_id}").text
    assert "Winkel Assen 7 nog niet te zien" in text
    assert "Winkel Zwolle 7 nog niet te zien" in text
    answered_by(site, round_id, *ZWOLLE[3:5])
    _counted(site, 4)
    text = lead.get(f"/rounds/{round_id}").text
    assert "Winkel Assen 7 5 of meer" in text
    assert "Winkel Zwolle 7 5 of meer" in text
    english = site.browser("marieke", "en").get(f"/rounds/{round_id}").text
    assert "Winkel Assen 7 5 or more" in english
    for who in ("tom", "henk", "fatima"):
        page = site.browser(who).get(f"/rounds/{round_id}")
        assert "of meer" not in page.text
        assert BUTTON not in page.links


def test_one_button_reminds_who_has_not_answered_and_says_nothing_of_them(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, *ASSEN)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/remind"
    assert lead.get(f"/rounds/{round_id}").links[BUTTON] == path
    site.clock("2026-03-04 09:00")
    page = lead.get(path)
    assert "zo 8 mrt 2026" in page.text
    for told in ("Lisa", "7 personen", "7 mensen"):
        assert told not in page.text
    form = page.form(has="visit")
    arrived = lead.press(path, form)
    assert arrived.response.url.path == f"/rounds/{round_id}"
    assert "Op wo 4 mrt 2026 kreeg wie nog niet had geantwoord een extra herinnering." in arrived.text
    assert _reminders(site) == 7
    assert lead.press(path, form).status == 200, "the same form sent twice is done once"
    form.fields["key"] = "another"
    again = lead.press(path, form)
    assert again.status == 409
    assert "Dat kan één keer in een ronde." in again.text
    assert _reminders(site) == 7


@pytest.mark.parametrize("who", ["tom", "henk", "olga", "anouk"])
def test_nobody_but_the_lead_is_shown_or_may_use_it(site: Web, who: str) -> None:
    round_id = opened(site)
    browser = site.browser(who)
    assert browser.client.get(f"/rounds/{round_id}/remind").status_code == 404
    assert browser.post(f"/rounds/{round_id}/remind", visit=2, key="k").status_code == 404
    assert _reminders(site) == 0
