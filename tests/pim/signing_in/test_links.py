"""Signing in by a link in a letter: what works, once; and all that does not."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import col, select, update

from notifications.outbox import LetterRow
from pim.people.tables import Person
from pim.sessions.tables import SignedIn
from pim.signing_in.tables import Ticket
from tests.pim.signing_in.conftest import Clock
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Page

MARIEKE = "marieke@noordervers.example"
Mail = Callable[[], list[str]]


def _ask(
    site: Web, email: str = MARIEKE, browser: Browser | None = None, **more: str
) -> tuple[Browser, Page]:
    browser = browser or Browser(site.app)
    return browser, Page(browser.post("/sign-in/mail", email=email, **more))


def test_a_link_opens_a_page_with_a_button_and_the_button_signs_in_once(real: Web, mail: Mail) -> None:
    browser, asked = _ask(real, next="/load")
    assert "Kijk in uw e-mail" in asked.text
    [link] = mail()
    for _ in range(3):  # programs that look at mail open it too
        page = browser.get(link)
        assert page.status == 200
        assert "Marieke de Boer" in page.text
    assert browser.client.get("/load").status_code == 303
    answer = browser.post(link)
    assert answer.headers["location"] == "/load"
    assert browser.client.get("/load").status_code == 200
    again = Page(browser.post(link))
    assert (again.status, "Deze link werkt niet meer" in again.text) == (410, True)
    assert Browser(real.app).get(link).status == 410


def test_what_is_answered_is_the_same_whether_or_not_somebody_is_known_here(real: Web, mail: Mail) -> None:
    def told(email: str) -> str:
        text = _ask(real, email)[1].text
        return re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{2}", "code", text.replace(email, "…"))

    assert told(MARIEKE) == told("nobody@noordervers.example") == told("gerrit@noordervers.example")
    assert len(mail()) == 1, "one is unknown, one has left"


def test_in_another_browser_a_link_asks_for_the_code_on_the_first_screen(real: Web, mail: Mail) -> None:
    _, asked = _ask(real)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{2}", asked.text)
    assert code
    [link] = mail()
    other = Browser(real.app)
    page = other.get(link)
    assert "Marieke" not in page.text, "whoever only has the letter learns nothing"
    assert other.press(link, page.form(link), code="0000-00").status == 400
    assert other.client.get("/load").status_code == 303
    other.press(link, page.form(link), code=code[0].lower())
    assert other.client.get("/load").status_code == 200


def test_five_wrong_codes_end_a_link_also_for_the_browser_that_asked(real: Web, mail: Mail) -> None:
    browser, _ = _ask(real)
    [link] = mail()
    thief = Browser(real.app)
    statuses = [thief.post(link, code="0000-00").status_code for _ in range(6)]
    assert statuses == [400, 400, 400, 400, 410, 410]
    assert browser.post(link).status_code == 410


@pytest.mark.parametrize(("minutes", "status"), [(9.9, 303), (10, 410)])
def test_a_link_works_ten_minutes(real: Web, mail: Mail, clock: Clock, minutes: float, status: int) -> None:
    browser, _ = _ask(real)
    [link] = mail()
    clock.later(minutes=minutes)
    assert browser.post(link).status_code == status


def test_a_link_with_another_word_or_number_opens_nothing(real: Web, mail: Mail) -> None:
    browser, _ = _ask(real)
    _ask(real, "tom@noordervers.example", browser)
    first, second = mail()
    ends = [link.rpartition("/")[2].partition("-") for link in (first, second)]
    wrong = [
        f"{ends[0][0]}-{ends[1][2]}",
        f"{ends[0][0]}-",
        "0-0",
        "x",
        f"{2**31}-{ends[0][2]}",
        f"{ends[0][0]}",
    ]
    for reference in wrong:
        assert browser.post(f"/sign-in/link/{reference}").status_code == 410, reference
    assert real.look(lambda session: session.scalars(select(col(SignedIn.id))).all()) == []


def test_who_left_since_does_not_come_in(real: Web, mail: Mail) -> None:
    browser, _ = _ask(real)
    [link] = mail()
    with real.database.write() as session:
        session.execute(
            update(Person).where(col(Person.id) == real.people["marieke"].person_id).values(active=False)
        )
    assert browser.post(link).status_code == 410


def test_no_copy_of_the_database_holds_what_signs_in(real: Web, mail: Mail) -> None:
    browser, asked = _ask(real)
    [link] = mail()
    browser.post(link)
    kept = repr(real.rows())
    word = link.partition("-")[2].partition("-")[2]
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{2}", asked.text)
    assert code
    for secret in (link.rpartition("/")[2].partition("-")[2], browser.client.cookies["pim"], code[0]):
        assert len(secret) > 5
        assert secret not in kept
    assert word not in kept.replace("****", "")
    assert real.look(lambda session: session.scalars(select(col(LetterRow.text))).all())[0].count("****-****")


def test_nobody_else_reads_the_letter_that_signs_somebody_in(real: Web, mail: Mail) -> None:
    browser, _ = _ask(real)
    [link] = mail()
    browser.post(link)
    other, _ = _ask(real, "tom@noordervers.example")
    other.post(mail()[0])
    own = other.get("/letters").text
    assert "Sign in to PIM" in own
    assert "Marieke de Boer" not in own


def test_an_address_that_is_none_comes_back_with_what_was_typed(real: Web) -> None:
    page = _ask(real, "marieke")[1]
    assert page.status == 400
    assert "Dit is geen e-mailadres" in page.text
    assert page.form("/sign-in/mail").fields["email"] == "marieke"
    assert real.look(lambda session: session.scalars(select(col(Ticket.id))).all()) == []


def test_a_link_never_leads_to_another_place(real: Web, mail: Mail) -> None:
    browser, _ = _ask(real, next="https://example.com/")
    assert browser.post(mail()[0]).headers["location"] == "/"


def test_outside_a_demo_nobody_is_let_in_with_a_click(real: Web) -> None:
    browser = Browser(real.app)
    assert browser.post("/sign-in", person=real.people["marieke"].person_id).status_code == 404
    page = browser.get("/sign-in")
    assert "Marieke" not in page.text
    assert "Noordervers" not in page.text
