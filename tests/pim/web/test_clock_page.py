"""Moving the clock of a demo: what falls due happens and is shown; elsewhere nothing moves."""

import pytest
from sqlmodel import col, select, update

from pim.lifecycle.tables import Installation, JournalEntry
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Page
from tests.pim.web.road import ASSEN, ZWOLLE, answered_by, opened


def _now(site: Web) -> object:
    return site.look(lambda session: session.get_one(Installation, 1).clock)


def _to(browser: Browser, day: str) -> Page:
    return browser.press("/clock", browser.get("/clock").form(has="day"), day=day)


def test_the_clock_moves_to_the_end_of_a_day_and_shows_what_fired(site: Web) -> None:
    browser = site.browser("marieke")
    page = browser.get("/clock")
    assert "In deze demo is het nu ma 12 jan 2026, 09:00." in page.text
    assert "De volgende termijn is op wo 4 feb 2026, 08:00." in page.text
    page = _to(browser, "2026-02-13")
    assert page.status == 200
    assert "In deze demo is het nu vr 13 feb 2026, 23:59." in page.text
    told = page.text[page.text.index("Wat de klok deed") :]
    assert "wo 4 feb 2026, 08:00 Nieuw bestelsysteem Herinnering" in told
    assert "wo 11 feb 2026, 23:59 Nieuw bestelsysteem Einde van de termijn" in told
    assert "vr 13 feb 2026, 08:00 Nieuw bestelsysteem Escalatie" in told
    assert "berichten gemaakt" in told
    assert _now(site) == at("2026-02-13 23:59:59")


def test_each_thing_that_falls_due_happens_at_its_own_moment(site: Web) -> None:
    _to(site.browser("marieke"), "2026-02-20")
    with site.database.read() as session:
        moments = session.scalars(
            select(col(JournalEntry.at))
            .where(col(JournalEntry.actor_id).is_(None))
            .order_by(col(JournalEntry.at))
        ).all()
    local = ["2026-02-04 08:00", "2026-02-10 08:00", "2026-02-11 23:59:59", "2026-02-13 08:00"]
    assert moments == [at(one) for one in local]


def test_the_clock_moves_to_the_next_moment(site: Web) -> None:
    browser = site.browser("marieke")
    for moment in ("wo 4 feb 2026, 08:00", "di 10 feb 2026, 08:00"):
        forms = browser.get("/clock").forms
        button = next(form for form in forms if form.buttons[0][2] == "Naar het volgende moment")
        page = browser.press("/clock", button, "Naar het volgende moment")
        assert f"In deze demo is het nu {moment}." in page.text
        assert f"{moment} Nieuw bestelsysteem Herinnering" in page.text


def test_the_end_of_a_round_is_told_in_the_words_of_the_workflow(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, *ASSEN, *ZWOLLE[:3])
    page = _to(site.browser("marieke"), "2026-03-15")
    assert site.desk.means(round_id) == "closed"
    assert "Nulmeting (R1) Sluiten → Gesloten" in page.text
    english = site.browser("marieke", "en").get("/clock?since=2026-03-10T00:00:00Z")
    assert "Close → Closed" in english.text


def test_nothing_that_falls_due_is_told_as_nothing(site: Web) -> None:
    page = _to(site.browser("marieke"), "2026-01-13")
    assert "Er liep geen termijn af." in page.text


@pytest.mark.parametrize(
    "day", ["2026-01-11", "2027-06-15", "2026-02-30", "morgen", "0001-01-01", "9999-12-31"]
)
def test_a_day_that_cannot_be_is_refused_and_stays_to_be_mended(site: Web, day: str) -> None:
    before = site.rows()
    page = _to(site.browser("marieke"), day)
    assert page.status == 400
    assert any("De klok loopt alleen vooruit, ten hoogste 400 dagen per keer." in one for one in page.alerts)
    assert page.form(has="day").fields["day"] == day
    assert site.rows() == before


def test_without_a_demo_there_is_no_clock_to_move(site: Web) -> None:
    with site.database.write() as session:
        session.execute(update(Installation).values(demo=False, clock=None))
    browser = site.browser("marieke")
    page = browser.get("/clock")
    assert "In deze database staat echt werk: hier geldt de echte klok." in page.text
    assert "Klok" not in page.links
    with pytest.raises(LookupError):
        page.form(has="day")
    before = site.rows()
    for fields in ({"day": "2027-01-01"}, {"upcoming": "1"}):
        answer = browser.post("/clock", **fields)
        assert answer.status_code == 400
        assert "Deze klok kan niet worden verzet" in answer.text
    assert site.rows() == before


def test_what_the_clock_did_elsewhere_is_not_told(site: Web) -> None:
    page = _to(site.browser("olga"), "2026-02-13")
    assert "Nieuw bestelsysteem" not in page.text
    assert "Er liep geen termijn af." in page.text


def test_a_moment_before_anything_happened_shows_all_of_it_and_a_later_one_nothing(site: Web) -> None:
    browser = site.browser("marieke")
    _to(browser, "2026-02-13")
    assert "Escalatie" in browser.get("/clock?since=2020-01-01T00:00:00%2B01:00").text
    assert "Er liep geen termijn af." in browser.get("/clock?since=2026-06-01T00:00:00Z").text
