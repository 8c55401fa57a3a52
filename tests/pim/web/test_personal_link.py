"""The personal link: a code in a letter or on a slip, opened on somebody's own phone."""

import logging
import re

import pytest
from sqlmodel import col, select

from notifications.blanks import BLANK
from notifications.outbox import LetterRow
from pim.channels.door import AT_MOST, note_wrong
from pim.channels.tables import WrongCodes
from pim.tick import Clockwork
from pim.web.guard import HEADERS
from tests.notifications.post_office import Recorder
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import MARK, WRONG, bodies, code_of
from tests.pim.web.road import MARCH, another, answered_by, drafted, opened


def test_a_letter_brings_its_reader_to_their_own_form_and_the_letter_that_is_kept_does_not(site: Web) -> None:
    round_id = opened(site)
    box = Recorder()
    clock = Clockwork(site.database, site.settings, "test")
    clock.transport = box
    clock.deliver(at(MARCH))
    (post,) = [one for one in box.posts if one.recipient == "tom@noordervers.example"]
    (address,) = set(re.findall(r"http://\S+/a/\S+", post.letter.text))
    assert len(address) <= 60
    assert address.endswith(f"/a/{round_id}-{code_of(site, round_id, 'tom')}")
    page = Browser(site.app).get(address.removeprefix("http://127.0.0.1:8000"))
    assert page.status == 200
    assert page.language == "en", "Tom's own language"
    row = site.look(
        lambda s: s.scalars(
            select(LetterRow).where(
                col(LetterRow.notice) == "round_invitation",
                col(LetterRow.person_id) == site.people["tom"].person_id,
            )
        ).one()
    )
    shown = site.browser("tom").get(f"/letters/{row.id}")
    assert f"/a/{round_id}-{BLANK}" in shown.text
    codes = [code_of(site, round_id, who) for who in ("tom", "nour", "jantje")]
    assert not [code for code in codes if code in repr(site.rows())]


def test_a_letter_for_somebody_without_e_mail_leads_to_the_page_for_codes(site: Web) -> None:
    round_id = opened(site)
    Clockwork(site.database, site.settings, "test").deliver(at(MARCH))
    row = site.look(
        lambda s: s.scalars(
            select(LetterRow).where(col(LetterRow.person_id) == site.people["nour"].person_id)
        ).first()
    )
    assert row is not None
    assert row.text is not None
    assert f"/r/{round_id}\n" in row.text
    assert "U krijgt een briefje met een code." in " ".join(row.text.split())
    assert BLANK not in row.text


def test_opening_a_link_commits_nothing(site: Web) -> None:
    round_id = opened(site)
    path = f"/a/{round_id}-{code_of(site, round_id, 'tom')}"
    before = site.rows()
    for _ in range(3):  # a mail scanner, a preview, and Tom
        browser = Browser(site.app)
        assert browser.client.get(path).status_code == 200
        assert browser.client.head(path).status_code in (200, 405)
        assert not browser.client.cookies
    assert site.rows() == before


def test_the_form_of_a_link_says_all_before_anybody_types_and_names_nobody(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, "jantje", said="Alleen voor mij.")
    page = Browser(site.app).get(f"/a/{round_id}-{code_of(site, round_id, 'jantje')}")
    for said in (
        "Dit kost ongeveer",
        "U kunt antwoorden tot het einde van zo 15 mrt 2026.",
        "Uw antwoord wordt samengevoegd met de antwoorden van 6 collega’s.",
        "Een groep met minder dan 5 antwoorden wordt niet getoond.",
        "kunnen anderen letterlijk lezen",
        "na het sluiten hoort u wat wordt gedaan",
        "kan degene die deze computer beheert met moeite een antwoord aan een persoon koppelen",
        "Alleen wie nog niet heeft geantwoord, krijgt een herinnering.",
    ):
        assert said in page.text, said
        assert page.text.index(said) < page.text.index("Verstuur mijn antwoord")
    assert "Jantje" not in page.response.text
    assert "Alleen voor mij." not in page.response.text, "a code never shows what was said"
    assert not page.form(has="rate-demands").fields.get("rate-demands")
    assert page.leads_to == ["#main", "?language=en"], "nothing on it leads into the house"


def test_a_code_signs_nobody_in_and_forgets_who_was_signed_in(site: Web) -> None:
    round_id = opened(site)
    path = f"/a/{round_id}-{code_of(site, round_id, 'tom')}"
    stranger = Browser(site.app)
    stranger.post(path, **MARK)
    assert stranger.client.get("/").headers["location"].startswith("/sign-in")
    assert not stranger.client.cookies
    marieke = site.browser("marieke")
    assert "Marieke" not in marieke.get(path).response.text
    marieke.post(path, **MARK)
    assert len(bodies(site)) == 1
    assert marieke.post(f"/rounds/{round_id}/answer", **MARK).status_code == 404, "she is not asked"


@pytest.mark.parametrize("end", [WRONG, BLANK, "x", "0" * 12])
def test_a_wrong_link_shows_where_to_type_a_code_and_is_counted(site: Web, end: str) -> None:
    round_id = opened(site)
    browser = Browser(site.app)
    page = browser.get(f"/a/{round_id}-{end}")
    assert page.status == 404
    assert any("Deze link klopt niet." in alert for alert in page.alerts)
    assert page.form(f"/r/{round_id}").names == {"code"}
    assert browser.post(f"/a/{round_id}-{end}", **MARK).status_code == 404
    assert site.look(lambda s: s.scalars(select(col(WrongCodes.count))).one()) == 2
    assert bodies(site) == []


