"""Letters on the screen: what was written to whom, how it ended, and nothing that tells who answered."""

import pytest
from sqlmodel import col, select

from notifications.outbox import REMINDER, LetterRow
from pim.cli import call
from pim.errors import NotFound
from pim.tick import Clockwork
from tests.pim.cli.helpers import forget
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.road import answered_by, opened, with_ideas


def _deliver(site: Web, local: str) -> None:
    Clockwork(site.database, site.settings, "test").deliver(at(local))


def _row(site: Web, notice: str, who: str | None = None) -> LetterRow:
    query = select(LetterRow).where(col(LetterRow.notice) == notice)
    if who is not None:
        query = query.where(col(LetterRow.person_id) == site.people[who].person_id)
    row = site.look(lambda session: session.scalars(query.order_by(col(LetterRow.id))).first())
    assert row is not None
    return row


def test_letters_are_listed_newest_first_with_how_each_ended(site: Web) -> None:
    with_ideas(site)
    browser = site.browser("marieke")
    text = browser.get("/letters").text
    assert "wacht: " in text
    assert "Ideeën welkom" in text, "before it is made a letter goes by the name of its kind"
    _deliver(site, "2026-02-03 10:00")
    page = browser.get("/letters")
    assert "bewaard, niet gemaild: " in page.text
    assert page.text.index("di 3 feb 2026") < page.text.index("ma 2 feb 2026")
    assert "Joost Hofman" in page.text


def test_one_letter_is_shown_as_text_and_as_a_mail_program_shows_it(site: Web) -> None:
    with_ideas(site)
    _deliver(site, "2026-02-03 10:00")
    row = _row(site, "ideas_open", "tom")
    page = site.browser("marieke").get(f"/letters/{row.id}")
    assert row.subject is not None
    assert row.subject in page.text
    assert "Tom O'Neill <tom@noordervers.example>" in page.text
    assert row.text is not None
    assert " ".join(row.text.split()) in page.text
    assert f'<iframe sandbox title="Zoals een mailprogramma het laat zien" src="/letters/{row.id}/html">' in (
        page.response.text
    )
    shown = site.browser("marieke").client.get(f"/letters/{row.id}/html")
    assert shown.text == row.html
    assert "sandbox" in shown.headers["content-security-policy"]


def test_a_letter_to_somebody_without_e_mail_says_to_print_it(site: Web) -> None:
    with_ideas(site)
    _deliver(site, "2026-02-03 10:00")
    row = _row(site, "ideas_open", "nour")
    assert "Nour Aziz (geen e-mail: druk dit af)" in site.browser("marieke").get(f"/letters/{row.id}").text


def test_a_letter_that_was_not_made_yet_says_so(site: Web) -> None:
    with_ideas(site)
    row = _row(site, "ideas_open", "nour")
    page = site.browser("marieke").get(f"/letters/{row.id}")
    assert "Dit bericht is nog niet gemaakt." in page.text
    assert site.browser("marieke").client.get(f"/letters/{row.id}/html").text == ""


def test_only_letters_of_one_kind_can_be_listed_and_the_older_ones_follow(one_site: Web) -> None:
    with_ideas(one_site)
    with one_site.database.write() as session:
        first = session.scalars(select(LetterRow)).first()
        assert first is not None
        fields = first.model_dump(exclude={"id", "key", "notice"})
        session.add_all(LetterRow(**fields, key=f"more:{n}", notice="paused") for n in range(60))
    browser = one_site.browser("marieke")
    page = browser.get("/letters?notice=paused")
    assert page.text.count("Gepauzeerd") == 50
    older = browser.get(page.links["Oudere berichten"])
    assert older.text.count("Gepauzeerd") == 10
    assert "Ideeën welkom" not in older.text


def _reminded(site: Web) -> int:
    """Open a round that Tom answers; nine others get a reminder on day 7. Returns the round's number."""
    round_id = opened(site)
    answered_by(site, round_id, "tom", "nour", "jantje", "mila", "kevin")
    site.clock("2026-03-08 09:00")
    site.desk.sweep("2026-03-08 09:00")
    _deliver(site, "2026-03-08 09:00")
    return round_id


def test_a_reminder_is_shown_to_nobody_but_its_reader(site: Web) -> None:
    _reminded(site)
    row = _row(site, "round_reminder", "wim")
    assert row.check == REMINDER
    for who in ("marieke", "henk", "bas", "fatima"):
        browser = site.browser(who)
        assert browser.get(f"/letters/{row.id}").status == 404
        assert browser.get(f"/letters/{row.id}/html").status == 404
        listed = browser.get("/letters?notice=round_reminder")
        assert "Wim Jansen" not in listed.text
    own = site.browser("wim")
    assert own.get(f"/letters/{row.id}").status == 200
    assert own.get("/letters?notice=round_reminder").text.count("Wim Jansen") == 2  # in the list and on top


def test_the_numbers_on_the_page_do_not_tell_how_many_have_answered(site: Web) -> None:
    _reminded(site)
    rows = site.look(lambda session: list(session.scalars(select(LetterRow))))
    assert len([row for row in rows if row.check == REMINDER]) == 9
    others = len([row for row in rows if row.check != REMINDER])
    page = site.browser("marieke").get("/letters")
    assert f"bewaard, niet gemaild: {others} " in page.text
    assert "Herinnering feedbackronde" not in page.text
    assert "Herinnering:" not in page.text


def test_a_letter_is_marked_with_the_language_it_is_written_in(site: Web) -> None:
    with_ideas(site)
    _deliver(site, "2026-02-03 10:00")
    row = _row(site, "ideas_open", "tom")
    browser = site.browser("marieke", "nl")
    assert '<pre lang="en">' in browser.client.get(f"/letters/{row.id}").text
    assert f'<a href="/letters/{row.id}" lang="en">' in browser.client.get("/letters").text


def test_the_command_line_shows_a_reminder_to_nobody_but_its_reader_either(
    one_site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    _reminded(one_site)
    row = _row(one_site, "round_reminder", "wim")
    monkeypatch.setenv("PIM_DATABASE_URL", one_site.database.url)
    forget()
    for who in (None, "marieke", "bas"):
        as_ = ("--as", f"{who}@noordervers.example") if who else ()
        listed = call("letters", *as_)
        assert isinstance(listed, list)
        assert listed
        assert "round_reminder" not in {one["notice"] for one in listed}
        with pytest.raises(NotFound):
            call("letters", "show", row.id, *as_)
    own = ("--as", "wim@noordervers.example")
    assert [one["id"] for one in call("letters", "--notice", "round_reminder", *own)] == [row.id]
    assert call("letters", "show", row.id, *own)["text"] == row.text
    assert call("letters", "--as", "olga@drievliet.example") == []
    invitation = _row(one_site, "round_invitation", "wim")
    assert call("letters", "show", invitation.id)["id"] == invitation.id
    with pytest.raises(NotFound):
        call("letters", "show", invitation.id, "--as", "olga@drievliet.example")
    forget()