def test_a_round_that_is_closed_drafted_or_unknown_takes_no_code(site: Web) -> None:
    round_id = opened(site)
    draft = drafted(site, cycle=another(site))
    code = code_of(site, round_id, "tom")
    site.clock("2026-03-16 09:00")
    site.desk.sweep("2026-03-16 09:00")
    browser = Browser(site.app)
    for number, status, said in (
        (round_id, 409, "Deze ronde is gesloten"),
        (draft, 404, "Hier valt niets te beantwoorden"),
        (99_999, 404, "Hier valt niets te beantwoorden"),
    ):
        for answer in (
            browser.get(f"/a/{number}-{code}"),
            browser._arrive(browser.post(f"/a/{number}-{code}", **MARK), "/"),
            browser._arrive(browser.post(f"/r/{number}", code=code), "/"),
        ):
            assert (answer.status, said in answer.text) == (status, True), (number, answer.text)
    assert bodies(site) == []


def test_after_too_many_wrong_codes_a_wrong_one_is_told_to_wait_and_a_right_one_opens(site: Web) -> None:
    round_id = opened(site)
    for _ in range(AT_MOST):
        with site.database.write() as session:
            note_wrong(session, round_id, at(MARCH))
    assert Browser(site.app).get(f"/a/{round_id}-{code_of(site, round_id, 'tom')}").status == 200
    page = Browser(site.app).get(f"/a/{round_id}-7K3M-9QXT-0V2B")
    assert page.status == 429
    assert any("Probeer het over vijf minuten opnieuw." in alert for alert in page.alerts)
    assert site.browser("tom").post(f"/rounds/{round_id}/answer", **MARK).status_code == 303


def test_a_form_that_is_not_right_keeps_what_was_typed(site: Web) -> None:
    round_id = opened(site)
    browser, path = Browser(site.app), f"/a/{round_id}-{code_of(site, round_id, 'tom')}"
    answer = browser.post(path, **{"say-remarks": "Blijft <staan>.", "rate-demands": "9"})
    page = browser._arrive(answer, path)
    assert page.status == 400
    assert page.form(path).fields["say-remarks"] == "Blijft <staan>."
    assert bodies(site) == []


def test_answering_by_code_writes_no_row_but_the_answer_and_no_line_in_a_log(
    site: Web, caplog: pytest.LogCaptureFixture
) -> None:
    round_id = opened(site)
    code = code_of(site, round_id, "tom")
    browser = Browser(site.app)
    before = site.rows()
    with caplog.at_level(logging.DEBUG):
        answer = browser.post(f"/a/{round_id}-{code}", **MARK, **{"say-remarks": "Te druk."})
    after = site.rows()
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert code not in answer.headers["location"]
    assert {name for name in after if after[name] != before[name]} == {"answer"}
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith(("httpx", "asyncio"))]
    assert [line for line in ours if code in line or "Te druk" in line or "/a/" in line] == []


def test_four_statements_keep_an_answer_by_code_however_many_answered(site: Web) -> None:
    round_id = opened(site)
    path, browser = f"/a/{round_id}-{code_of(site, round_id, 'tom')}", Browser(site.app)
    browser.post(path, **MARK)
    with site.statements() as seen:
        browser.post(path, **MARK)
    assert [one.split()[0] for one in seen] == ["SELECT", "SELECT", "SELECT", "INSERT"]
    with site.statements() as seen:
        browser.get(path)
    assert len(seen) <= 12


def test_a_fault_on_a_personal_page_does_not_write_its_address_into_the_log(
    one_site: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    round_id = opened(one_site)
    code = code_of(one_site, round_id, "tom")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("pim.channels.form_page.submit", broken)
    with caplog.at_level(logging.ERROR):
        answer = Browser(one_site.app).post(f"/a/{round_id}-{code}", **MARK)
    assert answer.status_code == 500
    assert "POST /a/…" in caplog.text
    assert code not in caplog.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_for_a_code_speaks_both_languages_and_takes_at_most_twelve_statements(
    site: Web, language: str
) -> None:
    round_id = opened(site)
    code = code_of(site, round_id, "tom")
    ways = ("r/{0}", "r/{0}/thanks", "a/{0}-{1}", "a/{0}-" + WRONG, "kiosk/{0}", "kiosk/{0}/thanks")
    browser = Browser(site.app)
    for way in ways:
        path = f"/{way.format(round_id, code)}?language={language}"
        browser.client.get(path)
        with site.statements() as seen:
            page = browser.get(path)
        assert len(seen) <= 12, path
        assert page.language == language
        assert ("Naar de inhoud" in page.text) == (language == "nl")
        for name, value in HEADERS.items():
            if not (name == "Content-Security-Policy" and ("kiosk" in path or "/a/" in path)):
                assert page.response.headers[name] == value
        for forbidden in (" style=", "<style", " onclick", "javascript:", 'src="http', 'href="http'):
            assert forbidden not in page.response.text
        assert ("<script" in page.response.text) == ("kiosk" in path or code in path)
